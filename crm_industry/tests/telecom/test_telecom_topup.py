from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON, TelecomCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomTopup(TelecomCommon):
    """The balance of prepaid accounts, and what it lets subscriptions do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env["crm.telecom.arrears.policy"].create(
            {"name": "Test", "company_id": cls.company.id, "balance_low": 10, "user_id": cls.telecom_manager.id}
        )
        cls.prepaid = cls.make_account(payment_mode="prepaid")
        cls.subscription = cls.subscribe("active", account_id=cls.prepaid.id)

    def record(self, *entries, source="billing", user=None):
        topups = self.env["crm.telecom.topup"].with_user(user or self.telecom_manager).with_company(self.company)
        begin = {"account": self.prepaid.name}
        return topups.record_topups([begin | entry for entry in entries], source)

    def test_used_up_and_topped_up(self):
        self.record({"external_id": "1", "amount": 30})
        self.assertEqual((self.prepaid.balance, self.subscription.state), (30, "active"))
        self.record({"external_id": "2", "amount": -22.5})
        self.assertEqual((self.prepaid.balance, self.prepaid.balance_noticed), (7.5, True))
        self.record({"external_id": "3", "amount": -0.5})
        notices = self.prepaid.message_ids.filtered(lambda each: self.subscriber in each.partner_ids)
        self.assertEqual(len(notices), 1)
        self.record({"external_id": "4", "amount": -7})
        self.assertEqual((self.prepaid.balance, self.subscription.state), (0, "suspended"))
        self.assertEqual((self.subscription.suspension, self.subscription.suspension_cause), ("one_way", "arrears"))
        self.assertFalse(self.policy._wanted())
        self.record({"external_id": "5", "amount": 50})
        self.assertEqual((self.prepaid.balance, self.subscription.state), (50, "active"))
        self.assertFalse(self.prepaid.balance_noticed)

    def test_what_begins_with_nothing_left_is_suspended_too(self):
        self.record({"external_id": "1", "amount": 30}, {"external_id": "2", "amount": -30})
        new = self.subscribe("active", account_id=self.prepaid.id)
        self.assertEqual((new.state, new.suspension), ("suspended", "one_way"))
        self.record({"external_id": "3", "amount": 5})
        self.assertEqual((new.state, self.subscription.state), ("active", "active"))

    def test_the_same_one_twice(self):
        entry = {"external_id": "1", "amount": 30}
        answer = self.record(entry, entry)
        self.assertEqual((answer["new"], answer["same"]), (1, 0))
        self.assertEqual(answer["errors"][0]["message"], "Repeats the external ID of row 1.")
        self.assertEqual(self.record(entry), {"new": 0, "changed": 0, "same": 1, "errors": []})
        answer = self.record(entry | {"amount": 31})
        self.assertIn("other content", answer["errors"][0]["message"])
        self.assertEqual(self.record(entry, source="shop")["new"], 1)
        self.assertEqual(self.prepaid.balance, 60)

    def test_bad_entries_are_named_and_the_others_recorded(self):
        bad = (
            {"external_id": "", "amount": 1},
            {"external_id": "b", "amount": 0},
            {"external_id": "c", "amount": "x"},
            {"external_id": "d", "amount": 0.001},
            {"external_id": "e", "amount": 1, "account": "nobody"},
            {"external_id": "f", "amount": 1, "account": self.account.name},
            {"external_id": "g", "amount": 1, "date": "soon"},
        )
        answer = self.record(*bad, {"external_id": "z", "amount": 5})
        self.assertEqual((answer["new"], [error["index"] for error in answer["errors"]]), (1, list(range(len(bad)))))
        with self.assertRaises(UserError):
            self.record(source="")

    def test_who_records_and_who_changes(self):
        with self.assertRaises(AccessError):
            self.record({"external_id": "1", "amount": 1}, user=self.telecom_agent)
        self.record({"external_id": "1", "amount": 1})
        topup = self.prepaid.topup_ids
        for user in (self.telecom_agent, self.telecom_manager):
            with self.assertRaises(AccessError):
                topup.with_user(user).write({"amount": 100})
            with self.assertRaises(AccessError):
                self.prepaid.with_user(user).write({"balance": 100})
        self.assertFalse(topup.with_user(self.other_telecom_agent).search([("id", "=", topup.id)]))
        with self.assertRaises(UserError):
            topup.unlink()
        with self.assertRaises(UserError):
            self.step(self.prepaid, "close")

    def top_up(self, user=None, **values):
        """Use the window of an agent."""
        agent = user or self.telecom_agent
        action = self.prepaid.with_user(agent).action_top_up()
        window = self.env[action["res_model"]].with_user(agent).with_context(**action["context"])
        window = window.create({"amount": 50, "channel": "cash", "reference": "R-1"} | values)
        window.action_confirm()
        return window

    def test_an_agent_tops_up(self):
        self.record({"external_id": "1", "amount": 10}, {"external_id": "2", "amount": -10})
        self.assertEqual(self.subscription.state, "suspended")
        window = self.top_up()
        self.assertEqual((self.prepaid.balance, self.subscription.state), (50, "active"))
        topup = self.prepaid.topup_ids[:1]
        self.assertEqual((topup.channel, topup.reference, topup.create_uid), ("cash", "R-1", self.telecom_agent))
        self.assertEqual((topup.source, topup.company_id, str(topup.date)), ("counter", self.company, "2026-03-16"))
        window.action_confirm()
        self.top_up()
        self.assertEqual(self.prepaid.balance, 50)
        with self.assertRaisesRegex(UserError, "other content"):
            self.top_up(amount=60)
        self.top_up(reference="R-2", channel="voucher")
        self.assertEqual(self.prepaid.balance, 100)

    def test_what_agents_can_not_top_up(self):
        self.record({"external_id": "1", "amount": 10})
        agent = self.prepaid.with_user(self.telecom_agent)
        for amount, channel, reference, text in (
            (-5, "cash", "R-1", "Only telecom managers take money"),
            (0, "cash", "R-1", "about no money"),
            (0.001, "cash", "R-1", "more decimals than the currency"),
            (1e12, "cash", "R-1", "beyond all measure"),
            ("ten", "cash", "R-1", "is no number"),
            (5, "bribe", "R-1", "is not known"),
            (5, "cash", "  ", "Give the reference"),
        ):
            with self.subTest(text=text), self.assertRaisesRegex(UserError, text):
                agent.action_top_up(amount, channel, reference)
        with self.assertRaisesRegex(UserError, "closed or not prepaid"):
            self.account.with_user(self.telecom_agent).action_top_up(5, "cash", "R-1")
        for user in (self.salesperson, self.other_telecom_agent):
            with self.assertRaises(AccessError):
                self.prepaid.with_user(user).action_top_up(5, "cash", "R-1")
        self.prepaid.with_user(self.telecom_manager).action_top_up(-4, False, "R-3")
        self.assertEqual(self.prepaid.balance, 6)

    def test_windows_of_others(self):
        action = self.prepaid.with_user(self.telecom_agent).action_top_up()
        window = self.env[action["res_model"]].with_user(self.telecom_agent).with_context(**action["context"])
        window = window.create({"amount": 50, "reference": "R-1"})
        with self.assertRaises(AccessError):
            window.with_user(self.telecom_manager).action_confirm()
