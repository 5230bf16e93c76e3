from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmTelecomNumberChoiceLine(models.TransientModel):
    """A free number that is shown to choose from."""

    _name = "crm.telecom.number.choice.line"
    _description = "Free Telephone Number to Choose"
    _order = "id"

    choice_id = fields.Many2one("crm.telecom.number.choice", required=True, readonly=True, index=True, ondelete="cascade")
    number_id = fields.Many2one("crm.telecom.number", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="number_id.grade_id.currency_id")
    grade_id = fields.Many2one(related="number_id.grade_id")
    region_id = fields.Many2one(related="number_id.region_id")
    minimum_fee = fields.Monetary(related="number_id.grade_id.minimum_fee")
    deposit = fields.Monetary(related="number_id.grade_id.deposit")
    commitment_months = fields.Integer(related="number_id.grade_id.commitment_months")

    def action_take(self):
        """Give the service this number, or reserve it for the customer, and close the window.

        :raise AccessError: the user is no telecom agent
        :raise UserError: somebody else was quicker, or the subscription is not worth the number
        """
        check_one(self)
        choice = self.choice_id
        if choice.service_id:
            choice.service_id.action_assign_number(self.number_id.id)
        elif choice.partner_id:
            self.number_id.action_reserve(choice.partner_id.id)
        else:
            raise UserError(self.env._("Say for which customer the number is."))
        return {"type": "ir.actions.act_window_close"}
