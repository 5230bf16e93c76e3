"""What the check adds to the confirmation of orders, in queries."""

from odoo.fields import Command

from .figures import Figure
from .generator.world import find_main

BATCHES = (1, 20)
CLEAR = 5  # queries that the check may add to orders that pass, whatever their number
HELD = 15  # and to orders that are held


def run(env):
    """Confirm orders of a new customer of the company with the check off and on.

    :return: list of Figure
    """
    company = find_main(env)
    env = env(user=env.ref("base.user_admin"), context={"allowed_company_ids": company.ids})
    shop = _Shop(env, company)
    figures = []
    for count in BATCHES:
        plain = shop.queries("off", 1, count)
        clear = shop.queries("block", 1, count)
        held = shop.queries("block", 2_000, count)
        figures.append(_figure(f"confirming {count}, clear: queries more", clear, plain, CLEAR))
        figures.append(_figure(f"confirming {count}, held: queries more", held, plain, HELD))
    return figures


def _figure(name, ours, plain, bound):
    return Figure(name, ours=str(ours), reference=str(plain), value=ours - plain, bound=bound, note="check off")


class _Shop:
    """Quotations of a customer with a limit of 1,000, not taxed."""

    def __init__(self, env, company):
        self.env = env
        self.company = company.with_env(env)
        self.customer = env["res.partner"].create({"name": "Bench buyer", "is_company": True})
        self.product = env["product.product"].create({"name": "Bench item", "type": "service", "taxes_id": False})
        self.account = env["crm.credit.account"].create(
            {"partner_id": self.customer.id, "company_id": company.id, "limit_mode": "limited", "limit_amount": 1_000}
        )

    def queries(self, mode, amount, count):
        """:return: queries of one confirmation of ``count`` orders, with warm caches"""
        self.company.credit_check_confirm = mode
        for _warm in range(2):
            number = self._confirm(self._orders(amount, count))
        return number

    def _orders(self, amount, count):
        line = {"product_id": self.product.id, "product_uom_qty": 1, "price_unit": amount}
        values = {"partner_id": self.customer.id, "order_line": [Command.create(line)]}
        return self.env["sale.order"].create([values] * count)

    def _confirm(self, orders):
        cr = self.env.cr
        self.env.flush_all()
        before = cr.sql_log_count
        orders.action_confirm()
        self.env.flush_all()
        return cr.sql_log_count - before
