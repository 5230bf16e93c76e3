from datetime import timedelta

from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .metrics_common import TODAY, MetricsCommon


def day(ago):
    return TODAY - timedelta(days=ago)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 04:00:00")
class TestMetricsDue(MetricsCommon):
    """Customers and products past their cycle today, and the calls planned for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today_due, cls.late, cls.early = map(cls.make_customer, ("Due today", "Late", "Early"))
        for customer, ago in ((cls.today_due, (30, 20, 10)), (cls.late, (40, 30, 20)), (cls.early, (29, 19, 9))):
            for number in ago:
                cls.make_order(customer, day(number))
        cls.late.user_id = cls.salesperson
        cls.refresh()
        cls.due = cls.env["crm.customer.due"]

    def _calls(self, customer):
        kind = self.env.ref("crm_grading.mail_activity_reorder_call")
        return self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", customer.id), ("activity_type_id", "=", kind.id)]
        )

    def test_rows(self):
        rows = self.due.search([("company_id", "=", self.company.id)])
        self.assertEqual(
            {(row.partner_id, row.kind, row.product_id, row.days_past) for row in rows},
            {
                (self.today_due, "customer", self.env["product.product"], 0),
                (self.today_due, "product", self.tea, 0),
                (self.late, "customer", self.env["product.product"], 10),
                (self.late, "product", self.tea, 10),
            },
        )
        self.assertEqual(rows[0].partner_id, self.today_due, "the least late first")
        self.assertEqual([row.recency_ratio for row in rows], [1.0, 1.0, 2.0, 2.0])
        self.assertEqual((rows[-1].next_date, rows[-1].cycle_days), (day(10), 10.0))

    def shown_by_default(self, name):
        """Rows that an action of ours shows before anybody changes the filters."""
        action = self.env["ir.actions.act_window"]._for_xml_id(name)
        model = self.env[action["res_model"]]
        arch = etree.fromstring(model.get_view(view_type="search")["arch"])
        chosen = [key.removeprefix("search_default_") for key in safe_eval(action["context"])]
        domains = [arch.find(f".//filter[@name='{key}']").get("domain") for key in chosen]
        return model.search(Domain.AND(safe_eval(domain) for domain in domains))

    def test_what_was_given_up_long_ago_is_left_out_at_first(self):
        given_up = self.make_customer("Given up")
        for ago in (400, 390, 380):
            self.make_order(given_up, day(ago), product=self.cola)
        # Cola was given up, tea was not: the customer is bought from every ten days.
        for ago in (350, 340, 330):
            self.make_order(self.late, day(ago), product=self.cola)
        self.refresh()
        for name in ("crm_customer_due_action", "crm_customer_consumption_action"):
            rows = self.shown_by_default(f"crm_grading.{name}").filtered(lambda row: row.company_id == self.company)
            self.assertNotIn(given_up, rows.partner_id)
            self.assertNotIn(self.cola, rows.product_id)
            self.assertIn((self.today_due, self.tea), [(row.partner_id, row.product_id) for row in rows])
            everything = rows.search([("company_id", "=", self.company.id)])
            self.assertLessEqual({(given_up, self.cola), (self.late, self.cola)},
                                 {(row.partner_id, row.product_id) for row in everything})  # fmt: skip

    def test_recency_of_a_product(self):
        rows = self.env["crm.customer.consumption"].search([("company_id", "=", self.company.id)])
        ratios = {row.partner_id: row.recency_ratio for row in rows}
        self.assertEqual(ratios, {self.today_due: 1.0, self.late: 2.0, self.early: 0.9})
        for operator, found in (("<", self.early), ("<=", self.early + self.today_due), (">", self.late),
                                (">=", self.late + self.today_due)):  # fmt: skip
            self.assertEqual(rows.search([("recency_ratio", operator, 1), ("id", "in", rows.ids)]).partner_id, found)

    def test_own_customers_come_first(self):
        self.today_due.user_id = self.salesperson
        self.late.user_id = False
        rows = self.due.with_user(self.salesperson).search([("company_id", "=", self.company.id)])
        self.assertEqual([row.partner_id for row in rows], [self.today_due] * 2 + [self.late] * 2)
        self.assertEqual(rows.mapped("own"), [True, True, False, False])

    def test_others_customers_are_hidden(self):
        other = new_test_user(self.env, "other_seller", "sales_team.group_sale_salesman", company_id=self.company.id)
        self.assertEqual(self.due.with_user(other).search([]).partner_id, self.today_due)
        row = self.due.search([("partner_id", "=", self.late.id)], limit=1)
        with self.assertRaises(AccessError):
            row.with_user(other).action_plan_call()
        self.assertFalse(self._calls(self.late))

    def test_one_call_for_each_customer(self):
        rows = self.due.with_user(self.salesperson).search([("company_id", "=", self.company.id)])
        rows.action_plan_call()
        call = self._calls(self.late)
        self.assertEqual(len(call), 1)
        self.assertEqual((call.user_id, call.date_deadline), (self.salesperson, TODAY))
        self.assertIn("Tea", call.note)
        self.assertEqual(self._calls(self.today_due).user_id, self.salesperson, "nobody's customer: who planned it")
        rows.action_plan_call()
        self.metrics.search([("partner_id", "=", self.late.id)]).action_plan_call()
        self.assertEqual(len(self._calls(self.late)), 1)
        self.env.invalidate_all()
        self.assertEqual(set(rows.mapped("planned_on")), {TODAY})
        self.assertEqual(self.due.search_count([("planned_on", "=", False), ("company_id", "=", self.company.id)]), 0)

    def test_how_many_calls_were_planned_is_told_in_sentences(self):
        partners = self.env["res.partner"].with_context(lang="en_US")
        counts = {
            (1, 0): "One call planned.",
            (0, 1): "No call planned. One had been planned before.",
            (3, 2): "3 calls planned. 2 had been planned before.",
        }
        for (planned, there), message in counts.items():
            self.assertEqual(partners._notify_reorder_calls(planned, there)["params"]["message"], message)

    def test_after_a_call_is_done_the_next_can_be_planned(self):
        rows = self.due.search([("partner_id", "=", self.late.id)])
        rows.action_plan_call()
        self._calls(self.late).action_feedback()
        self.env.invalidate_all()
        self.assertFalse(any(rows.mapped("planned_on")))
        rows.action_plan_call()
        self.assertEqual(len(self._calls(self.late)), 1)
