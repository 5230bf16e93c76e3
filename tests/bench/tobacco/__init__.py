"""A tobacco company: weekly supply plans of very many retailers, and a rush of orders of a scarce product."""

RETAILERS = {"S": 10_000, "M": 100_000, "L": 500_000}
"""Retailers with a supply band, by the size of the measurements."""
LARGE = 100_000
"""Retailers from which on the bound holds."""
CODE = "YC-BENCH"
"""The scarce product."""
EACH, QUANTITY = 10, 4
"""The quota of a retailer in the rush, and what each order asks for: two fit."""
