from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .target_sales_common import TargetSalesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-15 04:00:00")
class TestTargetInvoiced(TargetSalesCommon):
    """What counts as sold by posted invoices."""

    def test_invoices_less_credit_notes_without_taxes(self):
        self.invoice(self.dealer_a, "2026-01-10", 1000)
        self.invoice(self.dealer_a, "2026-03-31", 200, kind="out_refund")
        self.invoice(self.dealer_a, "2026-02-01", 100, line={"tax_ids": [Command.set(self.tax_sale_a.ids)]})
        draft = self.invoice(self.dealer_a, "2026-02-02", 7)
        draft.button_draft()
        self.invoice(self.dealer_a, "2025-12-31", 5)
        self.invoice(self.dealer_a, "2026-05-16", 3)
        self.assertEqual(self.sold(), 900)
        self.assertEqual(self.sold(period="quarter"), 900)
        self.assertEqual(self.sold(period="month"), 1000)
        self.assertEqual(self.sold(date_from="2026-02-01", period="month"), 100)

    def test_foreign_invoices_count_at_the_rate_of_their_day(self):
        self.invoice(self.dealer_a, "2026-03-01", 300, currency_id=self.foreign.id)
        self.invoice(self.dealer_a, "2026-04-02", 300, currency_id=self.foreign.id)
        self.invoice(self.dealer_a, "2026-04-03", 100, currency_id=self.foreign.id, kind="out_refund")
        self.assertEqual(self.sold(), 150 + 75 - 25)

    def test_customers(self):
        contact = self.env["res.partner"].create({"name": "Buyer of A", "parent_id": self.dealer_a.id})
        self.invoice(contact, "2026-01-10", 1)
        self.invoice(self.dealer_a, "2026-01-10", 2)
        self.invoice(self.dealer_b, "2026-01-10", 4)
        self.invoice(self.retailer, "2026-01-10", 8)
        self.assertEqual(self.sold(dealer_id=self.dealer_a.id), 3)
        self.assertEqual(self.sold(customer_type_id=self.type_dealer.id), 7)
        self.assertEqual(self.sold(customer_type_id=self.type_retail.id), 8)

    def test_salesperson_of_the_invoice(self):
        self.dealer_a.user_id = self.seller
        self.invoice(self.dealer_a, "2026-01-10", 1, invoice_user_id=self.seller.id)
        self.invoice(self.dealer_a, "2026-01-10", 2, invoice_user_id=self.channel_manager.id)
        self.assertEqual(self.sold(user_id=self.seller.id), 1)
        self.assertEqual(self.sold(user_id=self.channel_manager.id), 2)

    def test_regions_with_all_below_by_the_delivery_address(self):
        self.invoice(self.dealer_a, "2026-01-10", 1)
        self.invoice(self.sub_dealer, "2026-01-10", 2)
        address = self.env["res.partner"].create(
            {
                "name": "Store in the south",
                "type": "delivery",
                "parent_id": self.dealer_a.id,
                "channel_region_id": self.south_city.id,
            }
        )
        self.invoice(self.dealer_a, "2026-01-10", 4, partner_shipping_id=address.id)
        sold = {region.name: self.sold(region_id=region.id) for region in (self.market, self.east, self.east_city, self.south)}
        self.assertEqual(sold, {"Market": 7, "East": 3, "East City": 2, "South": 4})

    def test_categories_with_all_below_and_brands(self):
        self.invoice(self.dealer_a, "2026-01-10", 1)
        self.invoice(self.dealer_a, "2026-01-10", 2, product=self.printer)
        self.invoice(self.dealer_a, "2026-01-10", 4, line={"product_id": False, "name": "Service"})
        self.assertEqual(self.sold(categ_id=self.phones.id), 1)
        self.assertEqual(self.sold(categ_id=self.printers.id), 2)
        self.assertEqual(self.sold(brand_id=self.brand_b.id), 2)
        self.assertEqual(self.sold(), 7)
        self.assertEqual(self.sold(brand_id=self.brand_b.id, categ_id=self.phones.id), 0)

    def test_sub_dealers_count_while_they_are_below(self):
        self.place(self.dealer_a)
        self.place(self.sub_dealer, self.dealer_a, date_from="2026-02-10", date_to="2026-03-31")
        self.place(self.sub_dealer, self.dealer_b, date_from="2026-04-01")
        self.place(self.retailer_dealer(), self.sub_dealer, date_from="2026-03-01")
        self.invoice(self.dealer_a, "2026-01-10", 1)
        self.invoice(self.sub_dealer, "2026-02-09", 2)
        self.invoice(self.sub_dealer, "2026-02-10", 4)
        self.invoice(self.sub_dealer, "2026-04-01", 8)
        self.invoice(self.third, "2026-02-28", 16)
        self.invoice(self.third, "2026-03-01", 32)
        self.assertEqual(self.sold(dealer_id=self.dealer_a.id), 1)
        self.assertEqual(self.sold(dealer_id=self.dealer_a.id, with_sub_dealers=True), 1 + 4 + 32)
        self.assertEqual(self.sold(dealer_id=self.dealer_b.id, with_sub_dealers=True), 8)
        self.assertEqual(self.sold(dealer_id=self.dealer_b.id), 0)

    def retailer_dealer(self):
        self.third = self.make_dealer("Third", self.east_port)
        return self.third

    def test_quantities_in_the_unit_of_the_target(self):
        dozen, unit = self.env.ref("uom.product_uom_dozen"), self.env.ref("uom.product_uom_unit")
        kilo = self.env.ref("uom.product_uom_kgm")
        rice = self.make_product("Rice", self.printers, uom_id=kilo.id)
        self.invoice(self.dealer_a, "2026-01-10", 5, quantity=30)
        self.invoice(self.dealer_a, "2026-01-10", 5, quantity=2, line={"product_uom_id": dozen.id})
        self.invoice(self.dealer_a, "2026-01-10", 5, quantity=6, kind="out_refund")
        self.invoice(self.dealer_a, "2026-01-10", 5, quantity=100, product=rice)
        self.assertEqual(self.sold(measure="quantity", uom_id=unit.id), 48)
        self.assertEqual(self.sold(measure="quantity", uom_id=dozen.id), 4)
        self.assertEqual(self.sold(measure="quantity", uom_id=kilo.id), 100)

    def test_grade_of_today(self):
        scheme = self.env["crm.grading.scheme"].search([("company_id", "=", self.company.id), ("purpose", "=", "value")], limit=1)
        if not scheme:
            scheme = self.env["crm.grading.scheme"].create(
                {"name": "4V", "code": "target4v", "company_id": self.company.id, "purpose": "value"}
            )
        grade = self.env["crm.grading.grade"].create({"scheme_id": scheme.id, "code": "TT", "name": "Top"})
        self.env["crm.grading.standing"].create(
            {
                "partner_id": self.dealer_a.id,
                "company_id": self.company.id,
                "scheme_id": scheme.id,
                "grade_id": grade.id,
                "source": "run",
            }
        )
        self.invoice(self.dealer_a, "2026-01-10", 1)
        self.invoice(self.dealer_b, "2026-01-10", 2)
        self.assertEqual(self.sold(grade_id=grade.id), 1)

    def test_branches_count_with_their_company_and_other_companies_do_not(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.env.user.company_ids |= branch
        invoice = self.invoice(self.dealer_a, "2026-01-10", 1)
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move SET company_id = %s WHERE id = %s", [branch.id, invoice.id])
        self.assertEqual(self.sold(), 1)
        self.env.cr.execute("UPDATE account_move SET company_id = %s WHERE id = %s", [self.other_company.id, invoice.id])
        self.env.invalidate_all()
        self.assertEqual(self.sold(), 0)

    def test_history_split_goes_by_the_same_periods_of_the_year_before(self):
        self.invoice(self.dealer_a, "2025-02-10", 300)
        self.invoice(self.dealer_a, "2025-05-10", 100)
        self.invoice(self.dealer_b, "2025-08-10", 100)
        self.invoice(self.dealer_b, "2025-11-10", 50, kind="out_refund")
        self.invoice(self.dealer_b, "2024-11-10", 999)
        year = self.make_target(1000)
        quarters = self.split(year, "quarter", "history")
        self.assertEqual(quarters.mapped("amount"), [600, 200, 200, 0])
        dealers = self.split(quarters[0], "dealer", "history", dealer_ids=[(6, 0, (self.dealer_a | self.dealer_b).ids)])
        self.assertEqual(dealers.mapped("amount"), [600, 0])
        two = self.make_target(1000)
        self.assertEqual(self.split(two, "half", "history", history_years=2).mapped("amount"), [276.05, 723.95])

    def test_sales_imported_from_an_old_system_count(self):
        sale = {"partner_id": self.dealer_a.id, "company_id": self.company.id, "source": "old"}
        self.env["crm.sales.history"].create(
            [
                sale | {"date": "2025-02-10", "amount": 300, "quantity": 3, "external_id": "1", "product_id": self.phone.id},
                sale | {"date": "2026-02-10", "amount": 40, "quantity": 1, "external_id": "2", "category_id": self.printers.id},
                sale | {"date": "2026-02-11", "amount": -15, "quantity": -1, "external_id": "3", "product_id": self.phone.id},
            ]
        )
        self.assertEqual(self.sold(), 25)
        self.assertEqual(self.sold(categ_id=self.printers.id), 40)
        self.assertEqual(self.sold(brand_id=self.brand_a.id), -15)
        unit = self.env.ref("uom.product_uom_unit")
        self.assertEqual(self.sold(measure="quantity", uom_id=unit.id), -1)
        self.assertEqual(self.split(self.make_target(60), "quarter", "history").mapped("amount"), [60, 0, 0, 0])

    def test_profile_split_and_profile_of_the_last_year(self):
        self.invoice(self.dealer_a, "2025-06-10", 300)
        self.invoice(self.dealer_a, "2026-01-10", 100)
        season = self.env["crm.target.season"].create({"name": "Summer", "company_id": self.company.id})
        year = self.make_target(1200)
        self.assertEqual(self.split(year, "month", "season", season_id=season.id).mapped("amount"), [100] * 12)
        season.action_take_sales()
        self.assertEqual((season.month_06, season.month_01, season.month_02), (75, 25, 0))
        self.assertEqual(self.split(year, "quarter", "season", season_id=season.id).mapped("amount"), [300, 900, 0, 0])
