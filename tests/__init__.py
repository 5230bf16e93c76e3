"""Tests of the whole product by pytest; the addons' own tests are in their folders."""
