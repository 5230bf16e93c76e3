from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .competitor_common import CompetitorCommon
from .market_common import NOON


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestWalletShare(CompetitorCommon):
    """Our share of what customers buy, against figures worked out here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env["crm.customer.type"].create({"name": "Tea house", "code": "tea_house"})

    def metrics(self, partners, *sales):
        rows = self.env["crm.customer.metrics"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "currency_id": self.company.currency_id.id,
                    "net_sales_12m": amount,
                }
                for partner, amount in zip(partners, sales, strict=True)
            ]
        )
        self.env.flush_all()
        return rows

    def state(self, partner, amount, day="2026-01-01", user=None):
        return (
            self.env["crm.wallet.estimate"]
            .with_user(user or self.salesperson)
            .create({"partner_id": partner.id, "amount": amount, "date": day})
        )

    def share(self, partner, user=None):
        rows = self.env["crm.wallet.share"].with_user(user or self.salesperson)
        rows.invalidate_model()
        return rows.search([("partner_id", "=", partner.id)])

    def test_stated_demand_comes_first(self):
        (house,) = self.make_customers(1)
        self.metrics(house, 3000.0)
        self.confirmed(kind="share", share=50.0, partner_id=house.id)
        self.state(house, 10000.0, "2025-06-01")
        self.state(house, 12000.0, "2025-12-01")
        self.state(house, 99000.0, "2024-03-01")
        row = self.share(house)
        self.assertEqual((row.method, row.potential, row.room), ("stated", 12000.0, 9000.0))
        self.assertAlmostEqual(row.share, 25.0)

    def test_old_statements_do_not_count(self):
        (house,) = self.make_customers(1)
        self.metrics(house, 3000.0)
        self.state(house, 12000.0, "2024-03-01")
        self.assertEqual(self.share(house).method, "unknown")
        self.assertFalse(self.share(house).potential)

    def test_demand_is_never_less_than_our_sales(self):
        (house,) = self.make_customers(1)
        self.metrics(house, 3000.0)
        self.state(house, 1000.0)
        self.assertEqual((self.share(house).potential, self.share(house).share), (3000.0, 100.0))

    def test_from_the_shares_of_competitors(self):
        """The newest confirmed share of each: 30 % and 20 %, so that half is ours."""
        (house,) = self.make_customers(1)
        self.metrics(house, 3000.0)
        said = {"kind": "share", "partner_id": house.id}
        self.confirmed(share=60.0, observed_on="2025-10-01", **said)
        self.confirmed(share=30.0, observed_on="2026-02-01", **said)
        self.confirmed(share=20.0, competitor_id=self.second.id, observed_on="2025-04-01", **said)
        self.report(share=90.0, competitor_id=self.second.id, **said)
        row = self.share(house)
        self.assertEqual((row.method, row.rivals_share), ("rivals", 50.0))
        self.assertAlmostEqual(row.potential, 6000.0)
        self.assertAlmostEqual(row.share, 50.0)

    def test_from_peers(self):
        """Ten of a type with 100 to 1,000: four fifths of them buy less than 100 + 0.8 × 900 = 820."""
        houses = self.make_customers(10, channel_type_id=self.kind.id)
        self.metrics(houses, *range(100, 1100, 100))
        row = self.share(houses[0])
        self.assertEqual(row.method, "peers")
        self.assertAlmostEqual(row.potential, 820.0)
        self.assertAlmostEqual(row.share, 100 * 100 / 820, 2)
        self.assertAlmostEqual(self.share(houses[9]).potential, 1000.0)

    def test_too_few_peers(self):
        houses = self.make_customers(9, channel_type_id=self.kind.id)
        self.metrics(houses, *range(100, 1000, 100))
        self.assertEqual(set(self.share(houses[0]).mapped("method")), {"unknown"})

    def test_share_of_a_group_is_that_of_its_sums(self):
        houses = self.make_customers(3)
        self.metrics(houses, 1000.0, 3000.0, 500.0)
        self.state(houses[0], 2000.0)
        self.state(houses[1], 12000.0)
        rows = self.env["crm.wallet.share"].with_user(self.salesperson)
        ((share,),) = rows._read_group([("partner_id", "in", houses.ids)], [], ["share:avg"])
        self.assertAlmostEqual(float(share), 100 * 4000 / 14000)

    def test_prospects_without_business(self):
        (house,) = self.make_customers(1)
        self.state(house, 5000.0)
        self.assertEqual((self.share(house).sales, self.share(house).room), (0.0, 5000.0))

    def test_whose_customers(self):
        (house,) = self.make_customers(1)
        estimate = self.state(house, 5000.0)
        colleague = new_test_user(self.env, "colleague", "sales_team.group_sale_salesman", company_id=self.company.id)
        self.assertFalse(self.share(house, colleague))
        with self.assertRaises(AccessError):
            estimate.with_user(colleague).amount = 1.0
        with self.assertRaises(AccessError):
            self.state(house, 1.0, user=colleague)
        self.assertFalse(self.share(house, self.other_marketer))
        self.assertTrue(self.share(house, self.marketer))
        with self.assertRaises(ValidationError):
            self.state(house, 0.0)

    def test_merged_customers(self):
        old, new = self.make_customers(2)
        self.metrics(new, 1000.0)
        self.state(old, 4000.0)
        self.env["res.partner"]._rekey_customer(old, new)
        self.assertEqual(self.share(new).potential, 4000.0)
