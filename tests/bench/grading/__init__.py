"""Grading runs and customer metrics: measured against bare SQL that writes the same rows."""
