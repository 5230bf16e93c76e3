from odoo.tests import freeze_time, tagged

from .target_sales_common import TargetSalesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-15 04:00:00")
class TestTargetDelivered(TargetSalesCommon):
    """What counts as sold by done deliveries, at the prices of their orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.target_basis = "delivered"
        cls.stock_up(cls.phone)

    def test_deliveries_less_returns_at_the_price_of_the_order(self):
        order = self.order(self.dealer_a, 10, quantity=20, line={"discount": 25})
        self.order(self.dealer_a, 99)
        picking = self.deliver(order, "2026-02-10 04:00:00", 12)
        self.assertEqual(self.sold(), 90)
        self.take_back(picking, "2026-03-10 04:00:00", 4)
        self.assertEqual(self.sold(), 60)
        self.assertEqual(self.sold(date_from="2026-02-01", period="month"), 90)
        self.assertEqual(self.sold(date_from="2026-03-01", period="month"), -30)
        unit = self.env.ref("uom.product_uom_unit")
        self.assertEqual(self.sold(measure="quantity", uom_id=unit.id), 8)

    def test_day_is_that_of_the_company(self):
        order = self.order(self.dealer_a, 10)
        self.deliver(order, "2026-01-31 17:00:00")
        self.assertEqual(self.sold(date_from="2026-01-01", period="month"), 0)
        self.assertEqual(self.sold(date_from="2026-02-01", period="month"), 10)

    def test_units_of_order_and_move_may_differ(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.order(self.dealer_a, 60, quantity=2, line={"product_uom_id": dozen.id})
        self.deliver(order, "2026-02-10 04:00:00")
        self.assertEqual(self.sold(), 120)
        self.assertEqual(self.sold(measure="quantity", uom_id=dozen.id), 2)

    def test_order_in_another_currency_counts_at_its_own_rate(self):
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": self.foreign.id})
        order = self.order(self.dealer_a, 100, quantity=3, pricelist_id=pricelist.id)
        self.env["res.currency.rate"].create(
            {"name": "2026-05-15", "rate": 8, "currency_id": self.foreign.id, "company_id": self.company.id}
        )
        self.deliver(order, "2026-05-15 04:30:00")
        self.assertEqual(self.sold(), 75)

    def test_moves_inside_of_the_house_count_once(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self.order(self.dealer_a, 10, quantity=5)
        for hour in (4, 5, 6):
            self.deliver(order, f"2026-02-10 0{hour}:00:00")
        self.assertTrue(all(picking.state == "done" for picking in order.picking_ids))
        self.assertEqual(self.sold(), 50)

    def test_customer_of_the_order_and_region_of_the_delivery(self):
        address = self.env["res.partner"].create(
            {"name": "Store", "type": "delivery", "parent_id": self.dealer_a.id, "channel_region_id": self.south_city.id}
        )
        order = self.order(self.dealer_a, 10, partner_shipping_id=address.id, user_id=self.seller.id)
        self.deliver(order, "2026-02-10 04:00:00")
        self.assertEqual(self.sold(dealer_id=self.dealer_a.id), 10)
        self.assertEqual(self.sold(region_id=self.south.id), 10)
        self.assertEqual(self.sold(region_id=self.east.id), 0)
        self.assertEqual(self.sold(user_id=self.seller.id), 10)

    def test_basis_of_a_target_stays_when_the_setting_changes(self):
        self.deliver(self.order(self.dealer_a, 10), "2026-02-10 04:00:00")
        self.invoice(self.dealer_a, "2026-02-10", 7)
        target = self.make_target(100)
        self.company.target_basis = "invoiced"
        self.assertEqual((target.basis, target.actual), ("delivered", 10))
        self.assertEqual(self.sold(), 7)
