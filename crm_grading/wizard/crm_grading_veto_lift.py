from odoo import fields, models

from ..tools.arguments import check_one


class CrmGradingVetoLift(models.TransientModel):
    """Asks for the reason before a veto is lifted."""

    _name = "crm.grading.veto.lift"
    _description = "Lift a Veto"

    veto_id = fields.Many2one("crm.grading.veto", required=True, readonly=True, ondelete="cascade")
    reason = fields.Text(required=True)

    def action_lift(self):
        """Lift the veto.

        :raise AccessError: the user is no grading manager
        """
        check_one(self)
        return self.veto_id.action_lift(self.reason)
