from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON
from .test_telecom_figures import FiguresCase


@freeze_time(NOON)
@tagged("post_install", "-at_install")
class TestTelecomCrossSell(FiguresCase):
    """What comparable customers, accounts and subscriptions have is found where it is missing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env["crm.customer.type"].create({"name": "Test type", "code": "telecom-test"})
        cls.company.root_id.grading_cross_sell = 50

    def make(self, *accesses, **values):
        """Make a customer with an account and a subscription of each access."""
        partner = self.make_customer("Customer", channel_type_id=self.kind.id)
        account = self.make_account(partner_id=partner.id, **values)
        for access in accesses:
            self.subscribe("active", access, day="2026-01-10", account_id=account.id)
        return partner

    def missing(self, partners, level="customer"):
        rows = self.env["crm.telecom.cross.sell"].search([("partner_id", "in", partners.ids), ("level", "=", level)])
        return {(row.partner_id, row.item): row for row in rows}

    def test_what_half_of_those_that_compare_have(self):
        both = [self.make("internet", "cable") for _number in range(3)]
        lonely = [self.make("internet") for _number in range(3)]
        partners = self.env["res.partner"].concat(*both, *lonely)
        self.refresh()
        rows = self.missing(partners)
        self.assertEqual(rows.keys(), {(partner, "cable") for partner in lonely})
        row = rows[lonely[0], "cable"]
        self.assertEqual((row.share, row.peers, row.offering_id), (50, 6, self.offerings["cable"]))
        self.subscribe(
            "active",
            "cable",
            day="2026-02-10",
            account_id=row.partner_id.env["crm.telecom.account"].search([("partner_id", "=", row.partner_id.id)]).id,
        )
        self.refresh()
        self.assertEqual(self.missing(partners).keys(), {(partner, "cable") for partner in lonely[1:]})

    def test_too_few_to_compare_or_too_few_that_have_it(self):
        self.company.telecom_cross_peers = 5
        partners = self.env["res.partner"].concat(self.make("internet", "cable"), *(self.make("internet") for _n in range(3)))
        self.refresh()
        self.assertFalse(self.missing(partners))
        self.company.telecom_cross_peers = 4
        self.refresh()
        self.assertFalse(self.missing(partners))
        self.company.root_id.grading_cross_sell = 25
        self.refresh()
        self.assertEqual(len(self.missing(partners)), 3)

    def test_subscriptions_that_miss_a_service(self):
        partners = self.env["res.partner"].concat(*(self.make("cable") for _number in range(5)))
        subscriptions = self.env["crm.telecom.subscription"].search([("partner_id", "in", partners.ids)])
        for subscription in subscriptions[:4]:
            self.env["crm.telecom.service"].create({"subscription_id": subscription.id, "kind": "value_added"})
        self.refresh()
        rows = self.missing(partners, "subscription")
        self.assertEqual(rows.keys(), {(subscriptions[4].partner_id, "value_added")})
        [row] = rows.values()
        self.assertEqual((row.subscription_id, row.share, row.peers), (subscriptions[4], 80, 5))

    def test_accounts(self):
        self.company.telecom_cross_peers = 2
        partner = self.make("internet", "cable")
        other = self.make_account(partner_id=partner.id)
        self.subscribe("active", "internet", day="2026-01-10", account_id=other.id)
        self.refresh()
        rows = self.missing(partner, "account")
        self.assertIn((partner, "cable"), rows)
        self.assertEqual(rows[partner, "cable"].account_id, other)
        self.assertFalse(self.missing(partner))

    def test_an_offer_and_rights(self):
        self.company.telecom_cross_peers = 2
        partners = self.make("internet", "cable") | self.make("internet")
        self.refresh()
        [row] = self.missing(partners).values()
        with self.assertRaisesRegex(UserError, "No product"):
            row.with_user(self.salesperson).action_offer()
        product = self.env["product.template"].create({"name": "Cable", "type": "service"})
        self.offerings["cable"].product_tmpl_id = product
        with self.assertRaises(AccessError):
            row.with_user(self.telecom_agent).action_offer()
        with self.assertRaises(AccessError):
            row.with_user(self.other_telecom_agent).action_offer()
        row.partner_id.user_id = self.salesperson
        order = self.env["sale.order"].browse(row.with_user(self.salesperson).action_offer()["res_id"])
        self.assertEqual((order.partner_id, order.order_line.product_template_id), (row.partner_id, product))
        with self.assertRaises(AccessError):
            row.with_user(self.telecom_manager).write({"share": 1})

    def test_it_is_a_next_best_action(self):
        self.company.telecom_cross_peers = 2
        partners = self.make("internet", "cable") | self.make("internet")
        self.refresh()
        [row] = self.missing(partners).values()
        view = self.env["crm.customer.view"].with_user(self.telecom_agent)

        def found():
            actions = view.customer_view(row.partner_id.id)["actions"]
            return [(action["title"], action["res_id"]) for action in actions if action["kind"] == "telecom_cross_sell"]

        self.env["res.config.settings"].create({"group_trade_telecom": True}).execute()
        self.assertEqual(found(), [("Test cable", row.id)])
        self.env.ref("base.group_user").implied_ids -= self.env.ref("crm_industry.group_trade_telecom")
        self.assertFalse(found())

    def test_lists_take_few_queries(self):
        self.company.telecom_cross_peers = 2
        for _number in range(3):
            self.make("internet", "cable")
        self.make("internet")
        self.refresh()
        rows = self.env["crm.telecom.cross.sell"].with_user(self.telecom_agent)
        name = {"fields": {"display_name": {}}}
        fields = {"partner_id": name, "offering_id": name, "item": {}, "share": {}}
        rows.web_search_read([], fields, limit=80)
        self.env.invalidate_all()
        with self.assertQueryCount(7):
            rows.web_search_read([], fields, limit=80)
