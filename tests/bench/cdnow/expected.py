"""What the sample's customers owe, worked out by pandas alone."""

import pandas

TAX_PERCENT = 15


def half_up(cents):
    """Round a series of hundredths of a cent to cents, halves up."""
    return (cents + 50) // 100


def with_plan(frame):
    """Add what becomes of each purchase and its total with tax, in cents.

    Two of three purchases are invoiced, every second invoice is paid. A purchase is one order line of
    so many discs at the rounded price of one.
    """
    plan = frame.copy()
    number = plan.index.to_series()
    plan["invoiced"] = number % 3 != 2
    plan["paid"] = plan["invoiced"] & (plan["invoiced"].cumsum() % 2 == 0)
    plan["price"] = half_up(plan["amount"] * 100 // plan["quantity"])
    plan["net"] = plan["price"] * plan["quantity"]
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
