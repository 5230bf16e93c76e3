"""What the check adds to the confirmation of orders and to deliveries, in queries."""

from contextlib import nullcontext
from unittest.mock import patch

from odoo.fields import Command

from .figures import Figure
from .generator.world import find_main
from .rules import Customer, ruled_customer

BATCHES = (1, 20)
CLEAR = 6  # queries that the check may add to documents that pass, whatever their number
HELD = 15  # and to those that are held
LARGE = 50_000  # more than any limit


def run(env):
    """Confirm orders of new customers of the company, and deliver them, with the check and without.

    :return: list of Figure
    """
    company = find_main(env)
    env = env(user=env.ref("base.user_admin"), context={"allowed_company_ids": company.ids})
    company = company.with_env(env)
    company.write({"credit_check_confirm": "block", "credit_check_delivery": "block"})
    figures = []
    for count in BATCHES:
        figures += _measure("confirming", Orders(Customer(env, company)), count)
        figures += _measure("confirming, all rules,", Orders(ruled_customer(env, company)), count)
        figures += _measure("delivering, all rules,", Deliveries(ruled_customer(env, company)), count)
    return figures


def _measure(title, documents, count):
    without = documents.queries(count, 1, checked=False)
    clear = documents.queries(count, 1)
    held = documents.queries(count, LARGE)
    return [
        Figure(f"{title} {count} {what}: queries more", str(ours), str(without), ours - without, bound, "without the check")
        for what, ours, bound in (("clear", clear, CLEAR), ("held", held, HELD))
    ]


class Orders:
    """Quotations of a customer, not taxed, that are confirmed."""

    kind = "service"

    def __init__(self, customer):
        self.customer = customer
        self.env = customer.env
        self.product = self.env["product.product"].create({"name": "Bench item", "type": self.kind, "taxes_id": False})

    def queries(self, count, amount, checked=True):
        """:return: queries of one step of ``count`` documents, with warm caches"""
        check = type(self.env["crm.credit.check"])
        for _warm in range(2):
            documents = self._prepare(count, amount)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            with nullcontext() if checked else patch.object(check, "_credit_check", lambda *args, **kwargs: {}):
                self._step(documents)
                self.env.flush_all()
            number = self.env.cr.sql_log_count - before
        return number

    def _prepare(self, count, amount):
        line = {"product_id": self.product.id, "product_uom_qty": 1, "price_unit": amount}
        values = {"partner_id": self.customer.partner.id, "order_line": [Command.create(line)]}
        return self.env["sale.order"].create([values] * count)

    def _step(self, orders):
        orders.action_confirm()


class Deliveries(Orders):
    """Goods of confirmed orders that leave."""

    kind = "consu"

    def _prepare(self, count, amount):
        orders = super()._prepare(count, amount)
        with patch.object(type(self.env["crm.credit.check"]), "_credit_check", lambda *args, **kwargs: {}):
            orders.action_confirm()
        return orders.picking_ids

    def _step(self, pickings):
        pickings.button_validate()
