from odoo.tests import freeze_time, tagged

from .tobacco_common import NOON, TobaccoCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTobaccoView(TobaccoCommon):
    """Reports of demand on the page of a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create({"group_trade_tobacco": True}).execute()
        cls.company.write({"tobacco_report_weekday": "4", "tobacco_report_cutoff": 18.0})
        cls.view = cls.env["crm.customer.view"].with_user(cls.salesperson)
        cls.retailer.partner_id.user_id = cls.salesperson

    def rows(self, retailer=None, filters=None):
        customer = (retailer or self.retailer).partner_id
        return self.view.timeline(customer.id, filters or {"kinds": ["tobacco_demand"]}, False, 100)["items"]

    def report(self, retailer=None, stocks=(3, 0)):
        goods = (self.cigarette, self.cheap_cigarette)
        lines = [{"product_id": product.id, "demand": 5, "stock": stock} for product, stock in zip(goods, stocks, strict=False)]
        return self.env["crm.tobacco.demand"].with_user(self.salesperson)._report(retailer or self.retailer, None, lines)

    def test_a_report_is_a_row(self):
        """Week 12 of 2026 begins on Monday, 16 March."""
        self.assertFalse(self.rows())
        report = self.report()
        [row] = self.rows()
        self.assertEqual((row["model"], row["res_id"], row["opens"]), ("crm.tobacco.demand", report.id, True))
        self.assertEqual(row["title"], "2026-W12 · Goods 2 · Out of Stock 1")
        self.assertEqual((row["time"], row["user"], row["direction"]), (NOON, self.salesperson.name, "in"))
        with freeze_time("2026-03-19 04:00:00"):
            self.report(stocks=(3, 2))
            [row] = self.rows()
        self.assertEqual((row["title"], row["time"]), ("2026-W12 · Goods 2 · Out of Stock 0", NOON))

    def test_each_customer_and_company_its_own(self):
        other = self.make_retailer("Next Door")
        other.partner_id.user_id = self.salesperson
        self.report(other, stocks=(1,))
        self.assertFalse(self.rows())
        self.assertEqual([row["title"] for row in self.rows(other)], ["2026-W12 · Goods 1 · Out of Stock 0"])
        far = self.env["crm.tobacco.retailer"].create(
            {"partner_id": self.make_customer("Far Shop").id, "company_id": self.other_company.id}
        )
        far.partner_id.user_id = self.salesperson
        self.env["crm.tobacco.demand"]._report(far, None, [{"product_id": self.cigarette.id, "stock": 1}])
        self.assertFalse(self.rows(far))

    def test_switched_off(self):
        self.report()
        self.env["res.config.settings"].create({"group_trade_tobacco": False}).execute()
        self.assertFalse([row for row in self.rows(filters={"direction": "in"}) if row["kind"].startswith("tobacco")])
