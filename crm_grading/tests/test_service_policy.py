from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .treatment_common import TreatmentCommon


@tagged("post_install", "-at_install", "alone")
class TestServicePolicy(TreatmentCommon):
    """Grade A: 60 days, list A, urgent. Grade E: paid at once. The others leave everything to the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create({"group_product_pricelist": True}).execute()
        terms = cls.env["account.payment.term"]
        cls.sixty, cls.at_once, cls.agreed = terms.create([{"name": name} for name in ("60 days", "At once", "Agreed")])
        lists = cls.env["product.pricelist"]
        cls.general, cls.list_a, cls.own_list = lists.create([{"name": name} for name in ("General", "List A", "Own list")])
        cls.grades["A"].write({"payment_term_id": cls.sixty.id, "pricelist_id": cls.list_a.id, "priority": "1"})
        cls.grades["E"].payment_term_id = cls.at_once
        cls.product = cls.env["product.product"].create(
            {"name": "Goods", "type": "consu", "is_storable": True, "list_price": 100.0}
        )
        cls.customer.property_payment_term_id = cls.agreed
        cls.customer.specific_property_product_pricelist = cls.own_list

    def order(self, partner=None, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": (partner or self.customer).id,
                "order_line": [Command.create({"product_id": self.product.id, "product_uom_qty": 1})],
            }
            | values
        )

    def invoice(self, **values):
        return self.env["account.move"].create({"move_type": "out_invoice", "partner_id": self.customer.id} | values)

    def test_customer_without_a_grade_keeps_its_own(self):
        order = self.order()
        self.assertEqual((order.payment_term_id, order.pricelist_id), (self.agreed, self.own_list))
        self.assertEqual(order.grading_priority, "0")

    def test_grade_gives_the_payment_term_of_the_next_order(self):
        self.grade(self.customer, "A")
        self.assertEqual(self.order().payment_term_id, self.sixty)
        self.assertEqual(self.order(self.contact).payment_term_id, self.sixty)

    def test_grade_gives_the_pricelist_of_the_next_order(self):
        self.list_a.item_ids = [Command.create({"compute_price": "percentage", "percent_price": 10, "applied_on": "3_global"})]
        self.grade(self.customer, "A")
        order = self.order()
        self.assertEqual(order.pricelist_id, self.list_a)
        self.assertEqual(order.order_line.price_unit * (1 - order.order_line.discount / 100), 90.0)
        self.assertEqual(self.contact.property_product_pricelist, self.list_a)

    def test_grade_gives_the_priority_of_the_next_delivery(self):
        self.grade(self.customer, "A")
        order = self.order()
        order.action_confirm()
        self.assertEqual(order.grading_priority, "1")
        self.assertEqual(order.picking_ids.mapped("priority"), ["1"])
        self.assertEqual(set(order.picking_ids.move_ids.mapped("priority")), {"1"})

    def test_priority_of_several_steps(self):
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1)
        warehouse.delivery_steps = "pick_ship"
        self.grade(self.customer, "A")
        order = self.order()
        order.action_confirm()
        self.assertEqual(set(order.picking_ids.mapped("priority")), {"1"})

    def test_normal_delivery_stays_normal(self):
        self.grade(self.customer, "C")
        order = self.order()
        order.action_confirm()
        self.assertEqual(order.picking_ids.mapped("priority"), ["0"])

    def test_grade_gives_the_payment_term_of_a_direct_invoice(self):
        self.grade(self.customer, "A")
        self.assertEqual(self.invoice().invoice_payment_term_id, self.sixty)
        bill = self.invoice(move_type="in_invoice")
        self.assertFalse(bill.invoice_payment_term_id)

    def test_invoice_of_an_order_has_the_term_of_the_order(self):
        self.product.invoice_policy = "order"
        order = self.order()
        order.action_confirm()
        self.grade(self.customer, "A")
        self.assertEqual(order._create_invoices().invoice_payment_term_id, self.agreed)

    def test_own_terms_stay_but_priority_follows_the_grade(self):
        self.customer.grading_own_terms = True
        self.grade(self.customer, "A")
        order = self.order()
        self.assertEqual((order.payment_term_id, order.pricelist_id), (self.agreed, self.own_list))
        self.assertEqual(order.grading_priority, "1")
        self.assertEqual(self.invoice().invoice_payment_term_id, self.agreed)

    def test_own_terms_with_one_company_only(self):
        self.customer.with_company(self.other_company).grading_own_terms = True
        self.grade(self.customer, "A")
        self.assertEqual(self.order().payment_term_id, self.sixty)

    def test_own_terms_are_granted_by_managers(self):
        self.salesperson.group_ids = [Command.link(self.env.ref("base.group_partner_manager").id)]
        with self.assertRaisesRegex(AccessError, "Harbour Trading"):
            self.customer.with_user(self.salesperson).grading_own_terms = True
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.salesperson).create({"name": "New", "grading_own_terms": True})
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.salesperson).with_context(default_grading_own_terms=True).create(
                {"name": "New"}
            )
        self.env["ir.default"].set("res.partner", "grading_own_terms", True, user_id=self.salesperson.id)
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.salesperson).create({"name": "New"})
        self.env["ir.default"].search([("user_id", "=", self.salesperson.id)]).unlink()
        self.customer.with_user(self.salesperson).write({"grading_own_terms": False, "name": "Harbour"})
        self.grading_manager.group_ids = [Command.link(self.env.ref("base.group_partner_manager").id)]
        self.customer.with_user(self.grading_manager).grading_own_terms = True
        self.assertTrue(self.customer.grading_own_terms)

    def test_grade_that_leaves_it_open(self):
        self.grade(self.customer, "C")
        order = self.order()
        self.assertEqual((order.payment_term_id, order.pricelist_id), (self.agreed, self.own_list))

    def test_archived_pricelist_counts_as_none(self):
        self.list_a.active = False
        self.sixty.active = False
        self.grade(self.customer, "A")
        order = self.order()
        self.assertEqual((order.payment_term_id, order.pricelist_id), (self.agreed, self.own_list))

    def test_grade_change_between_two_orders_leaves_the_first_alone(self):
        self.grade(self.customer, "A")
        first = self.order()
        later = self.make_run(self.scheme, self.day("2026-04-01"), self.day("2026-06-30"))
        self.grade(self.customer, "E", run=later)
        second = self.order()
        self.assertEqual((first.payment_term_id, first.pricelist_id), (self.sixty, self.list_a))
        self.assertEqual((second.payment_term_id, second.pricelist_id), (self.at_once, self.own_list))
        first.note = "changed"
        first.action_confirm()
        self.assertEqual((first.payment_term_id, first.grading_priority), (self.sixty, "1"))

    def test_order_of_another_company_ignores_the_grade(self):
        self.grade(self.customer, "A")
        order = self.order(company_id=self.other_company.id, order_line=[])
        self.assertFalse(order.payment_term_id)
        self.assertEqual(order.grading_priority, "0")

    def test_order_from_the_website_or_portal(self):
        """A portal user has no rights to grades; what makes its order writes with full rights in its name."""
        user = new_test_user(self.env, "grading_portal", "base.group_portal")
        user.partner_id.parent_id = self.customer
        self.grade(self.customer, "A")
        orders = self.env["sale.order"].with_user(user).sudo()
        order = orders.create({"partner_id": user.partner_id.id, "company_id": self.company.id})
        self.assertEqual((order.payment_term_id, order.pricelist_id), (self.sixty, self.list_a))
        self.assertEqual(order.grading_priority, "1")
        self.assertEqual(user.partner_id.with_user(user).property_product_pricelist.id, self.list_a.id)

    def test_order_of_a_salesperson_without_rights_to_results(self):
        self.grade(self.customer, "A")
        order = self.env["sale.order"].with_user(self.salesperson).create({"partner_id": self.customer.id})
        self.assertEqual(order.payment_term_id, self.sixty)

    def test_policies_of_many_orders_come_from_few_queries(self):
        customers = self.env["res.partner"].create([{"name": f"C{n}", "is_company": True} for n in range(20)])
        for customer in customers:
            self.grade(customer, "A")
        before = self.env.cr.sql_log_count
        self.assertEqual(len(customers._service_policy()), 20)
        self.assertLessEqual(self.env.cr.sql_log_count - before, 2)

    def test_treatment_says_what_and_why(self):
        self.grade(self.customer, "A")
        policy = {entry["field"]: entry for entry in self.customer.grading_badge["policy"]}
        self.assertEqual(policy["payment_term_id"]["name"], "60 days")
        self.assertEqual(policy["pricelist_id"]["name"], "List A")
        self.assertFalse(policy["payment_term_id"]["own"])
        self.assertIn("60 days", self.customer.grading_treatment)
        self.assertIn(self.published.name, self.customer.grading_treatment)

    def day(self, text):
        return self.env["crm.grading.run"]._fields["date_from"].to_date(text)
