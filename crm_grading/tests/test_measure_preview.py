from datetime import date, datetime

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .grading_measure_common import MeasureCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-04-20")
class TestMeasurePreview(MeasureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.measure = cls.order_measure(aggregate="count", empty_value="null")
        for number in range(12):
            customer = cls.make_customer(f"Customer {number}")
            for _order in range(number):
                cls.make_order(customer, datetime(2026, 2, 1, 4))

    def preview(self, record, user=None, **values):
        action = record.with_user(user or self.grading_manager).action_preview()
        form = Form(self.env["crm.grading.preview"].with_user(user or self.grading_manager).with_context(**action["context"]))
        for name, value in values.items():
            form[name] = value
        return form

    def rows(self, form):
        return [(line["value"] if line["is_known"] else None) for line in form.line_ids._records]

    def test_ten_customers_those_with_values_first(self):
        form = self.preview(self.measure)
        self.assertEqual((form.date_from, form.date_until), (date(2026, 1, 1), date(2026, 3, 31)))
        self.assertEqual(self.rows(form), [11, 10, 9, 8, 7, 6, 5, 4, 3, 2])

    def test_other_period(self):
        form = self.preview(self.measure, period="month", date_to=date(2026, 3, 5))
        self.assertEqual(self.rows(form), [None] * 10)
        form.date_to = date(2026, 2, 5)
        self.assertEqual(self.rows(form)[0], 11)

    def test_indicator_looks_at_its_own_customers_and_time(self):
        scheme = self.env["crm.grading.scheme"].search([("company_id", "=", self.company.id)], limit=1)
        scheme.domain = "[('name', '=like', 'Customer 1%')]"
        indicator = scheme.indicator_ids.filtered(lambda indicator: indicator.code == "D5")
        indicator.measure_id = self.measure
        self.assertEqual(self.rows(self.preview(indicator)), [11, 10, 1])
        indicator.write({"window": "months", "window_months": 1})
        self.assertEqual(self.rows(self.preview(indicator)), [None] * 3)

    def test_author_without_rights_shows_nothing(self):
        author = new_test_user(self.env, "grading_gone", "crm_grading.group_grading_manager,sales_team.group_sale_manager")
        self.measure.with_user(author).factor = 2
        author.group_ids = self.env.ref("crm_grading.group_grading_manager")
        with self.assertRaisesRegex(ValidationError, "may not read"):
            self.preview(self.measure)

    def test_managers_only_and_own_companies_only(self):
        with self.assertRaises(AccessError):
            self.preview(self.measure, self.salesperson)
        previews = self.env["crm.grading.preview"].with_user(self.grading_manager)
        preview = previews.create({"measure_id": self.measure.id, "company_id": self.other_company.id})
        with self.assertRaisesRegex(AccessError, "one of your own companies"):
            preview.line_ids.mapped("value")
