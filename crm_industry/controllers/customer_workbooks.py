from odoo.http import request, route

from odoo.addons.crm_credit.controllers.statement import StatementDownload
from odoo.addons.crm_grading.controllers.grading_run_export import GradingRunExport

from .read_write import read_write


class CustomerRunExport(GradingRunExport):
    @route(readonly=read_write)
    def run_workbook(self, run_id):
        """A run as a workbook lists its customers: an export like any other.

        :raise AccessError: too many customers for a user without the right
        """
        run = request.env["crm.grading.run"].browse(run_id)
        run._check_export()
        number = request.env["crm.grading.result"].search_count([("run_id", "=", run.id)])
        request.env["crm.customer.export"]._allow("crm.grading.run", number, [run.display_name], run.ids, "workbook")
        return super().run_workbook(run_id)


class CustomerStatementDownload(StatementDownload):
    @route(readonly=read_write)
    def statement_workbook(self, wizard_id):
        """Statements as a workbook: an export of their customers like any other.

        :raise AccessError: too many customers for a user without the right
        """
        wizard = request.env["crm.credit.statement.make"].browse(wizard_id).exists()
        customers = wizard._wanted_customers() if wizard else request.env["res.partner"]
        if customers:
            name = wizard._get_report_base_filename()
            request.env["crm.customer.export"]._allow("res.partner", len(customers), [name], customers.ids, "workbook")
        return super().statement_workbook(wizard_id)
