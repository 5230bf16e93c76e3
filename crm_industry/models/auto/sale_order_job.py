from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Orders of workshop jobs."""

    _inherit = "sale.order"

    auto_job_ids = fields.One2many(
        "crm.service.job", "sale_order_id", string="Workshop Job", readonly=True, groups="crm_industry.group_auto_station_user"
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_job(self):
        # sudo: of whatever station
        if order := self.filtered(lambda order: order.sudo().auto_job_ids)[:1]:
            raise UserError(self.env._("%(order)s belongs to a workshop job: cancel it instead.", order=order.name))

    def action_auto_job(self):
        """Open the workshop job of the order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Workshop Job"),
            "res_model": "crm.service.job",
            "res_id": self.auto_job_ids[:1].id,
            "view_mode": "form",
        }
