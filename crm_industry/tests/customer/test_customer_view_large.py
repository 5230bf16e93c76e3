from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .touchpoint_common import NOON
from .view_common import ViewCommon

ORDERS, TOUCHPOINTS = 500, 5000
MOST_QUERIES = 15


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestCustomerViewLarge(ViewCommon):
    """A customer with 500 orders and 5,000 touchpoints: the queries of its page are pinned."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        order = cls.order(120, "2024-04-01 04:00:00")
        cls.copy_rows(order, {"date_order": "template.date_order + n * interval '33 hours'", "name": "'S-' || n"}, ORDERS - 1)
        touchpoint = cls.touch(time="2025-01-01 04:00:00")
        later = {"time": "template.time + n * interval '2 hours'", "external_id": "'copy-' || n"}
        cls.copy_rows(touchpoint, later, TOUCHPOINTS - 1)
        cls.env["crm.complaint"].create({"subject": "Leaks", "partner_id": cls.customer.id})
        cls.join_group("Holding", "Sister")

    @classmethod
    def join_group(cls, *names):
        """Make the customer one of a group: the totals of all are on the page, too."""
        same_owner = cls.env.ref("crm_industry.relation_type_same_owner")
        for name in names:
            other = cls.env["res.partner"].create({"name": name, "is_company": True})
            cls.env["crm.relation"].create({"partner_id": cls.customer.id, "other_id": other.id, "type_id": same_owner.id})

    @classmethod
    def copy_rows(cls, record, changed, number):
        """Copy a row by SQL, with other values in some columns."""
        cls.env.flush_all()
        columns = [name for name, field in record._fields.items() if field.store and field.column_type and name != "id"]
        values = [SQL(changed[name]) if name in changed else SQL.identifier("template", name) for name in columns]
        cls.env.cr.execute(
            SQL(
                "INSERT INTO %(table)s (%(columns)s) SELECT %(values)s FROM %(table)s template, generate_series(1, %(number)s) n"
                " WHERE template.id = %(id)s",
                table=SQL.identifier(record._table),
                columns=SQL(", ").join(map(SQL.identifier, columns)),
                values=SQL(", ").join(values),
                number=number,
                id=record.id,
            )
        )
        cls.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(record._table)))
        record.invalidate_model()

    def test_everything_is_counted(self):
        data = self.view.customer_view(self.customer.id)
        figures = {figure["key"]: figure["value"] for figure in data["figures"]}
        self.assertEqual(figures["orders"], ORDERS)
        self.assertIn("group_sales", figures)
        self.assertEqual(len(data["timeline"]["items"]), 30)
        self.assertTrue(data["timeline"]["cursor"])

    def test_queries_of_the_page(self):
        view = self.view.with_context(lang="en_US")  # as the web client calls it
        view.customer_view(self.customer.id)
        self.env.invalidate_all()
        with self.assertQueryCount(MOST_QUERIES):
            view.customer_view(self.customer.id)

    def test_queries_of_a_further_page(self):
        view = self.view.with_context(lang="en_US")
        cursor = view.customer_view(self.customer.id)["timeline"]["cursor"]
        self.env.invalidate_all()
        with self.assertQueryCount(5):
            view.timeline(self.customer.id, None, cursor)

    def test_all_pages_together_are_everything(self):
        cursor, ids = None, set()
        while cursor is not False:
            page = self.view.timeline(self.customer.id, {"kinds": ["call", "order"]}, cursor, 100)
            ids.update(item["id"] for item in page["items"])
            cursor = page["cursor"]
        self.assertEqual(len(ids), ORDERS + TOUCHPOINTS)
