from odoo.http import Controller, request, route

from ..report.run_workbook import RunWorkbook
from .workbook_response import make_workbook


class GradingRunExport(Controller):
    @route("/crm_grading/run/<int:run_id>/xlsx", type="http", auth="user", readonly=True)
    def run_workbook(self, run_id):
        """Send the run as a workbook, made in a file and streamed from it: the process keeps no row.

        Assessors only; record rules decide which results are in it.

        :raise AccessError: the user is no assessor, or may not read the run
        :raise MissingError: there is no such run
        """
        run = request.env["crm.grading.run"].browse(run_id)
        run._check_export()
        return make_workbook(run.name, RunWorkbook(run).save)
