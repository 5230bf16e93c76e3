import random
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .metrics_common import TODAY, MetricsCommon

BOOKKEEPING = {"id", "refreshed_on", "write_date", "create_date", "write_uid", "create_uid", "display_name"}


def day(ago):
    return TODAY - timedelta(days=ago)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 04:00:00")
class TestMetricsRefresh(MetricsCommon):
    """All, one, again; who sees what; what it costs."""

    def _fill(self, customers=12, seed=7):
        draw = random.Random(seed)
        products = [self.tea, self.cola, self.nuts]
        made = self.env["res.partner"]
        for number in range(customers):
            customer = self.make_customer(f"Customer {number}")
            for _order in range(draw.choice([1, 1, 2, 3, 4])):
                self.make_order(customer, day(draw.randrange(500)), draw.randrange(1, 400), draw.choice(products))
            made += customer
        return made

    def _figures(self):
        names = [name for name, field in self.metrics._fields.items() if field.store and name not in BOOKKEEPING]
        rows = self.metrics.search([("company_id", "=", self.company.id)], order="partner_id")
        return [
            {name: row[name].id if self.metrics._fields[name].type == "many2one" else row[name] for name in names} for row in rows
        ]

    def _consumption(self):
        rows = self.env["crm.customer.consumption"].search([("company_id", "=", self.company.id)], order="partner_id, product_id")
        return [(r.partner_id, r.product_id, r.order_days, r.last_date, r.cycle_days, r.next_date) for r in rows]

    def test_one_equals_all(self):
        customers = self._fill()
        self.refresh()
        expected, consumption = self._figures(), self._consumption()
        self.assertEqual(len(expected), len(customers))
        self.env.cr.execute(
            "UPDATE crm_customer_metrics SET net_sales = 0, recency_score = 9, cross_sell = NULL, price_ratio = 0,"
            " cycle_days = 1, rfm_sales = 0, orders = 0, preferred_categories = NULL WHERE partner_id = ANY(%s)",
            [customers[:2].ids],
        )
        self.env.cr.execute("DELETE FROM crm_customer_metrics WHERE partner_id = %s", [customers[2].id])
        self.env.cr.execute("DELETE FROM crm_customer_consumption WHERE partner_id = ANY(%s)", [customers[:3].ids])
        self.metrics.invalidate_model()
        self.refresh(customers[:3])
        self.assertEqual(self._figures(), expected)
        self.assertEqual(self._consumption(), consumption)
        self.refresh()
        self.assertEqual(self._figures(), expected)

    def test_others_are_not_written(self):
        customers = self._fill(3)
        self.refresh()
        with freeze_time("2026-06-30 05:00:00"):
            self.make_order(customers[0], TODAY, 9000)
            self.refresh(customers[0])
        self.assertEqual([row.refreshed_on.hour for row in map(self.row, customers)], [5, 4, 4])

    def test_contacts_stand_for_their_company(self):
        self.make_order(self.contact, day(5))
        self.refresh(self.contact)
        self.assertEqual(self.row(self.customer).orders, 1)

    def test_ids_stay_the_same_and_none_are_used_up(self):
        self._fill(4)
        self.refresh()
        ids = self.metrics.search([]).ids
        self.refresh()
        self.assertEqual(self.metrics.search([]).ids, ids)
        self.cr.execute("SELECT last_value FROM crm_customer_metrics_id_seq")
        self.assertEqual(self.cr.fetchone()[0], max(ids))

    def test_number_of_queries_does_not_grow(self):
        def queries():
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.refresh()
            return self.cr.sql_log_count - before

        self._fill(2)
        queries()
        few = queries()
        self._fill(20, seed=8)
        self.assertLessEqual(queries(), few)

    def test_consumption_by_product(self):
        for ago in (50, 30, 20):
            self.make_order(self.customer, day(ago), 10, self.tea)
            self.make_order(self.customer, day(ago), 10, self.tea)
        for ago in (50, 30):
            self.make_order(self.customer, day(ago), 10, self.cola)
        self.refresh()
        self.assertEqual(self._consumption(), [(self.customer, self.tea, 3, day(20), 15.0, day(5))])
        self.env["sale.order"].search([("partner_id", "=", self.customer.id)])[0]._action_cancel()
        self.refresh()
        self.assertEqual(len(self._consumption()), 1)

    def test_salesperson_sees_own_customers_and_those_of_nobody(self):
        other = new_test_user(self.env, "other_seller", "sales_team.group_sale_salesman", company_id=self.company.id)
        mine, free, others = customers = self._fill(3)
        mine.user_id, others.user_id = self.salesperson, other
        self.refresh()
        seen = self.metrics.with_user(self.salesperson).search([])
        self.assertEqual(seen.partner_id, mine + free)
        for name in ("crm.customer.metrics", "crm.customer.consumption", "crm.customer.snapshot"):
            for operation in ("write", "create", "unlink"):
                self.assertFalse(self.env[name].with_user(self.grading_manager).has_access(operation))
        with self.assertRaises(AccessError):
            self.row(others).with_user(self.salesperson).read(["net_sales"])
        self.assertEqual(self.metrics.with_user(self.grading_manager).search([]).partner_id, customers)
        others.user_id = self.salesperson
        self.assertEqual(self.metrics.with_user(self.salesperson).search([]).partner_id, customers)

    def test_rows_of_another_company_stay_hidden(self):
        self._fill(1)
        self.refresh()
        stranger = new_test_user(
            self.env,
            "stranger",
            "sales_team.group_sale_salesman_all_leads",
            company_id=self.other_company.id,
            company_ids=[Command.set(self.other_company.ids)],
        )
        seen = self.metrics.with_user(stranger).with_context(allowed_company_ids=self.other_company.ids)
        self.assertFalse(seen.search([("company_id", "=", self.company.id)]))

    def test_partner_shows_and_finds_the_metrics(self):
        customers = self._fill(4)
        self.refresh()
        row = self.row(customers[0])
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": customers[0].id})
        for partner in (customers[0], contact):
            self.assertEqual((partner.grading_stage, partner.grading_net_sales_12m), (row.stage, row.net_sales_12m))
            self.assertEqual(partner.grading_segment_id, row.segment_id)
        partners = self.env["res.partner"]
        ours = [("id", "in", (customers + contact + self.customer).ids)]
        found = partners.search(ours + [("grading_stage", "=", row.stage)])
        self.assertEqual(found.commercial_partner_id, customers.filtered(lambda c: c.grading_stage == row.stage))
        self.assertIn(contact, found)
        self.assertEqual(partners.search(ours + [("grading_stage", "=", "acquire")]), self.customer)
        self.assertEqual(
            partners.search(ours + [("grading_stage", "!=", row.stage)]),
            partners.search(ours) - found,
        )
        self.assertEqual(partners.search(ours + [("grading_abc", "=", False)]), self.customer)

    def test_figures_of_the_form_take_one_query(self):
        customers = self._fill(4)
        self.refresh()
        self.env.invalidate_all()
        customers.mapped("commercial_partner_id.name")
        self.assertTrue(self.env.company.root_id)  # read before
        with self.assertQueryCount(1):
            customers.mapped("grading_stage")
            customers.mapped("grading_net_sales_12m")
