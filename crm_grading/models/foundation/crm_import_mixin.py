from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.arguments import check_ids, check_one
from ...tools.import_cells import SQL_TYPES
from ...tools.import_columns import ImportColumn
from ...tools.import_stage import PREFIX, ImportStage
from .crm_job_mixin import HALTED

COUNTS = ("rows_total", "rows_new", "rows_changed", "rows_same", "rows_bad")


class CrmImportMixin(models.AbstractModel):
    """One import of a file (xlsx or csv) into the model ``_import_model``, safe to repeat.

    The rows go into a staging table by COPY, are checked there and applied, all by SQL and in pieces, as a job when the file
    is big. A row is known by (company, ``source``, ``external_id``) of the target: unknown → new, known with other values →
    changed, else the same. Bad rows are kept with number and reason, the good ones go in. The same file twice, or at the same
    time, changes nothing twice. A trial (``dry_run``) does all but the last write.

    The target needs the fields company_id, source, external_id and payload_hash and a unique index over the first three. The
    heir's contract: ``_import_model``, ``_import_columns``, ``_import_check``, ``_import_values`` and, where the rows have no
    ids of their own or are more than columns of one table, ``_import_links`` and ``_import_apply``.
    """

    _name = "crm.import.mixin"
    _inherit = ["crm.job.mixin"]
    _description = "Import of a File"
    _order = "id desc"

    _import_model = None
    """Name of the model that the rows become records of."""
    _import_now_bytes = 200_000
    """Files up to this size are imported at once, in the request."""
    _import_unique = ("external_id",)
    """The columns whose values together stand in one row of a file only."""

    name = fields.Char(compute="_compute_name", store=True, readonly=False, precompute=True, required=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    source = fields.Char(
        required=True,
        default="file",
        help="The system that the rows come from. The same external ID of another source is another record.",
    )
    file = fields.Binary(attachment=True, copy=False)
    filename = fields.Char(string="File Name", copy=False)
    file_rows = fields.Binary(
        string="Rows of the Workbook", attachment=True, copy=False, readonly=True, groups=fields.NO_ACCESS, help="As csv, packed."
    )
    dry_run = fields.Boolean(
        string="Trial", help="Read and check the file, and say what would change, without changing anything."
    )
    state = fields.Selection("_selection_state", default="draft", required=True, readonly=True, copy=False)
    tried = fields.Boolean(readonly=True, copy=False, help="The counts are those of a trial.")
    rows_total = fields.Integer(string="Rows", readonly=True, copy=False)
    rows_new = fields.Integer(string="New", readonly=True, copy=False)
    rows_changed = fields.Integer(string="Changed", readonly=True, copy=False)
    rows_same = fields.Integer(string="Unchanged", readonly=True, copy=False)
    rows_bad = fields.Integer(string="Bad", readonly=True, copy=False)
    ignored_columns = fields.Char(readonly=True, copy=False, help="Headers of the file that are no columns of this import.")
    error_ids = fields.One2many("crm.import.error", "res_id", string="Bad Rows", readonly=True, copy=False)

    @api.model
    def _selection_state(self):
        # A method, since Odoo doesn't translate the fixed selections of a mixin in the models of other addons.
        labels = {
            "draft": self.env._("To Import"),
            "done": self.env._("Imported"),
        }
        return list(labels.items())

    @api.depends("filename")
    def _compute_name(self):
        for batch in self:
            batch.name = batch.filename or batch.name or self.env._("New import")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(COUNTS, 0) | {"state": "draft", "tried": False, "ignored_columns": False}

    def write(self, vals):
        if vals.keys() & {"file", "filename", "source", "company_id", "dry_run"}:
            self._import_refuse_change()
        return super().write(vals)

    def unlink(self):
        stages = [batch._import_stage() for batch in self]
        # sudo: the bad rows belong to the import, whoever may delete it
        self.sudo().error_ids.unlink()
        result = super().unlink()
        for stage in stages:
            stage.drop()
        return result

    # -- for the heir ----------------------------------------------------------------------------------------------

    def _import_columns(self):
        """Return the columns of the file, in the order of the template.

        One of them is called ``external_id`` unless the check makes it up.

        :rtype: list[ImportColumn]
        """
        return [ImportColumn("external_id", self.env._("External ID"))]

    def _import_links(self):
        """Return {column: SQL type} of further columns of the staging table, filled by ``_import_check``."""
        return {}

    def _import_check_rights(self):
        """Raise AccessError unless the user may import. Default: may create records of the target."""
        self.env[self._import_model].check_access("create")

    def _import_check(self, stage):
        """Find what the rows refer to and mark the bad ones, by few statements over the whole stage.

        :param stage: ImportStage, see ``fail`` and ``set``
        """

    def _import_values(self):
        """Return {column of the target: SQL over the alias ``s`` of the stage}."""
        raise NotImplementedError

    def _import_payload(self):
        """Return the SQL expressions over ``s`` whose hash tells whether a row has changed. Default: all values written."""
        return list(self._import_values().values())

    def _import_apply(self, stage, piece):
        """Write the rows of a piece to the target. ``record_id`` and ``status`` are set; runs under the lock of the source.

        :param stage: ImportStage
        :param piece: SQL condition over the alias ``s``: good rows of the piece
        """
        self._import_update(stage, piece)
        self._import_insert(stage, piece)

    def _import_template_rows(self):
        """Yield rows ({column name: value}) that the template shows, for instance the customers to be filled in."""
        yield from ()

    # -- verbs -----------------------------------------------------------------------------------------------------

    def action_import(self):
        """Import the file, or try it: at once when it is small, else as a job.

        :raise AccessError: the user may not import, see ``_import_check_rights``
        :raise UserError: there is no file, it cannot be read, or it has been imported
        """
        check_one(self)
        self.check_access("write")
        self._import_check_rights()
        self._import_refuse_done()
        if not self._import_size():
            raise UserError(self.env._("%(name)s has no file: choose one first.", name=self.name))
        if self._import_size() <= self._import_now_bytes:
            self._job_run_now()
        else:
            self._job_start()
        return True

    def action_template(self):
        """Download the empty file with the right columns."""
        check_one(self)
        return self._import_download("template")

    def action_error_file(self):
        """Download the bad rows with their reasons, to be corrected and imported again."""
        check_one(self)
        return self._import_download("errors")

    def action_job_resume(self):
        """Go on with a failed or stopped import. Who may import.

        :raise AccessError: the user may not import
        """
        check_ids(self)
        self._import_check_rights()
        return super().action_job_resume()

    # -- small things ----------------------------------------------------------------------------------------------

    def _import_refuse_done(self):
        if self.state == "done":
            raise UserError(self.env._("%(name)s has been imported: make a new import for another file.", name=self.name))

    def _import_refuse_change(self):
        """What is imported does not change while it is, nor afterwards. A failed or stopped import has to begin again."""
        for batch in self:
            batch._import_refuse_done()
            batch._job_refuse_pending()
        self.filtered(lambda batch: batch.job_state in HALTED)._job_write({"job_state": "idle"})

    def _import_download(self, what):
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/crm_grading/import/{self._name}/{self.id}/{what}", "target": "download"}

    def _import_size(self):
        """Bytes of the file, without reading it."""
        attachment = self._import_attachment()
        return attachment.file_size if attachment else 0

    def _import_attachment(self, field="file"):
        self.env.flush_all()
        # sudo: the file is a field of this record, which the caller can read
        attachments = self.env["ir.attachment"].sudo()
        domain = [("res_model", "=", self._name), ("res_field", "=", field), ("res_id", "=", self.id)]
        return attachments.search(domain, limit=1)

    def _import_stage_name(self):
        return f"{PREFIX}{self._table}_{self.id}"

    def _import_stage(self):
        types = {column.name: SQL_TYPES[column.type] for column in self._import_columns()}
        return ImportStage(self.env, self._import_stage_name(), {"external_id": "text"} | types | self._import_links())

    def _import_key(self):
        """SQL: the rows of the target that this import's rows may be about."""
        return SQL("t.company_id = %s AND t.source = %s", self.company_id.id, self.source)
