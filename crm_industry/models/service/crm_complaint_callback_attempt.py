from odoo import api, fields, models
from odoo.exceptions import UserError

NOBODY = ("no_answer", "busy", "wrong_number")
WRITTEN = ("callback_id", "time", "day", "user_id", "result", "note")


class CrmComplaintCallbackAttempt(models.Model):
    """A call that somebody made. Written by the server at the time of the call, never changed."""

    _name = "crm.complaint.callback.attempt"
    _description = "Call"
    _inherit = ["crm.guarded.mixin"]
    _order = "time, id"
    _rec_name = "result"

    callback_id = fields.Many2one("crm.complaint.callback", required=True, readonly=True, index=True, ondelete="restrict")
    complaint_id = fields.Many2one(related="callback_id.complaint_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="callback_id.company_id", store=True, precompute=True)
    time = fields.Datetime(required=True, readonly=True)
    day = fields.Date(required=True, readonly=True, help="In the company's time zone.")
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True, index=True, ondelete="restrict")
    result = fields.Selection(
        [
            ("reached", "Reached"),
            ("later", "Call Again Later"),
            ("no_answer", "No Answer"),
            ("busy", "Busy"),
            ("wrong_number", "Wrong Number"),
        ],
        required=True,
        readonly=True,
    )
    note = fields.Text(readonly=True)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(WRITTEN, False)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Calls are kept."))
