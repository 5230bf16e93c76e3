from odoo.tests import HttpCase, tagged

from .telecom_common import TelecomCommon


@tagged("post_install", "-at_install")
class TestTelecomTreeTour(HttpCase, TelecomCommon):
    def test_from_the_customer_to_a_subscription(self):
        self.subscribe("active", "fixed")
        self.subscribe("suspended")
        self.subscribe("created")
        self.make_account(payment_mode="prepaid")
        self.make_bill(amount=136.74, state="sent")
        self.env["res.config.settings"].create({"group_trade_telecom": True}).execute()
        self.start_tour(f"/odoo/res.partner/{self.subscriber.id}", "telecom_tree", login="telecom_agent", timeout=120)


@tagged("post_install", "-at_install")
class TestTelecomTreePhone(HttpCase, TelecomCommon):
    browser_size = "375x667"
    touch_enabled = True

    def test_on_a_phone(self):
        self.subscribe("active")
        self.env["res.config.settings"].create({"group_trade_telecom": True}).execute()
        self.start_tour(
            f"/odoo/res.partner/{self.subscriber.id}/telecom-tree", "telecom_tree_phone", login="telecom_agent", timeout=120
        )
