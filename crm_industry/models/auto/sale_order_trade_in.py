from odoo import api, fields, models

from .crm_vehicle import STATION_USER

COUNTING = ("accepted", "received")


class SaleOrder(models.Model):
    """What a customer's used vehicle is worth, against an order of another one. It is bought by a bill, not sold on a line."""

    _inherit = "sale.order"

    trade_in_ids = fields.One2many("crm.trade.in", "order_id", string="Trade-ins", readonly=True, groups=STATION_USER)
    trade_in_count = fields.Integer(compute="_compute_trade_in", compute_sudo=True, groups="base.group_user")
    trade_in_value = fields.Monetary(
        string="Trade-in",
        compute="_compute_trade_in",
        compute_sudo=True,
        groups="base.group_user",
        help="Agreed for the customer's used vehicles that were accepted, in the currency of the order.",
    )
    trade_in_balance = fields.Monetary(
        string="Balance to Pay",
        compute="_compute_trade_in",
        compute_sudo=True,
        groups="base.group_user",
        help="Total less the trade-in and what has been paid. Below zero we owe it to the customer.",
    )

    @api.depends("trade_in_ids.state", "trade_in_ids.agreed_value", "amount_total", "auto_deposit_paid")
    def _compute_trade_in(self):
        for order in self:
            order.trade_in_count = len(order.trade_in_ids)
            order.trade_in_value = order._trade_in_sum()
            order.trade_in_balance = order.amount_total - order.trade_in_value - order.auto_deposit_paid

    def _trade_in_sum(self):
        """Return what is agreed for trade-ins that count, in the currency of the order, at the rates of their acceptance."""
        self.ensure_one()
        values = (
            trade_in.currency_id._convert(trade_in.agreed_value, self.currency_id, self.company_id, trade_in.accepted_on)
            for trade_in in self.trade_in_ids
            if trade_in.state in COUNTING
        )
        return sum(values)

    def action_trade_ins(self):
        """Open the trade-ins of the order, or begin one."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.trade.in",
            "view_mode": "list,form",
            "domain": [("order_id", "=", self.id)],
            "context": {"default_order_id": self.id, "default_partner_id": self.partner_id.id},
            "name": self.env._("Trade-ins"),
        }
