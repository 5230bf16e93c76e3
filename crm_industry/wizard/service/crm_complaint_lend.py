from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

LENT_FOR = timedelta(days=14)


class CrmComplaintLend(models.TransientModel):
    """Asks what is lent to a customer who waits for the own device."""

    _name = "crm.complaint.lend"
    _description = "Lend a Unit"

    repair_id = fields.Many2one("crm.complaint.repair", required=True, readonly=True)
    product_id = fields.Many2one("product.product", required=True, domain="[('type', '=', 'consu'), ('is_storable', '=', True)]")
    free = fields.Float(compute="_compute_free", digits="Product Unit", help="In the warehouse, not promised to anybody.")
    due_date = fields.Date(string="Back by", required=True, default=lambda self: fields.Date.context_today(self) + LENT_FOR)

    @api.depends("product_id", "repair_id")
    def _compute_free(self):
        for wizard in self:
            # sudo: agents need not see stock
            warehouse = wizard.repair_id.sudo()._warehouse if wizard.repair_id else None
            product = wizard.product_id.sudo()
            wizard.free = product.with_context(warehouse_id=warehouse.id).free_qty if product and warehouse else 0.0

    def action_go(self):
        """Have the unit handed out.

        :raise AccessError: the user is no service agent
        :raise UserError: the device is back already, or goods cannot be lent
        """
        self.ensure_one()
        repair = self.repair_id._for_agent()
        if repair.state in ("repaired", "returned", "cancelled"):
            raise UserError(self.env._("%(device)s is ready or back already.", device=self.repair_id.display_name))
        if self.product_id.type != "consu" or not self.product_id.is_storable:
            raise UserError(self.env._("%(product)s is not kept in stock.", product=self.product_id.display_name))
        if self.due_date < repair.company_id._business_today():
            raise UserError(self.env._("The unit is back by a day to come."))
        self.env["crm.complaint.loan"].sudo().with_company(repair.company_id)._lend(repair, self.product_id.sudo(), self.due_date)
        return {"type": "ir.actions.act_window_close"}
