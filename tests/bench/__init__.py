"""Measurements of the product, each as a ratio in one run: ``make bench``."""
