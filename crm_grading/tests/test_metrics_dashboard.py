from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .common import GradingCommon

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


class DashboardCommon(GradingCommon):
    """Three customers of May and June: a champion, one at risk who was lost before, one that gets lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = [cls.make_customer(f"Customer {number}") for number in (1, 2, 3)]
        cls.assessor = new_test_user(
            cls.env, "metrics_assessor", "sales_team.group_sale_salesman,crm_grading.group_grading_assessor"
        )
        cells = {(cell.recency, cell.fm): cell.segment_id for cell in cls.env["crm.customer.segment.cell"].search([])}
        figures = [(5, 5, 4, 8000, "a", "retain"), (2, 2, 3, 1500, "b", "at_risk"), (1, 1, 1, 500, "c", "lost")]
        for partner, (r, f, m, sales, abc, stage) in zip(cls.customers, figures, strict=True):
            scores = {"recency_score": r, "frequency_score": f, "monetary_score": m, "segment_id": cells[r, (f + m + 1) // 2].id}
            cls.make_row("crm.customer.metrics", partner, net_sales_12m=sales, abc=abc, stage=stage, repeat_customer=r > 1,
                         figures_on=date(2026, 6, 30), **scores)  # fmt: skip
            cls.make_row("crm.customer.snapshot", partner, month=JUNE, stage=stage, **scores)
        for partner, stage in zip(cls.customers, ("retain", "lost", "retain"), strict=True):
            cls.make_row("crm.customer.snapshot", partner, month=MAY, stage=stage, segment_id=cells[5, 5].id)

    @classmethod
    def make_row(cls, model, partner, **values):
        owner = {"partner_id": partner.id, "company_id": cls.company.id, "currency_id": cls.company.currency_id.id}
        return cls.env[model].create(owner | values)


@tagged("post_install", "-at_install")
@freeze_time("2026-07-01 04:00:00")
class TestMetricsDashboard(DashboardCommon):
    def data(self, user=None):
        return self.env["crm.customer.metrics"].with_user(user or self.assessor).dashboard_data()

    def test_whole_company(self):
        data = self.data()
        self.assertEqual((data["customers"], data["sales"], data["repeat"]), (3, 10000.0, 2))
        self.assertEqual((data["figures_on"], data["currency_id"]), ("2026-06-30", self.company.currency_id.id))

    def test_cells_are_a_partition(self):
        cells = {(r, fm): (count, sales) for r, fm, _segment, count, sales in self.data()["cells"]}
        self.assertEqual(len(cells), 25)
        # FM: (5 + 4) / 2 = 4.5 and (2 + 3) / 2 = 2.5, a half rounded up.
        filled = {place: figures for place, figures in cells.items() if figures[0]}
        self.assertEqual(filled, {(5, 5): (1, 8000.0), (2, 3): (1, 1500.0), (1, 1): (1, 500.0)})

    def test_every_class_and_stage_is_listed(self):
        data = self.data()
        self.assertEqual([(key, count, sales) for key, _label, count, sales in data["abc"]],
                         [("a", 1, 8000.0), ("b", 1, 1500.0), ("c", 1, 500.0)])  # fmt: skip
        stages = {key: count for key, _label, count, _sales in data["stages"]}
        self.assertEqual(stages, {"acquire": 0, "new": 0, "develop": 0, "retain": 1, "at_risk": 1, "lost": 1, "won_back": 0})

    def test_segments_add_up(self):
        segments = self.data()["segments"]
        self.assertEqual(sum(segment["customers"] for segment in segments), 3)
        self.assertEqual(sum(segment["sales"] for segment in segments), 10000.0)

    def test_salespeople_see_their_own_customers(self):
        self.customers[0].user_id = self.env.user
        data = self.data(self.salesperson)
        self.assertEqual((data["customers"], data["sales"]), (2, 2000.0))

    def test_other_company_sees_nothing_of_it(self):
        data = self.env["crm.customer.metrics"].with_company(self.other_company).dashboard_data()
        self.assertEqual((data["customers"], data["sales"], data["figures_on"]), (0, 0.0, False))

    def test_employees_without_role_are_refused(self):
        employee = new_test_user(self.env, "employee", "base.group_user")
        with self.assertRaises(AccessError):
            self.data(employee)
        snapshots = self.env["crm.customer.snapshot"].with_user(employee)
        for name in ("dashboard_transitions", "dashboard_rates", "dashboard_segment_trend"):
            with self.subTest(method=name), self.assertRaises(AccessError):
                getattr(snapshots, name)()


@tagged("post_install", "-at_install")
@freeze_time("2026-07-01 04:00:00")
class TestSnapshotDashboard(DashboardCommon):
    def snapshots(self):
        return self.env["crm.customer.snapshot"].with_user(self.assessor)

    def test_transitions_count_customers(self):
        data = self.snapshots().dashboard_transitions()
        self.assertEqual((data["months"], data["before"], data["month"]), (["2026-06-01"], "2026-05-01", "2026-06-01"))
        cells = {(before, after): count for before, after, count in data["cells"] if count}
        self.assertEqual(cells, {("retain", "retain"): 1, ("lost", "at_risk"): 1, ("retain", "lost"): 1})

    def test_a_cell_is_found_through_the_customer(self):
        then = [("month", "=", MAY), ("stage", "=", "retain")]
        domain = [("month", "=", JUNE), ("stage", "=", "lost"), ("partner_id", "any", [("grading_snapshot_ids", "any", then)])]
        self.assertEqual(self.snapshots().search(domain).partner_id, self.customers[2])

    def test_rates(self):
        [rates] = self.snapshots().dashboard_rates()
        self.assertEqual((rates["month"], rates["opening"]), ("2026-06-01", 2))
        self.assertEqual((rates["retention"], rates["churn"], rates["win_back"]), (50.0, 50.0, 100.0))

    def test_segment_trend(self):
        data = self.snapshots().dashboard_segment_trend()
        self.assertEqual(data["months"], ["2026-05-01", "2026-06-01"])
        counts = {segment["name"]: segment["customers"] for segment in data["segments"] if any(segment["customers"])}
        self.assertEqual(counts, {"Champions": [3, 1], "At risk": [0, 1], "Lost": [0, 1]})

    def test_one_month_makes_no_rates(self):
        self.env["crm.customer.snapshot"].search([("month", "=", MAY)]).unlink()
        self.assertEqual(self.snapshots().dashboard_rates(), [])
        self.assertEqual(self.snapshots().dashboard_transitions()["cells"], [])


@tagged("post_install", "-at_install")
class TestMetricsDashboardTour(DashboardCommon, HttpCase):
    def test_customer_dashboard(self):
        self.start_tour("/odoo/customer-dashboard", "customer_metrics_dashboard", login="metrics_assessor")
