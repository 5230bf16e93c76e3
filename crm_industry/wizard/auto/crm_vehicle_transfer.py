from odoo import fields, models

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate


class CrmVehicleTransfer(models.TransientModel):
    """Asks who the new owner of a vehicle is, and since when; the rules are those of the vehicle."""

    _name = "crm.vehicle.transfer"
    _description = "Transfer of a Vehicle"

    vehicle_id = fields.Many2one("crm.vehicle", required=True, readonly=True, ondelete="cascade")
    owner_id = fields.Many2one(related="vehicle_id.owner_id", string="Present Owner")
    partner_id = fields.Many2one("res.partner", string="New Vehicle Owner", required=True, ondelete="cascade")
    date = CheckedDate(string="As of", required=True, default=lambda self: self.env.company._business_today())

    def action_confirm(self):
        """Hand the vehicle over.

        :raise UserError: something stands against it
        """
        check_one(self)
        self.vehicle_id.action_transfer(self.partner_id.id, self.date)
        return {"type": "ir.actions.act_window_close"}
