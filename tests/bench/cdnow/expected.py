"""The plan of what becomes of the sample's purchases, and what its customers owe, worked out by pandas alone."""

import pandas

TAX_PERCENT = 15
COSTS = (900, 1_100, 1_400)  # cents for a disc of each category
CHEAPEST = (0, 1_200, 1_500)  # cents from which on a disc belongs to each category


def half_up(cents):
    """Round a series of hundredths of a cent to cents, halves up."""
    return (cents + 50) // 100


def with_plan(frame):
    """Add what becomes of each purchase and its total with tax, in cents.

    Two of three purchases are invoiced on their day, every second invoice is paid. A purchase is one order line of
    so many discs at the rounded price of one; its price decides about the category.
    """
    plan = frame.copy()
    number = plan.index.to_series()
    plan["invoiced"] = number % 3 != 2
    plan["paid"] = plan["invoiced"] & (plan["invoiced"].cumsum() % 2 == 0)
    plan["price"] = half_up(plan["amount"] * 100 // plan["quantity"])
    plan["net"] = plan["price"] * plan["quantity"]
    plan["category"] = sum((plan["price"] >= least).astype(int) for least in CHEAPEST) - 1
    plan["margin"] = plan["net"] - plan["category"].map(dict(enumerate(COSTS))) * plan["quantity"]
    plan["total"] = plan["net"] + half_up(plan["net"] * TAX_PERCENT)
    return plan


def exposure(plan):
    """:return: DataFrame by customer in cents: receivable, open_orders, total"""
    owed = plan["total"].where(plan["invoiced"] & ~plan["paid"], 0)
    ordered = plan["total"].where(~plan["invoiced"], 0)
    figures = pandas.DataFrame({"customer": plan["customer"], "receivable": owed, "open_orders": ordered})
    figures = figures.groupby("customer").sum()
    figures["total"] = figures["receivable"] + figures["open_orders"]
    return figures
