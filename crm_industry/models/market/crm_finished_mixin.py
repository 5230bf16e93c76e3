from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmFinishedMixin(models.AbstractModel):
    """What is under way until a manager finishes it, and stays as it is from then on, unless a manager opens it again.

    The heir has the fields ``name`` and ``company_id``, and says by `_check_manager` who its managers are.
    """

    _name = "crm.finished.mixin"
    _description = "Finished Records Stay"
    _inherit = ["mail.thread", "crm.guarded.mixin"]

    state = fields.Selection(
        [("draft", "Under Way"), ("done", "Finished")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
        tracking=True,
    )
    done_on = fields.Date(string="Finished on", readonly=True, copy=False)

    @api.model
    def _finished_fields(self):
        """Return the names of the fields that stay when a record is finished. Extend by super."""
        return {"company_id", "date"}

    @api.model
    def _unfinished_values(self):
        """Return {guarded field: value} of what is not finished. Extend by super."""
        return {"state": "draft", "done_on": False}

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | self._unfinished_values()

    def write(self, vals):
        """:raise UserError: what is finished would change"""
        if vals.keys() & self._finished_fields():
            self._check_unfinished()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_finished(self):
        self._check_unfinished()

    def _check_unfinished(self):
        """:raise UserError: one is finished"""
        if done := self.filtered(lambda each: each.state == "done"):
            raise UserError(self.env._("“%(record)s” is finished and stays as it is.", record=done[0].name))

    def action_finish(self):
        """Finish records: they stay as they are from now on.

        :raise AccessError: the user is no manager
        :raise UserError: one is finished, or something is missing
        """
        self._check_manager()
        self._check_unfinished()
        for record in self:
            record._check_complete()
            record._guarded_write(record._finished_values())
        return True

    def _check_manager(self):
        """:raise AccessError: the user is none of those who finish these records. To be narrowed by the heir."""
        self.check_access("write")

    def _check_complete(self):
        """Hook: what has to be there before one is finished.

        :raise UserError: it names what is missing
        """

    def _finished_values(self):
        """Return {guarded field: value} of one that is finished now. Extend by super."""
        return {"state": "done", "done_on": self.company_id._business_today()}

    def action_reopen(self):
        """Open finished records again, to put them right; the chatter tells.

        :raise AccessError: the user is no manager
        :raise UserError: one is not finished
        """
        self._check_manager()
        for record in self:
            record._expect_value("state", "done")
            record._guarded_write(self._unfinished_values())
        return True
