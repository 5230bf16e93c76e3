from dateutil.relativedelta import relativedelta

from odoo import fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate


class CrmTobaccoLicenceStep(models.TransientModel):
    """Asks why licences are suspended, cancelled or revoked; the rules are the licences' own."""

    _name = "crm.tobacco.licence.step"
    _description = "Suspend or End Tobacco Licences"

    verb = fields.Selection(
        [("suspend", "Suspend"), ("cancel", "Cancel"), ("revoke", "Revoke")], required=True, default="suspend"
    )
    licence_ids = fields.Many2many("crm.tobacco.licence", string="Licences", required=True)
    until = CheckedDate(
        default=lambda self: self.env.company.root_id._business_today() + relativedelta(months=1),
        help="The last day of the suspension, a year from now at the latest.",
    )
    reason = fields.Text(required=True)

    def action_step(self):
        """Take the step with the reason given."""
        self.ensure_one()
        if self.verb == "suspend":
            self.licence_ids.action_suspend(self.reason, self.until)
        elif self.verb == "cancel":
            self.licence_ids.action_cancel(self.reason)
        else:
            self.licence_ids.action_revoke(self.reason)
        return {"type": "ir.actions.act_window_close"}
