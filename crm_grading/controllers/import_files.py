from odoo import http
from odoo.http import request

from ..tools.import_workbook import write_errors, write_errors_csv, write_template
from .workbook_response import send_file, send_workbook

BATCH = 1000


class ImportFiles(http.Controller):
    """Downloads of the imports (``crm.import.mixin``): template and bad rows, as xlsx; bad rows as csv, too."""

    @http.route("/crm_grading/import/<string:model>/<int:batch_id>/template", type="http", auth="user", readonly=True)
    def template(self, model, batch_id):
        """The empty file; who may read the import."""
        batch = self._batch(model, batch_id)
        texts = {
            "sheet": request.env._("Import"),
            "help_sheet": request.env._("Columns"),
            "column": request.env._("Column"),
            "meaning": request.env._("Meaning"),
            "required": request.env._("required"),
        }
        file = write_template(batch._import_columns(), batch._import_template_rows(), texts)
        return send_workbook(request.env._("%(name)s - template", name=batch.name), file)

    @http.route("/crm_grading/import/<string:model>/<int:batch_id>/errors", type="http", auth="user", readonly=True)
    def errors(self, model, batch_id):
        """The bad rows that the user may see."""
        batch = self._batch(model, batch_id)
        file = write_errors(batch._import_columns(), self._error_rows(batch), self._error_texts())
        return send_workbook(request.env._("%(name)s - bad rows", name=batch.name), file)

    @http.route("/crm_grading/import/<string:model>/<int:batch_id>/errors.csv", type="http", auth="user", readonly=True)
    def errors_csv(self, model, batch_id):
        """The bad rows that the user may see, as csv."""
        batch = self._batch(model, batch_id)
        file = write_errors_csv(batch._import_columns(), self._error_rows(batch), self._error_texts())
        name = request.env._("%(name)s - bad rows", name=batch.name)
        return send_file(f"{name}.csv", file, "text/csv; charset=utf-8")

    def _error_texts(self):
        return {"sheet": request.env._("Bad rows"), "row": request.env._("Row"), "reason": request.env._("Reason")}

    def _batch(self, model, batch_id):
        if model not in request.env.registry.descendants(["crm.import.mixin"], "_inherit"):
            raise request.not_found()
        batch = request.env[model].browse(batch_id).exists()
        if not batch:
            raise request.not_found()
        batch.check_access("read")
        return batch

    def _error_rows(self, batch):
        """Yield (row number, reason, cells) by batches, so that half a million stay out of memory."""
        errors = request.env["crm.import.error"]
        domain = [("res_model", "=", batch._name), ("res_id", "=", batch.id)]
        last = 0
        while found := errors.search([*domain, ("row_number", ">", last)], order="row_number", limit=BATCH):
            yield from ((error.row_number, error.message, error.cells or {}) for error in found)
            last = found[-1].row_number
            found.invalidate_recordset()
