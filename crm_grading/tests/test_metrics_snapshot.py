from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .metrics_common import TODAY, MetricsCommon

APRIL, MAY, JUNE = (date(2026, month, 1) for month in (4, 5, 6))


def day(ago):
    return TODAY - timedelta(days=ago)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 04:00:00")
class TestMetricsSnapshot(MetricsCommon):
    """Snapshots of months and what they tell; the refresh as a job; joined customers."""

    def _rows(self, month):
        rows = self.env["crm.customer.snapshot"].search([("company_id", "=", self.company.id), ("month", "=", month)])
        return {row.partner_id: row for row in rows}

    def _lose_and_win(self):
        """Four customers with cycles of ten days: kept, lost in May, won back in May, lost for long."""
        kept, leaving, back, gone = customers = [self.make_customer(name) for name in ("Kept", "Leaving", "Back", "Gone")]
        orders = {
            kept: [date(2026, month, number) for month in (4, 5) for number in (5, 15, 25)],
            leaving: [date(2026, 4, number) for number in (5, 15, 25)],
            back: [date(2026, 1, number) for number in (5, 15, 25)] + [date(2026, 5, 20), date(2026, 5, 30)],
            gone: [date(2025, 11, number) for number in (5, 15, 25)],
        }
        for customer, days in orders.items():
            for when in days:
                self.make_order(customer, when)
        for month in (APRIL, MAY):
            self.env["crm.customer.snapshot"]._take(self.company, month)
        return customers

    def test_stages_of_two_months(self):
        kept, _leaving, back, _gone = self._lose_and_win()
        stages = {month: {c.name: row.stage for c, row in self._rows(month).items()} for month in (APRIL, MAY)}
        self.assertEqual(stages[APRIL], {"Kept": "retain", "Leaving": "retain", "Back": "lost", "Gone": "lost"})
        self.assertEqual(stages[MAY], {"Kept": "retain", "Leaving": "lost", "Back": "won_back", "Gone": "lost"})
        row = self._rows(MAY)[back]
        self.assertEqual((row.orders_month, row.net_sales_month, row.net_sales_12m), (2, 200.0, 500.0))
        self.assertEqual((row.won_back_on, row.month), (date(2026, 5, 20), MAY))
        self.assertEqual(self._rows(MAY)[kept].net_sales_month, 300.0)

    def test_taking_again_changes_nothing(self):
        self._lose_and_win()
        names = ["stage", "net_sales_month", "net_sales_12m", "abc", "rfm", "churn_risk"]
        names = [name for name in names if name in self.env["crm.customer.snapshot"]._fields]
        before = {c: row.read(names)[0] for c, row in self._rows(MAY).items()}
        self.env["crm.customer.snapshot"]._take(self.company, date(2026, 5, 17))
        after = {c: row.read(names)[0] for c, row in self._rows(MAY).items()}
        for figures in (*before.values(), *after.values()):
            del figures["id"]
        self.assertEqual(after, before)
        self.assertFalse(self.metrics.search([("company_id", "=", self.company.id)]), "metrics are not touched")

    def test_transitions_and_rates(self):
        self._lose_and_win()
        snapshots = self.env["crm.customer.snapshot"]
        cells = {(before, after): count for before, after, count in snapshots.dashboard_transitions()["cells"]}
        self.assertEqual(
            cells,
            {("retain", "retain"): 1, ("retain", "lost"): 1, ("lost", "won_back"): 1, ("lost", "lost"): 1},
        )
        [rates] = snapshots.dashboard_rates()
        self.assertEqual((rates["month"], rates["opening"], rates["kept"], rates["lost"]), ("2026-05-01", 2, 1, 1))
        self.assertEqual((rates["retention"], rates["churn"], rates["win_back"]), (50.0, 50.0, 50.0))

    def test_salesperson_counts_own_customers(self):
        _kept, leaving, back, gone = self._lose_and_win()
        (leaving + back + gone).user_id = self.env.user
        snapshots = self.env["crm.customer.snapshot"].with_user(self.salesperson)
        [rates] = snapshots.dashboard_rates()
        self.assertEqual((rates["opening"], rates["retention"], rates["win_back"]), (1, 100.0, None))

    def test_job_does_what_the_refresh_does(self):
        """In steps: metrics, consumption, typical figures, and the snapshot of the month that has ended."""
        self._lose_and_win()
        self.env["crm.customer.snapshot"].search([]).unlink()
        self.refresh()
        names = ["stage", "net_sales", "rfm", "abc", "cycle_days", "cross_sell", "price_ratio"]
        expected = {row.partner_id: row.read(names)[0] for row in self.metrics.search([("company_id", "=", self.company.id)])}
        norms = self.env["crm.customer.norm"].search_count([("company_id", "=", self.company.id)])
        self.cr.execute("DELETE FROM crm_customer_metrics WHERE partner_id = %s", [list(expected)[0].id])
        self.metrics.invalidate_model()
        refresh = self.env["crm.customer.refresh"]._for_company(self.company)
        refresh._begin(now=True)
        self.assertEqual((refresh.job_state, refresh.business_day, refresh.snapshot_month), ("done", TODAY, MAY))
        found = {row.partner_id: row.read(names)[0] for row in self.metrics.search([("company_id", "=", self.company.id)])}
        for figures in (*expected.values(), *found.values()):
            del figures["id"]
        self.assertEqual(found, expected)
        self.assertEqual(self.env["crm.customer.norm"].search_count([("company_id", "=", self.company.id)]), norms)
        self.assertEqual(len(self._rows(MAY)), 4)
        self.cr.execute("SELECT count(*) FROM pg_tables WHERE tablename LIKE %s", [f"crm_metrics_{self.company.id}_%"])
        self.assertEqual(self.cr.fetchone()[0], 0, "work tables are dropped")
        refresh._begin(now=True)
        self.assertFalse(refresh.snapshot_month, "the month is taken already")

    def test_job_goes_on_after_a_kill_and_stops_after_a_crash_of_the_database(self):
        self.make_order(self.customer, day(3))
        refresh = self.env["crm.customer.refresh"]._for_company(self.company)
        refresh._begin()
        refresh._job_write({"job_state": "running"})
        for _piece in range(5):
            refresh._job_go_on(refresh._job_run_step(refresh.job_step, refresh._job_place()))
        self.assertEqual((refresh.job_step, refresh.job_cursor), ("compute", 5))
        refresh._job_run_step(refresh.job_step, 5)  # a piece that was rolled back is done again
        while refresh.job_state == "running":
            refresh._job_go_on(refresh._job_run_step(refresh.job_step, refresh._job_place()))
        self.assertEqual(self.row(self.customer).orders, 1)
        refresh._begin()
        refresh._job_write({"job_state": "running"})
        for _piece in range(8):
            refresh._job_go_on(refresh._job_run_step(refresh.job_step, refresh._job_place()))
        self.cr.execute(f"TRUNCATE crm_metrics_{self.company.id}_mark")
        with self.assertRaisesRegex(Exception, "lost in a crash"):
            refresh._job_run_step(refresh.job_step, refresh._job_place())
        self.assertEqual(self.row(self.customer).orders, 1)

    def test_only_managers_refresh_all(self):
        self.make_order(self.customer, day(3))
        refresh = self.env["crm.customer.refresh"]
        with self.assertRaises(AccessError):
            refresh.with_user(self.salesperson).action_refresh_company()
        refresh.with_user(self.grading_manager).action_refresh_company()
        self.assertEqual(self.row(self.customer).orders, 1)
        with self.assertRaises(AccessError):
            refresh._for_company(self.company).with_user(self.grading_manager).write({"business_day": TODAY})
        self.row(self.customer).with_user(self.salesperson).action_refresh()

    def test_cron_queues_every_company_once(self):
        refresh = self.env["crm.customer.refresh"]
        refresh._cron_refresh()
        mine = refresh._for_company(self.company)
        self.assertEqual(mine.job_state, "queued")
        started = mine.job_started
        with freeze_time("2026-07-01 04:00:00"):
            refresh._cron_refresh()
        self.assertEqual((mine.job_started, mine.business_day), (started, TODAY))

    def test_merge_moves_and_joins(self):
        kept, leaving, back, gone = self._lose_and_win()
        history = self.env["crm.sales.history"].create(
            {
                "partner_id": leaving.id,
                "company_id": self.company.id,
                "date": day(500),
                "amount": 30,
                "source": "old",
                "external_id": "1",
            }
        )
        self.refresh()
        self.assertTrue(self.env["crm.customer.consumption"].search([("partner_id", "=", leaving.id)]))
        self.env["base.partner.merge.automatic.wizard"]._merge((leaving + kept).ids, kept)
        self.env.invalidate_all()
        self.assertEqual(history.partner_id, kept)
        self.assertTrue(self.row(kept).stale)
        may = self._rows(MAY)
        self.assertEqual(set(may), {kept, back, gone})
        self.assertEqual((may[kept].stage, self._rows(APRIL)[kept].net_sales_month), ("retain", 600.0))
        self.assertEqual(len(self.env["crm.customer.consumption"].search([("partner_id", "=", kept.id)])), 1)
        self.refresh(kept)
        row = self.row(kept)
        self.assertEqual((row.stale, row.orders, row.net_sales), (False, 10, 930.0))

    def test_customer_that_becomes_a_contact_takes_its_rows_along(self):
        person = self.make_customer("Han Meimei", is_company=False)
        self.make_order(person, day(5), 70)
        self.refresh()
        mine = self.row(person)
        person.parent_id = self.customer
        self.env.invalidate_all()
        self.assertEqual((self.row(self.customer), mine.stale), (mine, True))
        self.refresh(self.customer)
        self.assertEqual((self.row(self.customer).net_sales, mine.stale), (70.0, False))
