from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.import_stage import PREFIX


class CrmImportError(models.Model):
    """A row of a file that was not imported, and why. Written by the import only."""

    _name = "crm.import.error"
    _description = "Row That Was Not Imported"
    _order = "res_model, res_id, row_number, id"
    _rec_name = "message"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Import", model_field="res_model", required=True, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", string="Imported by", readonly=True, ondelete="set null")
    row_number = fields.Integer(string="Row", readonly=True, aggregator=None)
    external_id = fields.Char(string="External ID", readonly=True)
    message = fields.Char(string="Reason", required=True, readonly=True)
    cells = fields.Json(readonly=True, prefetch=False)

    _batch_idx = models.Index("(res_model, res_id, row_number)")

    @api.autovacuum
    def _gc_import_stages(self):
        """Drop staging tables of imports that are gone or over; failed and stopped ones may be resumed."""
        kept = set()
        for name in self.env.registry.descendants(["crm.import.mixin"], "_inherit"):
            if not self.env[name]._abstract:
                imports = self.env[name].search([("job_state", "in", ("queued", "running", "failed", "stopped"))])
                kept |= {batch._import_stage_name() for batch in imports}
        tables = self.env.execute_query(
            SQL("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND starts_with(tablename, %s)", PREFIX)
        )
        for (table,) in tables:
            if table not in kept:
                self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(table)))
