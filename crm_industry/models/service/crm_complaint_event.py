from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmComplaintEvent(models.Model):
    """What happened to a complaint and when: the only source of its clocks and figures. Written by the server, never changed."""

    _name = "crm.complaint.event"
    _description = "Complaint Event"
    _inherit = ["crm.guarded.mixin"]
    _order = "time, id"
    _rec_name = "kind"

    complaint_id = fields.Many2one("crm.complaint", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, index=True, precompute=True)
    kind = fields.Selection(
        [
            ("received", "Received"),
            ("accepted", "Accepted"),
            ("assigned", "Assigned"),
            ("replied", "Customer Answered"),
            ("wrote", "Customer Wrote"),
            ("paused", "Waiting for the Customer's Information"),
            ("resumed", "Information Received"),
            ("proposed", "Resolution Proposed"),
            ("approved", "Resolution Approved"),
            ("refused", "Resolution Refused"),
            ("solved", "Resolution Done"),
            ("delivered", "Goods Delivered"),
            ("called", "Callback Tried"),
            ("confirmed", "Customer Confirms"),
            ("denied", "Customer Not Satisfied"),
            ("closed", "Closed"),
            ("reopened", "Reopened"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
    )
    time = fields.Datetime(required=True, readonly=True, help="When it happened, in UTC; the clocks count from it.")
    user_id = fields.Many2one("res.users", string="By", readonly=True, ondelete="restrict")
    round = fields.Integer(readonly=True, required=True, aggregator=None)
    note = fields.Text(readonly=True)

    _by_time = models.Index("(complaint_id, time, id)")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(("complaint_id", "kind", "time", "user_id", "round", "note"), False)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Events of complaints are kept."))
