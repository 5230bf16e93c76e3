from odoo.http import Controller, request, route

from odoo.addons.crm_grading.controllers.workbook_response import make_workbook

from ..report.statement_workbook import StatementWorkbook


def workbook_response(env, wizard):
    """The statements of a `crm.credit.statement.make` as a workbook to download.

    :param env: gives the language
    :raise AccessError: the user may not see them
    """
    return make_workbook(wizard._get_report_base_filename(), StatementWorkbook(env, wizard._statements()).save)


class StatementDownload(Controller):
    @route("/crm_credit/statement/<int:wizard_id>/xlsx", type="http", auth="user", readonly=True)
    def statement_workbook(self, wizard_id):
        """Send the statements as a workbook: people in credit and accounting, their own wizard only.

        :raise AccessError: the user may not see them
        """
        wizard = request.env["crm.credit.statement.make"].browse(wizard_id).exists()
        if not wizard:
            raise request.not_found()
        return workbook_response(request.env, wizard)
