"""Customer lifetime value of the months ahead, out of two models that are fitted to all customers.

Orders follow BG/NBD (``clv_bg_nbd``), the value of an order Gamma-Gamma (``clv_gamma_gamma``). They need scipy,
which is not a requirement of the addon: ask ``available`` first. Plain functions without Odoo; numpy arrays in,
numpy arrays out.
"""

from importlib import util

WEEKS_A_MONTH = 365.25 / 12 / 7


def available():
    """Tell whether scipy is installed, without loading it."""
    return util.find_spec("scipy") is not None


def discounted_orders(orders, x, t_x, age, months, rate):
    """Expected orders of each customer, those of later months counting for less.

    :param orders: a fitted ``clv_bg_nbd.OrderModel``; ``x``, ``t_x``, ``age``: see there, in weeks
    :param months: how many months ahead
    :param rate: yearly discount, 0.1 for 10 %
    """
    total = before = 0.0
    for month in range(1, months + 1):
        upto = orders.expected_orders(month * WEEKS_A_MONTH, x, t_x, age)
        # An order comes in the middle of its month, on average.
        total = total + (upto - before) / (1 + rate) ** ((month - 0.5) / 12)
        before = upto
    return total
