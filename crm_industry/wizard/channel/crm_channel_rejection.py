from odoo import fields, models

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmChannelRejection(models.TransientModel):
    """Asks why channel reports are rejected; the dealer reads it."""

    _name = "crm.channel.rejection"
    _description = "Reject Channel Reports"

    report_ids = fields.Many2many("crm.channel.report", required=True)
    reason = fields.Text(required=True)

    def action_reject(self):
        """Reject the reports with the reason; see `crm.channel.report.action_reject`."""
        check_one(self)
        return self.report_ids.action_reject(self.reason)
