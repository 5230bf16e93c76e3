import os
import tempfile

from werkzeug.wsgi import wrap_file

from odoo.http import Controller, Response, content_disposition, request, route

from ..report.run_workbook import RunWorkbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
        file = tempfile.TemporaryFile()  # gone when it is closed, after the last byte was sent
        try:
            RunWorkbook(run).save(file)
        except BaseException:
            file.close()
            raise
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        headers = [
            ("Content-Type", XLSX),
            ("Content-Length", size),
            ("Content-Disposition", content_disposition(f"{run.name}.xlsx")),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return Response(wrap_file(request.httprequest.environ, file), headers=headers, direct_passthrough=True)
