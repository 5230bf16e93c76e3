from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection

from .crm_telecom_intake_mixin import COUNTED, MANAGER

# From so many rows on.
MANY = 10_000


class CrmTelecomImportBatch(models.Model):
    """Usage, bills, payments or top-ups from a file, by the hundred thousand.

    The rows are staged, checked and written in pieces; each is committed together with the place where to go on. After a crash
    the batch goes on from there, and by its rows' keys nothing is written twice, whoever else imports the same.
    """

    _name = "crm.telecom.import.batch"
    _inherit = ["crm.import.mixin"]
    _description = "Import of Telecom Records"

    kind = CheckedSelection("_selection_kind", string="What", required=True, default="usage")
    rows_taken = fields.Integer(string="Rows Worked Through", compute="_compute_rows_taken")

    @api.model
    def _selection_kind(self):
        labels = {
            "usage": self.env._("Usage"),
            "bill": self.env._("Bills"),
            "payment": self.env._("Payments"),
            "topup": self.env._("Top-ups"),
        }
        return list(labels.items())

    @api.depends("rows_new", "rows_changed", "rows_same", "rows_bad")
    def _compute_rows_taken(self):
        for batch in self:
            batch.rows_taken = batch.rows_new + batch.rows_changed + batch.rows_same + batch.rows_bad

    def write(self, vals):
        if "kind" in vals:
            self._import_refuse_change()
        return super().write(vals)

    # -- what is imported ----------------------------------------------------------------------------------------------

    def _batch_target(self):
        """The model that the rows become records of."""
        models_by_kind = {
            "usage": "crm.telecom.usage",
            "bill": "crm.telecom.bill",
            "payment": "crm.telecom.bill.payment",
            "topup": "crm.telecom.topup",
        }
        # sudo: nobody writes these models but by importing
        return self.env[models_by_kind[self.kind or "usage"]].sudo()

    def _batch_order(self):
        return {"company": self.company_id, "source": self.source, "user": self.job_user_id or self.env.user}

    @property
    def _import_unique(self):
        return self._batch_target()._intake_unique

    def _import_check_rights(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only telecom managers import bills, usage, payments and top-ups."))

    def _import_columns(self):
        return self._batch_target()._intake_columns()

    def _import_links(self):
        return self._batch_target()._intake_types()

    def _import_cell_error(self, column, cell):
        choices = column.name in ("kind", "state", "channel")
        if choices:
            return self.env._(
                "%(column)s: “%(value)s” is not known; there are: %(known)s.", column=column.label, value=cell, known=column.help
            )
        if column.name == "start":
            return self.env._("“%(value)s” is no time like 2026-03-31 14:05.", value=cell)
        return super()._import_cell_error(column, cell)

    def _import_check(self, stage):
        result = super()._import_check(stage)
        self._job_write(dict.fromkeys((f"rows_{status}" for status in COUNTED), 0))
        self._batch_target()._intake_check(stage, self.company_id)
        return result

    def _import_step_check(self, cursor):
        result = super()._import_step_check(cursor)
        self._batch_analyze()
        return result

    def _batch_analyze(self):
        """Tell the planner how much there is, before much is looked up in it: by the wrong index that takes hours.

        Not where somebody else is at it, an import perhaps, who keeps others waiting until the end of a piece.
        """
        stage = self._import_stage()
        [(many,)] = self.env.execute_query(SQL("SELECT count(*) >= %s FROM %s", MANY, stage.table))
        if many:
            self.env.cr.execute(SQL("ANALYZE (SKIP_LOCKED) %s", SQL.identifier(self._batch_target()._table)))

    # -- pieces --------------------------------------------------------------------------------------------------------

    def _import_step_apply(self, cursor):
        """Check and write some rows; the cursor is the key of the last one.

        Without a lock: of two who write the same rows at one time the database lets the second begin its piece again.
        """
        target, stage = self._batch_target(), self._import_stage()
        self.env.flush_all()
        found = target._intake_piece(stage, cursor)
        if found is None:
            return None
        piece, last = found
        counts = target._intake_apply(stage, piece, self._batch_order(), self.dry_run)
        if cursor is None:
            self._batch_analyze()
        self._job_write({f"rows_{status}": self[f"rows_{status}"] + counts[status] for status in COUNTED})
        total = self.job_total or self.env.execute_query(SQL("SELECT count(*) FROM %s", stage.table))[0][0]
        self._job_count(sum(self[f"rows_{status}"] for status in COUNTED), total)
        return last

    def _import_counts(self, stage):
        """What the pieces have counted, and the bad rows."""
        [(total, bad)] = self.env.execute_query(SQL("SELECT count(*), count(error) FROM %s", stage.table))
        done = {"tried": True} if self.dry_run else {"tried": False, "state": "done"}
        return {"rows_total": total, "rows_bad": bad} | done

    # -- downloads -----------------------------------------------------------------------------------------------------

    def action_error_file(self):
        """Download the bad rows with their reasons as csv, to be corrected and imported again."""
        check_one(self)
        return self._import_download("errors.csv")
