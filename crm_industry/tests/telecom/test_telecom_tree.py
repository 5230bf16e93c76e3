from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .telecom_common import NOON, TelecomCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomTree(TelecomCommon):
    """A customer with all its levels, as agents and salespeople read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.make_account(external_id="EXT-2", payer_id=cls.payer.id)
        cls.active = cls.subscribe("active")
        cls.over = cls.subscribe("cancelled", external_id="OLD-7")
        cls.line = cls.subscribe("active", "fixed", account_id=cls.second.id)
        cls.tree = cls.env["crm.telecom.tree"].with_user(cls.telecom_agent)

    def accounts(self, **filters):
        rows = self.tree.telecom_tree(self.subscriber.id, filters)["accounts"]["rows"]
        return [row["id"] for row in rows]

    def subscriptions(self, account, **filters):
        return [row["id"] for row in self.tree.tree_subscriptions(self.subscriber.id, account.id, filters)["rows"]]

    def test_all_levels(self):
        self.make_bill(amount=250, date="2026-01-01", date_due="2026-01-20")
        data = self.tree.telecom_tree(self.subscriber.id)
        self.assertEqual(data["customer"], {"id": self.subscriber.id, "name": "Subscriber Ltd"})
        second, first = data["accounts"]["rows"]
        self.assertEqual((first["id"], second["id"]), (self.account.id, self.second.id))
        self.assertEqual((first["children"], first["fee"], first["open"], first["overdue"]), (2, 100, 250, True))
        self.assertEqual((second["children"], second["fee"], second["open"], second["overdue"]), (1, 100, 0, False))
        self.assertIn("paid by Paying Parent Ltd", second["details"])
        currency = self.account.currency_id.id
        self.assertEqual(data["figures"], {"subscriptions": 2, "money": [{"currency_id": currency, "fee": 200, "open": 250}]})
        over, active = self.tree.tree_subscriptions(self.subscriber.id, self.account.id)["rows"]
        self.assertEqual((over["id"], over["state"], over["state_label"]), (self.over.id, "cancelled", "Cancelled"))
        self.assertEqual((active["title"], active["fee"], active["children"]), (self.active.name, 100, 3))
        services = self.tree.tree_services(self.active.id)["rows"]
        self.assertEqual({row["title"] for row in services}, {"Voice", "SMS", "Data"})
        self.assertEqual({row["state"] for row in services}, {"active"})

    def test_a_contact_stands_for_its_customer(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.subscriber.id})
        self.assertEqual(self.tree.telecom_tree(contact.id)["customer"]["id"], self.subscriber.id)

    def test_filters(self):
        self.assertEqual(self.accounts(text=self.line.name), self.second.ids)
        self.assertEqual(self.accounts(text="ext-2"), self.second.ids)
        self.assertEqual(self.accounts(text="old-7"), self.account.ids)
        self.assertEqual(self.subscriptions(self.account, text="old-7"), self.over.ids)
        self.assertEqual(self.subscriptions(self.second, text="ext-2"), self.line.ids, "all of an account that was found")
        self.assertEqual(self.subscriptions(self.account, state="live"), self.active.ids)
        self.assertEqual(self.accounts(state="cancelled"), self.account.ids)
        self.assertEqual(self.accounts(text="nothing"), [])

    def test_numbers_are_shown_and_found(self):
        number = self.active.number_id
        self.assertTrue(number)
        [account] = self.tree.telecom_tree(self.subscriber.id, {"text": number.e164[-8:]})["accounts"]["rows"]
        self.assertEqual(account["id"], self.account.id)
        [row] = self.tree.tree_subscriptions(self.subscriber.id, account["id"], {"text": number.e164})["rows"]
        self.assertIn(number.e164, row["details"])

    def test_whoever_pays_sees_the_account_and_owners_their_own(self):
        [row] = self.tree.telecom_tree(self.payer.id)["accounts"]["rows"]
        self.assertEqual((row["id"], row["children"]), (self.second.id, 1))
        self.assertIn("of Subscriber Ltd", row["details"])
        owner = self.make_customer("Owner Ltd")
        owned = self.subscribe(partner_id=owner.id)
        [row] = self.tree.telecom_tree(owner.id)["accounts"]["rows"]
        self.assertEqual((row["id"], row["children"]), (self.account.id, 1))
        [row] = self.tree.tree_subscriptions(owner.id, self.account.id)["rows"]
        self.assertEqual(row["id"], owned.id)
        stranger = self.make_customer("Stranger Ltd")
        self.assertFalse(self.tree.telecom_tree(stranger.id)["accounts"]["rows"])
        self.assertFalse(self.tree.tree_subscriptions(stranger.id, self.account.id)["rows"])

    def test_salespeople_read_their_own_customers(self):
        tree = self.tree.with_user(self.salesperson)
        self.subscriber.user_id = self.salesperson
        self.assertEqual(len(tree.telecom_tree(self.subscriber.id)["accounts"]["rows"]), 2)
        self.subscriber.user_id = self.telecom_agent
        with self.assertRaisesRegex(AccessError, "looked after by"):
            tree.telecom_tree(self.subscriber.id)
        with self.assertRaisesRegex(AccessError, "looked after by"):
            tree.tree_subscriptions(self.subscriber.id, self.account.id)
        self.assertFalse(tree.tree_services(self.active.id)["rows"])

    def test_another_company_reads_nothing(self):
        tree = self.tree.with_user(self.other_telecom_agent)
        self.assertFalse(tree.telecom_tree(self.subscriber.id)["accounts"]["rows"])
        self.assertFalse(tree.tree_subscriptions(self.subscriber.id, self.account.id)["rows"])
        self.assertFalse(tree.tree_services(self.active.id)["rows"])

    def test_others_are_refused(self):
        for group in ("base.group_user", "crm_industry.group_service_agent", "base.group_portal"):
            user = new_test_user(self.env, f"nobody_{group.split('.')[1]}", group)
            tree = self.tree.with_user(user)
            for call in (
                lambda tree=tree: tree.telecom_tree(self.subscriber.id),
                lambda tree=tree: tree.tree_accounts(self.subscriber.id),
                lambda tree=tree: tree.tree_subscriptions(self.subscriber.id, self.account.id),
                lambda tree=tree: tree.tree_services(self.active.id),
            ):
                with self.assertRaises(AccessError):
                    call()

    def test_senseless_arguments(self):
        mine = self.subscriber.id
        for call in (
            lambda: self.tree.telecom_tree("x"),
            lambda: self.tree.telecom_tree(2**31 - 1),
            lambda: self.tree.telecom_tree(mine, {"kind": "x"}),
            lambda: self.tree.telecom_tree(mine, {"state": "bought"}),
            lambda: self.tree.telecom_tree(mine, {"text": 5}),
            lambda: self.tree.tree_accounts(mine, {}, "x"),
            lambda: self.tree.tree_subscriptions(mine, [1]),
            lambda: self.tree.tree_services("x"),
        ):
            with self.assertRaises(UserError):
                call()
