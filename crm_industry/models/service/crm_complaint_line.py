from odoo import api, fields, models
from odoo.exceptions import AccessError

from .crm_complaint import AGENT


class CrmComplaintLine(models.Model):
    """Goods that a complaint is about, and where they came from."""

    _name = "crm.complaint.line"
    _inherit = ["crm.complaint.goods.mixin"]
    _description = "Goods of a Complaint"
    _check_company_auto = True

    complaint_id = fields.Many2one("crm.complaint", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="complaint_id.company_id")
    order_line_id = fields.Many2one(domain="[('order_id', '=', parent.order_id), ('product_id', '=', product_id)]")
    defect = fields.Char(help="What is wrong with it.")

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "The quantity complained about is more than nothing.")

    @api.model_create_multi
    def create(self, vals_list):
        """Name goods of open complaints; salespeople of those that they take down.

        :raise AccessError: a salesperson adds goods to the complaint of somebody else, or to one that is accepted
        :raise UserError: a complaint is over
        """
        lines = super().create(vals_list)
        lines._check_changing()
        return lines

    def write(self, vals):
        """:raise UserError: a complaint is over"""
        self._check_changing()
        result = super().write(vals)
        self._check_changing()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_over(self):
        self._check_changing()

    def _check_changing(self):
        complaints = self.complaint_id
        complaints._check_open()
        if self.env.su or self.env.user.has_group(AGENT):
            return
        if others := complaints.filtered(lambda each: each.accepted_on or each.create_uid != self.env.user):
            raise AccessError(
                self.env._("Only service agents change the goods of %(complaint)s.", complaint=others[0].display_name)
            )
