from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import format_amount

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat

from .crm_vehicle import STATION_MANAGER

SALES_MANAGER = "sales_team.group_sale_manager"


class SaleOrder(models.Model):
    """Orders of vehicles: a vehicle is kept for an order when the deposit has come.

    The deposit is Odoo's own down payment, or what was paid online; both belong to a confirmed order, so it is not the
    confirmation that waits for them but the VIN, and with it the delivery.
    """

    _inherit = "sale.order"

    sells_vehicles = fields.Boolean(compute="_compute_sells_vehicles", groups="base.group_user")
    auto_deposit_percent = CheckedFloat(
        string="Deposit (%)",
        compute="_compute_auto_deposit_percent",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        groups="base.group_user",
        help="Of the total, before a vehicle is kept for the order. Managers ask for less.",
    )
    auto_deposit_required = fields.Monetary(
        string="Deposit Required", compute="_compute_auto_deposit", compute_sudo=True, groups="base.group_user"
    )
    auto_deposit_paid = fields.Monetary(
        string="Deposit Paid", compute="_compute_auto_deposit", compute_sudo=True, groups="base.group_user"
    )
    auto_deposit_note = fields.Char(compute="_compute_auto_deposit", compute_sudo=True, groups="base.group_user")

    _auto_deposit_range = models.Constraint(
        "CHECK (auto_deposit_percent IS NULL OR auto_deposit_percent BETWEEN 0 AND 100)", "A deposit is from 0 to 100 %."
    )

    @api.depends("order_line.product_id")
    def _compute_sells_vehicles(self):
        for order in self:
            order.sells_vehicles = any(order.order_line.mapped("product_id.is_vehicle"))

    @api.depends("company_id")
    def _compute_auto_deposit_percent(self):
        for order in self:
            # sudo: a setting
            order.auto_deposit_percent = order.company_id.sudo().auto_deposit_percent

    @api.depends("auto_deposit_percent", "amount_total", "amount_paid", "order_line.invoice_lines.move_id.amount_residual")
    def _compute_auto_deposit(self):
        for order in self:
            order.auto_deposit_required = order._deposit_required()
            order.auto_deposit_paid = order._deposit_paid()
            order.auto_deposit_note = order._deposit_refusal()

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: the user may not ask for a lower deposit"""
        orders = super().create(vals_list)
        orders._check_deposit_percent()
        return orders

    def write(self, vals):
        """:raise AccessError: the user may not ask for a lower deposit"""
        result = super().write(vals)
        if "auto_deposit_percent" in vals:
            self._check_deposit_percent()
        return result

    def _check_deposit_percent(self):
        user = self.env.user
        if self.env.su or user.has_group(STATION_MANAGER) or user.has_group(SALES_MANAGER):
            return
        for order in self.sudo():
            if order.auto_deposit_percent < order.company_id.auto_deposit_percent:
                raise AccessError(self.env._("%(order)s: only managers ask for a lower deposit.", order=order.name))

    # -- the deposit ---------------------------------------------------------------------------------------------------

    def _deposit_required(self):
        """Return what has to be paid before a vehicle is kept, in the order's currency: percent of the total, tax included."""
        self.ensure_one()
        return self.currency_id.round(max(self.amount_total, 0) * self.auto_deposit_percent / 100)

    def _deposit_paid(self):
        """Return what was paid for this order, in its currency: online, or on its invoices, whichever is more.

        Of an invoice counts what is no longer open, by the share of this order's lines.
        """
        self.ensure_one()
        paid = 0
        for move in self.order_line.invoice_lines.move_id.filtered(lambda move: move.state == "posted" and move.amount_total):
            own = move.invoice_line_ids & self.order_line.invoice_lines
            settled = move.direction_sign * -1 * (move.amount_total - move.amount_residual)
            part = settled * sum(own.mapped("price_total")) / move.amount_total
            paid += move.currency_id._convert(part, self.currency_id, self.company_id, move.invoice_date or move.date)
        return self.currency_id.round(max(self.amount_paid, paid))

    def _deposit_refusal(self):
        """Return what is missing of the deposit, as a sentence, or False."""
        self.ensure_one()
        required, paid = self._deposit_required(), self._deposit_paid()
        lacks = self.currency_id.compare_amounts(paid, required) < 0
        if not lacks or self.company_id.auto_deposit_policy == "off" or not self.sells_vehicles:
            return False
        return self.env._(
            "%(order)s: of the deposit of %(required)s, %(paid)s has been paid.",
            order=self.name,
            required=format_amount(self.env, required, self.currency_id),
            paid=format_amount(self.env, paid, self.currency_id),
        )

    def _check_deposit(self):
        """Refuse, or note, that a vehicle is kept without the deposit; in sudo mode.

        :raise UserError: the setting blocks it
        """
        for order in self:
            if not (reason := order._deposit_refusal()):
                continue
            if order.company_id.auto_deposit_policy == "block":
                raise UserError(reason)
            order._message_log(body=reason)

    # -- the lines -----------------------------------------------------------------------------------------------------

    def _action_cancel(self):
        """A cancelled order keeps no vehicle."""
        # sudo: whoever may cancel
        kept = self.sudo().order_line.filtered(lambda line: line.vehicle_id and not line.vehicle_delivered_on)
        result = super()._action_cancel()
        kept.vehicle_id = False
        return result

    def action_split_vehicles(self):
        """Give each vehicle of a quotation a line of its own, as VINs ask for.

        :raise UserError: it is no quotation any more
        """
        check_one(self)
        self.check_access("write")
        if self.state not in ("draft", "sent"):
            raise UserError(self.env._("%(order)s is confirmed: its lines stay.", order=self.name))
        for line in self.order_line.filtered(lambda line: line.is_vehicle and line.product_uom_qty > 1):
            count = int(line.product_uom_qty)
            copies = [line.copy_data({"product_uom_qty": 1, "price_unit": line.price_unit})[0] for _time in range(1, count)]
            line.product_uom_qty -= count - 1
            self.write({"order_line": [Command.create(values) for values in copies]})
        return True
