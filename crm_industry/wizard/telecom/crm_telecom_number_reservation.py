from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmTelecomNumberReservation(models.TransientModel):
    """Asks for whom, and until when, numbers are reserved; the rules are those of the numbers."""

    _name = "crm.telecom.number.reservation"
    _description = "Reservation of Telephone Numbers"

    number_ids = fields.Many2many("crm.telecom.number", required=True)
    partner_id = fields.Many2one("res.partner", string="Customer")
    lead_id = fields.Many2one("crm.lead")
    until = fields.Datetime(required=True, default=lambda self: self._default_until())
    note = fields.Text()

    def _default_until(self):
        return fields.Datetime.now() + timedelta(days=self.env.company.telecom_reservation_days)

    def action_confirm(self):
        """Reserve the numbers.

        :raise UserError: one is not free, or nobody is named
        """
        check_one(self)
        if not self.partner_id and not self.lead_id:
            raise UserError(self.env._("Say for which customer or lead the numbers are."))
        self.number_ids.action_reserve(self.partner_id.id, self.lead_id.id, self.until, self.note)
        return {"type": "ir.actions.act_window_close"}
