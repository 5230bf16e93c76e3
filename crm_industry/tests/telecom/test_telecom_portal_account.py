from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON
from .test_telecom_portal import TelecomPortalCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomPortalAccount(TelecomPortalCommon):
    """What customers read of an account, and what they can do about a suspension."""

    def test_postpaid(self):
        page = self.portal(self.mine)._account_page(self.account.id)
        self.assertEqual((page["name"], page["open"], page["balance"], page["bill_day"]), (self.account.name, 126, False, 5))
        self.assertEqual([row["id"] for row in page["bills"]], self.bill.ids)
        self.assertFalse(page["topups"])

    def test_open_is_what_the_bills_that_are_shown_come_to(self):
        """A bill that is still being made is neither shown nor asked for."""
        self.make_bill(self.account, name="B-NEW", amount=1000, state="new")
        self.make_bill(self.account, name="B-SENT", amount=14, state="sent")
        page = self.portal(self.mine)._account_page(self.account.id)
        self.assertEqual((page["open"], sorted(row["open"] for row in page["bills"])), (140, [14, 126]))
        [head] = [row for row in self.portal(self.mine)._home_page()["accounts"] if row["id"] == self.account.id]
        self.assertEqual(head["open"], 140)

    def test_prepaid(self):
        prepaid = self.make_account(payment_mode="prepaid")
        prepaid.with_user(self.telecom_agent).action_top_up(50, "cash", "R-1")
        topups = self.env["crm.telecom.topup"].with_user(self.telecom_manager).with_company(self.company)
        used = {"account": prepaid.name, "external_id": "1", "amount": -20, "reference": "Calls"}
        plain = [used | {"external_id": str(amount), "amount": amount, "reference": ""} for amount in (-5, 2)]
        topups.record_topups([used, *plain], "billing")
        page = self.portal(self.mine)._account_page(prepaid.id)
        self.assertEqual(page["balance"], 27)
        rows = sorted((row["text"], row["amount"]) for row in page["topups"])
        self.assertEqual(rows, [("Calls", -20), ("Cash · R-1", 50), ("Top-up", 2), ("Used", -5)])

    def test_of_others(self):
        for user, account in ((self.theirs, self.account), (self.theirs, self.paid), (self.telecom_agent, self.account)):
            with self.assertRaises(AccessError):
                self.portal(user)._account_page(account.id)

    def test_included_and_what_to_do(self):
        self.offerings["mobile"].write({"minutes": 1500, "data_mb": 512 * 5, "sms": 0})
        page = self.portal(self.mine)._subscription_page(self.active.id)
        self.assertEqual((page["included"], page["advice"]), (["1,500 minutes", "2.5 GB"], False))
        self.step(self.active, "suspend_one_way", "loss")
        self.assertFalse(self.portal(self.mine)._subscription_page(self.active.id)["advice"])
        self.step(self.active, "resume", "found")
        self.step(self.active, "suspend_one_way")
        self.assertIn("overdue", self.portal(self.mine)._subscription_page(self.active.id)["advice"])
        prepaid = self.subscribe("suspended", account_id=self.make_account(payment_mode="prepaid").id)
        self.assertIn("top it up", self.portal(self.mine)._subscription_page(prepaid.id)["advice"])
