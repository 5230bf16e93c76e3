"""Channel reports from a large file, ages of stock, what was sold against targets, territories of customers."""

SOURCE = "bench"  # of the imports
IMPORTS = 2  # of the same file
EVERY = 40  # so many rows, one is bad
