from odoo.tests import HttpCase, tagged

from .check_common import CreditCheckCommon


@tagged("post_install", "-at_install", "alone")
class TestTours(CreditCheckCommon, HttpCase):
    def test_salesperson_is_held_and_officer_releases(self):
        order = self._order(1500.0)
        self.start_tour(f"/odoo/sales/{order.id}", "credit_hold_salesperson", login="credit_seller")
        self.assertEqual((order.state, order.credit_state), ("draft", "held"))
        self.start_tour("/odoo/credit-holds", "credit_hold_officer", login="credit_officer")
        self.assertEqual((order.state, order.credit_state), ("sale", "released"))
        release = self._decisions(order).filtered(lambda decision: decision.event == "release")
        self.assertEqual((release.user_id, release.reason), (self.officer, "Payment seen at the bank"))
