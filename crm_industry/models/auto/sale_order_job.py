from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Orders of workshop jobs belong to a station: its people alone see and change them, among the people of stations."""

    _inherit = "sale.order"

    auto_job_ids = fields.One2many(
        "crm.service.job", "sale_order_id", string="Workshop Job", readonly=True, groups="crm_industry.group_auto_station_user"
    )
    auto_station_id = fields.Many2one(
        "crm.station",
        string="Station",
        compute="_compute_auto_station_id",
        store=True,
        index="btree_not_null",
        compute_sudo=True,
        groups="base.group_user",
    )

    @api.depends("auto_job_ids.station_id")
    def _compute_auto_station_id(self):
        for order in self:
            order.auto_station_id = order.auto_job_ids[:1].station_id

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
