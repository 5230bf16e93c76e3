from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .stock_common import StockCommon


@tagged("post_install", "-at_install")
class TestStockMovers(StockCommon):
    """How fast goods leave a warehouse and how long they last: a window of 90 days."""

    def mover(self, product, warehouse=None):
        return self.env["crm.stock.mover"].search(
            [("product_id", "=", product.id), ("warehouse_id", "=", (warehouse or self.near).id)]
        )

    def sold(self, product, stock, quantity, days=10, since=200):
        """Goods received long ago, of which some were sold and some are left."""
        self.move(product, stock + quantity, self.supplier, self.near, since)
        if quantity:
            self.move(product, quantity, self.near, self.consumer, days)
        return product

    def test_figures_of_a_product(self):
        phone = self.goods("Phone", cost=7)
        self.move(phone, 100, self.supplier, self.near, 200)
        self.move(phone, 20, self.near, self.consumer, 90)
        self.move(phone, 30, self.near, self.consumer, 89)
        self.move(phone, 20, self.near, self.consumer, 3)
        self.move(phone, 5, self.consumer, self.near, 2)
        self.move(phone, 10, self.near, self.far, 1)
        self.refresh()
        row = self.mover(phone)
        self.assertEqual((row.on_hand, row.stock_value, row.sold_quantity, row.days), (25, 175, 45, 90))
        self.assertAlmostEqual(row.daily_quantity, 0.5, 4)
        self.assertAlmostEqual(row.cover_days, 50, 1)
        self.assertEqual((row.last_sale, row.last_receipt), (self.today - timedelta(3), self.today - timedelta(200)))
        self.assertEqual((row.speed, self.mover(phone, self.far).sold_quantity), ("normal", 0))

    def test_new_products_are_measured_since_they_came(self):
        phone = self.sold(self.goods("Phone"), 10, 20, days=5, since=9)
        self.refresh()
        self.assertEqual((self.mover(phone).days, self.mover(phone).daily_quantity), (10, 2))

    def test_speeds(self):
        expected = {
            "fast": self.sold(self.goods("Fast"), 30, 90),
            "normal": self.sold(self.goods("Normal"), 31, 90),
            "slow": self.sold(self.goods("Slow"), 121, 90),
            "dead": self.sold(self.goods("Dead"), 5, 5, days=181, since=300),
            "out": self.sold(self.goods("Out"), 0, 5),
            "new": self.sold(self.goods("New"), 5, 0, since=89),
        }
        unsold = self.sold(self.goods("Unsold"), 5, 0, since=91)
        gone = self.sold(self.goods("Gone"), 0, 5, days=100)
        self.refresh()
        for speed, product in expected.items():
            self.assertEqual(self.mover(product).speed, speed, product.name)
        self.assertEqual(self.mover(unsold).speed, "slow")
        self.assertFalse(self.mover(gone))

    def test_thresholds_are_settings_of_the_company(self):
        self.house.write({"channel_fast_days": 5, "channel_slow_days": 20, "channel_mover_days": 30})
        phone = self.sold(self.goods("Phone"), 30, 30)
        self.refresh()
        self.assertEqual((self.mover(phone).daily_quantity, self.mover(phone).speed), (1, "slow"))

    def test_cover_of_groups_comes_from_their_sums(self):
        self.sold(self.goods("Dear", cost=100), 90, 90)
        self.sold(self.goods("Cheap", cost=1), 900, 90)
        self.refresh()
        [group] = self.env["crm.stock.mover"].formatted_read_group(
            [("warehouse_id", "=", self.near.id), ("categ_id", "=", self.phones.id)],
            ["categ_id"],
            ["cover_days:avg", "cover_value_days:avg"],
        )
        self.assertAlmostEqual(group["cover_days:avg"], 990 / 2, 4)
        self.assertAlmostEqual(group["cover_value_days:avg"], (9000 + 900) / (100 + 1), 4)

    def test_abc_by_what_larger_products_sold(self):
        """800 of 1,000 are 80 percent: the next one is B, that after 95 percent C; equal sales share a class."""
        names = {"First": 800, "Second": 75, "Twin": 75, "Last": 50}
        products = {name: self.sold(self.goods(name), 1, 1) for name in names}
        unsold = self.sold(self.goods("Never"), 1, 0)
        self._invoice_all({products[name]: amount for name, amount in names.items()})
        self.refresh()
        classes = {name: self.mover(product).abc for name, product in products.items()}
        self.assertEqual(classes, {"First": "a", "Second": "b", "Twin": "b", "Last": "c"})
        self.assertEqual(self.mover(products["First"]).sales_amount, 800)
        self.assertEqual((self.mover(unsold).abc, self.mover(unsold).sales_amount), ("c", 0))

    def _invoice_all(self, amounts):
        account = self.env["account.account"].create(
            {"name": "Income", "code": "STOCKINC", "account_type": "income", "company_ids": [Command.link(self.house.id)]}
        )
        owed = self.env["account.account"].create(
            {
                "name": "Owed",
                "code": "STOCKREC",
                "account_type": "asset_receivable",
                "reconcile": True,
                "company_ids": [Command.link(self.house.id)],
            }
        )
        journal = self.env["account.journal"].create(
            {"name": "Sales", "code": "STS", "type": "sale", "company_id": self.house.id, "default_account_id": account.id}
        )
        self.customer.with_company(self.house).property_account_receivable_id = owed
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "company_id": self.house.id,
                "journal_id": journal.id,
                "invoice_date": self.today,
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": product.id, "quantity": 1, "price_unit": amount, "account_id": account.id, "tax_ids": []}
                    )
                    for product, amount in amounts.items()
                ],
            }
        )
        move.action_post()

    def test_rows_follow_the_next_refresh(self):
        phone = self.sold(self.goods("Phone"), 5, 5)
        self.refresh()
        self.move(phone, 5, self.near, self.losses, 1)
        self.house.channel_mover_days = 5
        self.refresh()
        self.assertFalse(self.mover(phone))

    def test_rights(self):
        phone = self.sold(self.goods("Phone"), 5, 5)
        self.refresh()
        row = self.mover(phone)
        self.assertEqual(row.with_user(self.salesperson).sold_quantity, 5)
        with self.assertRaises(AccessError):
            row.with_user(self.channel_manager).on_hand = 1
        others = self.env["crm.stock.mover"].with_user(self.other_channel_manager)
        self.assertFalse(others.with_context(allowed_company_ids=self.other_company.ids).search([]))

    def test_only_channel_managers_refresh(self):
        refresh = self.env["crm.stock.refresh"]
        with self.assertRaises(AccessError):
            refresh.with_user(self.salesperson).action_refresh_company()
        action = refresh.with_user(self.channel_manager).action_refresh_company()
        done = refresh.browse(action["res_id"])
        self.assertEqual((done.job_state, done.business_day), ("done", self.today))
        for verb in ("action_job_stop", "action_job_resume"):
            with self.assertRaises(AccessError):
                getattr(done.with_user(self.salesperson), verb)()

    def test_nightly_job_queues_every_company(self):
        self.env["crm.stock.refresh"]._cron_refresh()
        refresh = self.env["crm.stock.refresh"]._for_company(self.house)
        self.assertEqual(refresh.job_state, "queued")
        self.assertFalse(self.env["crm.stock.refresh"].search([("company_id", "=", self.branch.id)]))
