from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.crm_credit.tests.exposure_common import ExposureCommon

AMOUNTS = (
    "sales", "cost", "margin", "quantity", "ordered_amount", "goods_amount", "delivered_amount", "ordered_quantity",
    "delivered_quantity", "invoiced_amount", "collected_amount",
)  # fmt: skip


@freeze_time("2026-06-15 04:00:00")
@tagged("post_install", "-at_install")
class TestSalesAnalysis(ExposureCommon):
    """Figures of the sales analysis against sums by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.analysis = cls.env["crm.sales.analysis"]
        cls.brand = cls.env["crm.brand"].create({"name": "Brand"})
        cls.phones, cls.papers = cls.env["product.category"].create([{"name": "Phones"}, {"name": "Papers"}])
        cls.region = cls.env["crm.region"].create({"name": "East", "kind": "state"})
        cls.city = cls.env["crm.region"].create({"name": "East City", "kind": "city", "parent_id": cls.region.id})
        cls.env["crm.price.band"].create(
            [
                {"name": "Low", "price_from": 0, "company_id": cls.company.id},
                {"name": "High", "price_from": 100, "company_id": cls.company.id},
            ]
        )
        cls.low, cls.high = cls.env["crm.price.band"].search([("company_id", "=", cls.company.id)], order="price_from")
        cls.phone = cls._stock_goods("Phone", cls.phones, 60, channel_brand_id=cls.brand.id)
        cls.paper = cls._stock_goods("Paper", cls.papers, 2)
        cls.service = cls.product
        cls.service.categ_id = cls.papers
        cls.dealer = cls._customer(
            "Dealer", channel_type_id=cls.env.ref("crm_industry.customer_type_dealer").id, channel_region_id=cls.city.id
        )

    @classmethod
    def _stock_goods(cls, name, category, cost, **values):
        product = cls.env["product.product"].create(
            {
                "name": name,
                "categ_id": category.id,
                "is_storable": True,
                "invoice_policy": "order",
                "taxes_id": [Command.clear()],
                **values,
            }
        )
        product.standard_price = cost
        return product

    def _sums(self, domain=(), groupby=()):
        """{group: {amount: sum}}, or the sums of everything."""
        self.env.flush_all()
        rows = self.analysis._read_group(
            [("company_id", "child_of", self.company.id), *domain], groupby, [f"{name}:sum" for name in AMOUNTS]
        )
        found = {row[: len(groupby)]: dict(zip(AMOUNTS, row[len(groupby) :], strict=True)) for row in rows}
        return found if groupby else found[()]

    def assertSums(self, found, **expected):
        for name, value in expected.items():
            self.assertAlmostEqual(found[name] or 0, value, 2, name)

    def _deliver(self, order, quantities):
        """Deliver {product: quantity in its own unit} and no back order."""
        picking = order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
        for move in picking.move_ids:
            move.quantity = move.product_id.uom_id._compute_quantity(quantities.get(move.product_id, 0), move.product_uom)
            move.picked = True
        picking.with_context(skip_backorder=True, picking_ids_not_to_backorder=picking.ids).button_validate()

    def test_order_and_invoice(self):
        lines = self._line(10, 100, self.phone), self._line(5, 20, self.paper), self._line(2, 50)
        order = self._order(*lines, partner=self.dealer)
        self._deliver(order, {self.phone: 8, self.paper: 5})
        invoice = self._invoice_order(order)
        self.assertEqual(invoice.amount_untaxed, 1200)
        self._pay(invoice, 300)
        total = self._sums()
        self.assertSums(
            total, sales=1200, cost=610, margin=590, quantity=17, ordered_amount=1200, goods_amount=1100, delivered_amount=900,
            ordered_quantity=15, delivered_quantity=13, invoiced_amount=1200, collected_amount=300,
        )  # fmt: skip
        by_category = self._sums(groupby=("categ_id",))
        self.assertSums(by_category[(self.phones,)], sales=1000, cost=600, delivered_quantity=8, collected_amount=250)
        self.assertSums(by_category[(self.papers,)], sales=200, cost=10, goods_amount=100, collected_amount=50)

    def test_ratios_are_those_of_the_sums(self):
        order = self._order(self._line(10, 100, self.phone), self._line(5, 20, self.paper))
        self._deliver(order, {self.phone: 5, self.paper: 5})
        self._pay(self._invoice_order(order), 110)
        names = ["margin_rate", "fulfilment_rate", "fulfilment_value_rate", "collection_rate"]
        domain = [("company_id", "=", self.company.id)]
        self.env.flush_all()
        total, groups = self.analysis.formatted_read_grouping_sets(
            domain, [[], ["categ_id"]], [f"{name}:avg" for name in names]
        )
        expected = {"margin_rate": 100 * 490 / 1100, "fulfilment_rate": 100 * 10 / 15, "fulfilment_value_rate": 100 * 600 / 1100}
        for name, value in (expected | {"collection_rate": 10}).items():
            self.assertAlmostEqual(total[0][f"{name}:avg"], value, 4, name)
        phones = next(group for group in groups if group["categ_id"] and group["categ_id"][0] == self.phones.id)
        for name, value in {"margin_rate": 40, "fulfilment_rate": 50, "fulfilment_value_rate": 50, "collection_rate": 10}.items():
            self.assertAlmostEqual(phones[f"{name}:avg"], value, 4, name)
        row = self.analysis.search([("categ_id", "=", self.phones.id), ("source", "=", "invoice")])
        self.assertEqual((row.margin_rate, row.fulfilment_rate), (40, 0))

    def test_no_ratio_without_a_divisor(self):
        self._invoice(100, kind="out_refund")
        [group] = self.analysis.formatted_read_group([("company_id", "=", self.company.id)], [], ["margin_rate:avg"])
        self.assertFalse(group["margin_rate:avg"])

    def test_refund_takes_back_sales_cost_and_what_was_collected(self):
        order = self._order(self._line(10, 100, self.phone))
        invoice = self._invoice_order(order)
        reversal = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        reversal.refund_moves()
        refund = reversal.new_move_ids
        refund.invoice_line_ids.quantity = 4
        refund.action_post()
        self.assertSums(self._sums(), sales=600, cost=360, quantity=6, invoiced_amount=600)
        (invoice | refund).line_ids.filtered(lambda line: line.account_type == "asset_receivable").reconcile()
        self.assertSums(self._sums(), collected_amount=0)
        self._pay(invoice)
        self.assertSums(self._sums(), collected_amount=600)

    def test_down_payment_is_collected_and_no_sale(self):
        order = self._order(self._line(10, 100, self.phone))
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create({"advance_payment_method": "fixed", "fixed_amount": 300})
        )
        wizard.create_invoices()
        first = order.invoice_ids
        first.action_post()
        self._pay(first)
        self.assertSums(self._sums(), sales=0, invoiced_amount=300, collected_amount=300, ordered_amount=1000)
        last = order._create_invoices(final=True)
        last.action_post()
        self.assertSums(self._sums(), sales=1000, cost=600, invoiced_amount=1000, collected_amount=300)
        self._pay(last)
        self.assertSums(self._sums(), sales=1000, collected_amount=1000)

    def test_foreign_currency(self):
        """The order counts at its own rate, the invoice as booked; the cost is that of the company."""
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 2.0), ("2026-06-10", 4.0)])
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": euro.id})
        order = self._order(
            self._line(10, 200, self.phone), confirm=False, pricelist_id=pricelist.id, date_order=datetime(2026, 5, 1)
        )
        order.order_line.purchase_price = 120
        order.action_confirm()
        order.date_order = datetime(2026, 5, 1)
        rate = order.currency_rate
        self._invoice_order(order)
        self.assertSums(self._sums(), ordered_amount=2000 / rate, sales=500, cost=1200 / rate)

    def test_units_of_measure(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._order(self._line(2, 1200, self.phone, product_uom_id=dozen.id))
        self._deliver(order, {self.phone: 24})
        self._invoice_order(order)
        self.assertSums(self._sums(), quantity=24, cost=24 * 60, ordered_quantity=24, delivered_quantity=24)
        rows = self.analysis.search([("company_id", "=", self.company.id)])
        self.assertEqual(rows.band_id, self.high)

    def test_invoice_without_order_has_the_present_cost(self):
        self._invoice(
            invoice_line_ids=[Command.create({"product_id": self.phone.id, "quantity": 2, "price_unit": 90, "tax_ids": []})]
        )
        self.assertSums(self._sums(), sales=180, cost=120)
        self.assertEqual(self.analysis.search([("company_id", "=", self.company.id)]).band_id, self.low)

    def test_returned_goods_are_taken_off_what_was_delivered(self):
        order = self._order(self._line(10, 100, self.phone))
        self._deliver(order, {self.phone: 10})
        form = Form(
            self.env["stock.return.picking"].with_context(
                active_ids=order.picking_ids.ids, active_id=order.picking_ids.id, active_model="stock.picking"
            )
        )
        wizard = form.save()
        wizard.product_return_moves.write({"quantity": 3, "to_refund": True})
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.write({"quantity": 3, "picked": True})
        back.button_validate()
        self.assertSums(self._sums(), ordered_quantity=10, delivered_quantity=7, delivered_amount=700)

    def test_dimensions(self):
        parent = self._customer("Parent", channel_type_id=self.env.ref("crm_industry.customer_type_dealer").id)
        tier = self.env.ref("crm_industry.dealer_tier_2")
        places = self.env["crm.dealer.position"]
        values = {"partner_id": self.dealer.id, "company_id": self.company.id}
        places.create(values | {"date_from": "2026-01-01", "date_to": "2026-03-31"})
        places.create(values | {"date_from": "2026-04-01", "parent_dealer_id": parent.id, "tier_id": tier.id})
        address = self.env["res.partner"].create(
            {"name": "Shop", "type": "delivery", "parent_id": self.dealer.id, "channel_region_id": self.region.id}
        )
        invoices = [
            self._invoice(
                partner=self.dealer, invoice_date=day, partner_shipping_id=to.id,
                invoice_line_ids=[Command.create({"product_id": self.phone.id, "price_unit": 100, "tax_ids": []})],
            )
            for day, to in ((date(2026, 3, 31), self.dealer), (date(2026, 4, 1), address))
        ]  # fmt: skip
        early, late = (self.analysis.search([("move_id", "=", invoice.id)]) for invoice in invoices)
        self.assertEqual((early.region_id, early.province_id), (self.city, self.region))
        self.assertEqual((len(early.parent_dealer_id), len(early.tier_id)), (0, 0))
        self.assertEqual((late.region_id, late.province_id), (self.region, self.region))
        self.assertEqual((late.parent_dealer_id, late.tier_id), (parent, tier))
        self.assertEqual((early | late).dealer_id, self.dealer)
        self.assertEqual((early | late).brand_id, self.brand)
        self.assertEqual((early | late).band_id, self.high)
        self.assertEqual((early | late).type_id.code, "dealer")
        self.assertEqual(set(self._sums(groupby=("date:month",))), {(date(2026, 3, 1),), (date(2026, 4, 1),)})

    def test_order_day_is_that_of_the_company(self):
        self.company.business_tz = "Asia/Shanghai"
        order = self._order()
        order.date_order = datetime(2026, 5, 31, 17)
        self.assertEqual(self.analysis.search([("order_id", "=", order.id)]).date, date(2026, 6, 1))

    def test_draft_and_cancelled_documents_do_not_count(self):
        self._order(confirm=False)
        self._order()._action_cancel()
        self._invoice(post=False)
        self.assertFalse(self.analysis.search([("company_id", "=", self.company.id)]))

    def test_branch_has_its_own_rows_and_its_company_s_cost_and_bands(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.cr.precommit.run()
        self.env.user.company_ids |= branch
        env = self.env(context=dict(self.env.context, allowed_company_ids=[self.company.id, branch.id]))
        order = env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": branch.id,
                "order_line": [Command.create({"product_id": self.phone.id, "price_unit": 150, "product_uom_qty": 2})],
            }
        )
        order.action_confirm()
        row = env["crm.sales.analysis"].search([("order_id", "=", order.id)])
        self.assertEqual((row.company_id, row.ordered_amount, row.band_id), (branch, 300, self.high))

    def test_salespeople_see_their_own_sales(self):
        seller = self._user("analysis_seller", "sales_team.group_sale_salesman", company_id=self.company.id)
        leader = self._user("analysis_leader", "sales_team.group_sale_salesman_all_leads", company_id=self.company.id)
        stranger = self._user("analysis_stranger", "stock.group_stock_user", company_id=self.company.id)
        own, others = self._order(user_id=seller.id), self._order(user_id=leader.id)
        self._invoice_order(own)
        self._invoice_order(others)
        domain = [("company_id", "=", self.company.id)]
        self.assertEqual(self.analysis.with_user(seller).search(domain).order_id, own)
        self.assertEqual(self.analysis.with_user(leader).search(domain).order_id, own | others)
        [group] = self.analysis.with_user(seller).formatted_read_group(domain, [], ["sales:sum", "margin_rate:avg"])
        self.assertEqual(group["sales:sum"], 100)
        with self.assertRaises(AccessError):
            self.analysis.with_user(stranger).search(domain)

    def test_other_company_sees_nothing(self):
        self._invoice()
        other = self.env["res.company"].create({"name": "Another company"})
        user = self._user(
            "analysis_other", "sales_team.group_sale_salesman_all_leads", company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )  # fmt: skip
        self.assertFalse(self.analysis.with_user(user).with_company(other).search([]))

    def test_imported_sales(self):
        seller = self._user("analysis_history", "sales_team.group_sale_salesman", company_id=self.company.id)
        self.dealer.user_id = seller
        contact = self.env["res.partner"].create({"name": "Contact", "parent_id": self.dealer.id})
        values = {"company_id": self.company.id, "source": "Old", "date": date(2025, 6, 1), "partner_id": contact.id}
        known, unknown = self.env["crm.sales.history"].create(
            [
                values | {"external_id": "1", "product_id": self.phone.id, "quantity": 2, "amount": 240, "margin": 100},
                values | {"external_id": "2", "category_id": self.papers.id, "amount": 50},
            ]
        )
        row = self.analysis.with_user(seller).search([("history_id", "=", known.id)])
        self.assertEqual((row.sales, row.cost, row.margin, row.quantity, row.band_id), (240, 140, 100, 2, self.high))
        self.assertEqual((row.partner_id, row.region_id, row.categ_id), (self.dealer, self.city, self.phones))
        row = self.analysis.search([("history_id", "=", unknown.id)])
        self.assertEqual((row.sales, row.cost, row.categ_id, row.user_id), (50, 50, self.papers, seller))
        self.assertEqual(row.action_open_document()["res_id"], unknown.id)

    def test_receipts_are_sales(self):
        self._invoice(kind="out_receipt")
        self.assertSums(self._sums(), sales=100, invoiced_amount=100)

    def test_document_opens(self):
        invoice = self._invoice()
        row = self.analysis.search([("move_id", "=", invoice.id)])
        action = row.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("account.move", invoice.id))

    def test_number_of_statements(self):
        for _number in range(3):
            self._invoice_order(self._order(self._line(1, 100, self.phone)))
        self.env.flush_all()
        self.env.invalidate_all()
        self.analysis.formatted_read_group([("company_id", "=", self.company.id)], ["categ_id"], ["sales:sum"])
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            self.analysis.formatted_read_group(
                [("company_id", "=", self.company.id), ("date", ">=", date.today() - timedelta(days=9))],
                ["categ_id"],
                ["sales:sum", "margin_rate:avg", "fulfilment_rate:avg", "collection_rate:avg"],
            )
