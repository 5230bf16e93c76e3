from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .test_telecom_order import OrderCommon


@tagged("post_install", "-at_install")
class TestTelecomMoveTour(HttpCase, OrderCommon):
    """Upgrades and moves on the screens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create({"group_trade_telecom": True}).execute()
        groups = "sales_team.group_sale_salesman_all_leads,crm_industry.group_telecom_agent"
        cls.env["res.lang"]._activate_lang("en_US")
        # What a quotation says is in the language of the customer.
        cls.subscriber.lang = "en_US"
        cls.seller = new_test_user(cls.env, "telecom_seller", groups, company_id=cls.company.id, lang="en_US")

    def test_upgrade(self):
        subscription = self.use(day=None)
        path = f"/odoo/telecom-subscriptions/{subscription.id}"
        self.start_tour(path, "telecom_upgrade", login="telecom_seller", timeout=120)
        self.assertEqual((subscription.offering_id, subscription.move_ids.state), (self.better, "done"))
        self.assertEqual(subscription.move_ids.sale_order_id.state, "sale")

    def test_a_move_that_is_refused(self):
        move = self.draft(self.use(self.bound, day=None), offering_id=self.cheaper.id)
        # Odoo logs what the server refuses.
        with mute_logger("odoo.http"):
            self.start_tour(f"/odoo/telecom-moves/{move.id}", "telecom_move_refused", login="telecom_seller", timeout=120)
        self.assertEqual((move.state, move.refusal), ("refused", "Customer keeps it"))
        self.assertEqual(move.subscription_id.offering_id, self.bound)
