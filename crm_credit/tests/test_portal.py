from odoo.tests import HttpCase, tagged

from .check_common import CreditCheckCommon

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestPortal(CreditCheckCommon, HttpCase):
    """A customer who accepts a quotation online meets the same check and is told nothing about limits."""

    def _accept(self, order):
        token = order._portal_ensure_token()
        return self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept", {"access_token": token, "name": "Dealer", "signature": PIXEL}
        )

    def _quotation(self, amount):
        return self._order(amount, require_signature=True, require_payment=False, state="sent")

    def test_accepted_order_within_the_limit_is_confirmed(self):
        order = self._quotation(1000.0)
        self._accept(order)
        self.assertEqual((order.state, order.credit_state), ("sale", "clear"))

    def test_accepted_order_over_the_limit_stays_signed_and_under_review(self):
        order = self._quotation(1000.01)
        answer = self._accept(order)
        self.assertNotIn("error", answer)
        self.assertEqual((order.state, order.credit_state, order.signed_by), ("sent", "held", "Dealer"))
        self.assertEqual(order.activity_ids.user_id, self.officer)
        page = self.url_open(order.get_portal_url()).text
        self.assertIn('name="credit_under_review"', page)
        for secret in ("1,000.00", "limit", "额度", "credit_panel"):
            self.assertNotIn(secret, page.split('id="wrap"')[-1].split("<footer")[0])
        order.with_user(self.officer).action_release_credit("Fine")
        order.with_user(self.officer).sudo().action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertNotIn('name="credit_under_review"', self.url_open(order.get_portal_url()).text)
