from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time, tagged

from .agreement_common import NOON
from .shop_common import ShopCommon, ShopPages


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestShopPrices(ShopCommon):
    """The catalogue shows the prices that orders have."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").implied_ids = [
            Command.link(cls.env.ref("product.group_product_pricelist").id),
            Command.link(cls.env.ref("sale.group_discount_per_so_line").id),
        ]
        plain = cls.env["product.pricelist"].create({"name": "Plain", "company_id": cls.company.id})
        (cls.dealer_a | cls.dealer_b).with_company(cls.company).property_product_pricelist = plain
        cls.foreign = cls.env["res.currency"].with_context(active_test=False).search(
            [("name", "in", ("EUR", "USD")), ("id", "!=", cls.company.currency_id.id)], limit=1
        )
        cls.foreign.active = True
        cls.env["res.currency.rate"].search([("currency_id", "=", cls.foreign.id)]).unlink()
        cls.env["res.currency.rate"].create(
            {"currency_id": cls.foreign.id, "name": "2026-01-01", "rate": 0.1307, "company_id": cls.company.id}
        )

    def pricelist(self, *rules, **values):
        pricelist = self.env["product.pricelist"].create(
            {"name": "Dealers", "company_id": self.company.id, "item_ids": [Command.create(rule) for rule in rules]} | values
        )
        self.dealer_a.with_company(self.company).property_product_pricelist = pricelist
        return pricelist

    def shown(self):
        """{product: [(quantity, price)]} of the catalogue."""
        items = self.shop()._catalogue(search="SHOP-P")["items"]
        return {item["product"]: [(1.0, item["price"]), *item["steps"]] for item in items}

    def assertAsOrdered(self):
        """Each price shown is that of an order line made by hand."""
        for product, steps in self.shown().items():
            for quantity, price in steps:
                values = {"product_id": product.id, "product_uom_qty": quantity}
                order = self.env["sale.order"].create({"partner_id": self.dealer_a.id, "order_line": [Command.create(values)]})
                line = order.order_line
                self.assertAlmostEqual(price, line.price_unit * (1 - line.discount / 100), 6, product.name)
                self.assertAlmostEqual(line.price_subtotal, order.currency_id.round(price * quantity), 2)

    def test_own_prices_and_steps(self):
        self.pricelist(
            {"applied_on": "0_product_variant", "product_id": self.phone.id, "compute_price": "fixed", "fixed_price": 88},
            {
                "applied_on": "0_product_variant",
                "product_id": self.phone.id,
                "compute_price": "fixed",
                "fixed_price": 80,
                "min_quantity": 10,
            },
            {"applied_on": "3_global", "compute_price": "percentage", "percent_price": 33.333},
        )
        shown = self.shown()
        self.assertEqual(shown[self.phone], [(1, 88), (10, 80)])
        self.assertAlmostEqual(shown[self.printer][0][1], 50 * (1 - 0.3333), 4)
        self.assertAsOrdered()
        self.assertEqual({item["price"] for item in self.shop(self.user_b)._catalogue(search="SHOP-P")["items"]}, {100, 50})

    def test_formulas_in_another_currency(self):
        self.pricelist(
            {
                "applied_on": "2_product_category",
                "categ_id": self.phones.id,
                "compute_price": "formula",
                "price_discount": 7.5,
                "price_surcharge": 1.11,
            },
            currency_id=self.foreign.id,
        )
        self.assertAsOrdered()
        self.assertEqual(self.fill().currency_id, self.foreign)

    def test_included_taxes(self):
        tax = self.env["account.tax"].create(
            {"name": "Included", "amount": 13, "price_include_override": "tax_included", "company_id": self.company.id}
        )
        free = self.env["account.tax"].create({"name": "Free", "amount": 0, "company_id": self.company.id})
        position = self.env["account.fiscal.position"].create({"name": "Free", "company_id": self.company.id})
        free.write({"fiscal_position_ids": [Command.link(position.id)], "original_tax_ids": [Command.link(tax.id)]})
        self.phone.taxes_id = tax
        self.dealer_a.with_company(self.company).property_account_position_id = position
        line = self.env["sale.order"].create(
            {"partner_id": self.dealer_a.id, "order_line": [Command.create({"product_id": self.phone.id})]}
        ).order_line
        self.assertAlmostEqual(line.price_unit, 100 / 1.13, 2)
        self.assertAlmostEqual(self.shown()[self.phone][0][1], line.price_unit, 6)

    def test_the_basket_has_the_prices_shown(self):
        self.pricelist({"applied_on": "3_global", "compute_price": "percentage", "percent_price": 12.5})
        basket = self.fill(self.phone, self.printer)
        shown = self.shown()
        for line in basket.order_line:
            self.assertAlmostEqual(line._channel_net_price(), shown[line.product_id][0][1], 6)
        self.assertEqual(basket.amount_total, 87.5 + 43.75)

    def test_prices_set_by_a_salesperson_stay(self):
        basket = self.fill()
        basket.order_line.price_unit = 66
        self.fill(self.printer)
        self.assertEqual(basket.amount_total, 116)

    def test_another_pricelist_for_the_customer(self):
        basket = self.fill()
        self.pricelist({"applied_on": "3_global", "compute_price": "percentage", "percent_price": 50})
        self.fill(self.printer)
        self.assertEqual(basket.amount_total, 75)


@tagged("post_install", "-at_install")
class TestShopQueries(ShopPages, ShopCommon, HttpCase):
    """What the catalogue costs does not depend on how much it shows."""

    def test_queries_of_the_catalogue(self):
        self.company.write({"channel_order_check": "warn", "channel_portal_stock": "quantity"})
        for number in range(24):
            self.make_product(f"Many {number}", self.phones, self.brand_a, default_code=f"SHOP-M{number:02}", list_price=number)
        self.fill()
        self.env.flush_all()

        def spent(search):
            counts = []
            for _time in range(2):
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                page = self.page(f"?search={search}")
                counts.append(self.cr.sql_log_count - before)
            return page.count('name="shop_item"'), counts[-1]

        (few, cost_of_few), (many, cost_of_many) = spent("SHOP-M0"), spent("SHOP-M")
        self.assertEqual((few, many), (10, 24))
        self.assertLessEqual(cost_of_many, cost_of_few + 2)
