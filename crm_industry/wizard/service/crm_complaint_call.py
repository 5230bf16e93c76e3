from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection


class CrmComplaintCall(models.TransientModel):
    """A call that has just been made, to be written down; the rules are those of the callback."""

    _name = "crm.complaint.call"
    _inherit = ["crm.satisfaction.mixin"]
    _description = "Write Down a Call"

    callback_id = fields.Many2one("crm.complaint.callback", required=True, readonly=True)
    kind = fields.Selection(related="callback_id.kind")
    partner_id = fields.Many2one(related="callback_id.partner_id")
    contact_id = fields.Many2one(related="callback_id.contact_id")
    phone = fields.Char(related="callback_id.phone")
    contact_note = fields.Char(related="callback_id.contact_note")
    preferred_channel = fields.Selection(related="callback_id.preferred_channel")
    quiet_hours = fields.Char(related="callback_id.quiet_hours")
    result = CheckedSelection(
        selection=lambda self: self.env["crm.complaint.callback.attempt"]._fields["result"]._description_selection(self.env),
        required=True,
        default="reached",
    )
    received = fields.Selection([("yes", "Yes"), ("no", "No")], string="Received What Was Promised")
    score = CheckedSelection(string="How Satisfied", required=False, default="0")
    comment = fields.Text(string="Customer's Words")
    next_date = fields.Date(string="Call Again on")
    note = fields.Text()

    @api.model
    def _selection_score(self):
        """The score as stars: the more the better, none for a customer that was not asked."""
        return [("0", self.env._("Not asked")), *reversed(super()._selection_score())]

    def action_save(self):
        """Write the call down."""
        self.ensure_one()
        self.callback_id.action_log_call(
            self.result,
            received=self.received,
            score=int(self.score or 0),
            comment=self.comment,
            next_date=self.next_date,
            note=self.note,
        )
        return {"type": "ir.actions.act_window_close"}
