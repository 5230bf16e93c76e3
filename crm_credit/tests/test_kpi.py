from odoo.tests import tagged

from .kpi_common import KpiCommon


@tagged("post_install", "-at_install")
class TestKpi(KpiCommon):
    """Figures of a month against a calculation in plain Python from the journal items."""

    def test_smoke(self):
        self._invoice(100)
        month = self._take()
        self.assertEqual(month.job_state, "done")
        data = self.env["crm.credit.kpi"].dashboard_data({})
        self.assertTrue(data["months"])
        self.env["crm.credit.kpi"].dashboard_data({"months": 3, "team_id": False})
