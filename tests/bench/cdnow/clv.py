"""In Odoo: customer lifetime value fitted to the sample's first 39 weeks."""

import pandas

from . import sample

CALIBRATION_END = pandas.Timestamp("1997-09-30")
ORDERS_PUBLISHED = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
VALUE_PUBLISHED = {"p": 6.25, "q": 3.74, "gamma": 15.44}
"""Published by Fader, Hardie and Lee (2005), and Fader and Hardie (2013, repeat orders only)."""


def run(env, wheel):
    """:return: {"orders": parameters of BG/NBD, "value": parameters of Gamma-Gamma, "customers": number}"""
    from odoo.addons.crm_grading.tools import clv_bg_nbd, clv_gamma_gamma

    days = calibration(sample.read(wheel))
    customers = figures(days)
    orders = clv_bg_nbd.fit(*columns(customers, ["x", "t_x", "age"]))
    values = repeat_values(days)
    value = clv_gamma_gamma.fit(*columns(values, ["orders", "mean"]))
    return {
        "orders": {name: getattr(orders, name) for name in ORDERS_PUBLISHED},
        "value": {name: getattr(value, name) for name in VALUE_PUBLISHED},
        "customers": len(customers),
    }


def calibration(purchases):
    """:return: DataFrame of order days until the end of the calibration: customer, day, amount"""
    early = purchases[purchases["day"] <= CALIBRATION_END]
    return early.groupby(["customer", "day"], as_index=False)["amount"].sum()


def figures(days):
    """:return: DataFrame by customer: x repeat orders, t_x and age in weeks"""
    found = days.groupby("customer")["day"].agg(["min", "max", "count"])
    return pandas.DataFrame(
        {
            "x": found["count"] - 1,
            "t_x": (found["max"] - found["min"]).dt.days / 7,
            "age": (CALIBRATION_END - found["min"]).dt.days / 7,
        }
    )


def repeat_values(days):
    """:return: DataFrame by customer with paid repeat orders: orders, mean in the sample's currency"""
    repeat = days[days["day"] > days.groupby("customer")["day"].transform("min")]
    found = repeat.groupby("customer")["amount"].agg(["count", "mean"])
    found = pandas.DataFrame({"orders": found["count"], "mean": found["mean"] / 100})
    return found[found["mean"] > 0]


def columns(frame, names):
    """:return: the columns of the groups of equal rows as arrays, then how many rows each group has"""
    groups = frame.groupby(names).size().reset_index(name="number")
    return [groups[name].to_numpy(dtype=float) for name in (*names, "number")]
