import os
import tempfile

from werkzeug.wsgi import wrap_file

from odoo.http import Controller, Response, content_disposition, request, route

from ..report.statement_workbook import StatementWorkbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_response(env, wizard):
    """The statements of a `crm.credit.statement.make` as a workbook to download.

    :param env: gives the language
    :raise AccessError: the user may not see them
    """
    file = tempfile.TemporaryFile()  # gone when it is closed, after the last byte was sent
    try:
        StatementWorkbook(env, wizard._statements()).save(file)
    except BaseException:
        file.close()
        raise
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    headers = [
        ("Content-Type", XLSX),
        ("Content-Length", size),
        ("Content-Disposition", content_disposition(f"{wizard._get_report_base_filename()}.xlsx")),
        ("X-Content-Type-Options", "nosniff"),
    ]
    return Response(wrap_file(request.httprequest.environ, file), headers=headers, direct_passthrough=True)


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
