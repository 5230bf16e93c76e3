"""Usage and bills of an operator, imported by the hundred thousand."""

SOURCE = "bench"
ROUNDS = 3
"""The import and the bare statements take turns so often."""
EVERY = 100
"""One row of so many is bad."""
SIZES = {"S": (20_000, 4_000), "M": (100_000, 20_000), "L": (1_000_000, 200_000)}
"""Rows of usage and bills, by the size of the measurements."""
