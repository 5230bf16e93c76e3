from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..models.run import crm_grading_run_cron
from .run_common import FIRST, LAST, RunCommon


@tagged("post_install", "-at_install")
class TestRunCrons(RunCommon):
    """The run that makes itself, and the indicators that are not kept for ever."""

    def setUp(self):
        super().setUp()
        self.customers = self.make_customers(3)
        self.scheme = self.simple_scheme()

    def run_cron(self, xmlid):
        with self.enter_registry_test_mode():
            self.env.ref(f"crm_grading.{xmlid}").method_direct_trigger()

    @freeze_time("2026-05-05")
    def test_automatic_run_of_the_period_just_ended(self):
        runs = self.env["crm.grading.run"]
        self.run_cron("ir_cron_automatic_runs")
        self.assertFalse(runs.search([("scheme_id", "=", self.scheme.id)]))
        self.scheme.auto_run = True
        self.run_cron("ir_cron_automatic_runs")
        self.run_cron("ir_cron_automatic_runs")
        run = runs.search([("scheme_id", "=", self.scheme.id)])
        self.assertEqual((run.date_from, run.date_to, run.state, run.job_state), (FIRST, LAST, "draft", "queued"))
        with self.raw({"X": dict(zip(self.customers, (3, 2, 1), strict=True))}):
            self.run_cron("ir_cron_job_worker")
        self.assertEqual((run.state, run.job_state, self.grades(run)), ("computed", "done", "BCD"))

    @freeze_time("2027-01-15")
    def test_details_are_kept_unless_the_setting_says_otherwise(self):
        old = self.compute_points(self.scheme, (3, 2, 1), first=date(2025, 1, 1), last=date(2025, 3, 31))
        young = self.compute_points(self.scheme, (3, 2, 1))
        self.run_cron("ir_cron_empty_details")
        self.assertTrue(self.results(old)[self.customers[0]].detail)
        self.env["res.config.settings"].create({"grading_detail_months": 12}).execute()
        with patch.object(crm_grading_run_cron, "PIECE", 2):
            self.run_cron("ir_cron_empty_details")
        self.env.invalidate_all()
        self.assertEqual({bool(result.detail) for result in self.results(old).values()}, {False})
        self.assertTrue(self.results(young)[self.customers[0]].detail)
        self.assertEqual((old.detail_emptied_on, young.detail_emptied_on), (date(2027, 1, 15), False))
        self.assertEqual(self.results(old)[self.customers[0]].total, 3)
        with self.assertRaisesRegex(UserError, "dropped on 2027-01-15 by retention"):
            old.action_repeat()

    def test_absurd_retention_empties_nothing(self):
        run = self.compute_points(self.scheme, (3, 2, 1))
        for months in ("2147483647", "-5"):
            self.env["ir.config_parameter"].set_param("crm_grading.detail_months", months)
            self.run_cron("ir_cron_empty_details")
            self.assertFalse(run.detail_emptied_on)
