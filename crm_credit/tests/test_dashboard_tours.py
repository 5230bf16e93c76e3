from odoo.tests import HttpCase, tagged

from .exposure_common import ExposureCommon


@tagged("post_install", "-at_install")
class TestDashboardTours(ExposureCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._user("credit_dashboard_officer", "crm_credit.group_credit_officer", company_id=cls.company.id)

    def test_dashboard(self):
        self._invoice(1000.0, due=-45)
        self._invoice(300.0, due=20)
        for month in self.env["crm.credit.month"]._ensure_months(self.company).sorted("month"):
            month._job_run_now()
        self.start_tour("/odoo/credit-dashboard", "credit_dashboard", login="credit_dashboard_officer")

    def test_without_figures(self):
        self.start_tour("/odoo/credit-dashboard", "credit_dashboard_empty", login="credit_dashboard_officer")
