from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedInteger, CheckedSelection

CARRIED_OUT = {
    "order_id",
    "product_id",
    "product_uom_qty",
    "product_uom_id",
    "telecom_offering_id",
    "telecom_action",
    "telecom_subscription_id",
    "telecom_commitment_months",
    "telecom_charge_penalty",
    "telecom_date",
}


class SaleOrderLine(models.Model):
    """Lines that sell offerings: they add subscriptions, or change or disconnect one."""

    _inherit = "sale.order.line"

    telecom_offering_id = fields.Many2one(
        "crm.telecom.offering",
        string="Offering",
        compute="_compute_telecom_offering_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        groups="base.group_user",
        domain="[('product_tmpl_id', '=', product_template_id)]",
    )
    telecom_action = CheckedSelection(
        "_selection_telecom_action",
        string="Telecom",
        compute="_compute_telecom_action",
        store=True,
        readonly=False,
        precompute=True,
        groups="base.group_user",
        help="What the confirmed line does: it adds subscriptions, or changes or disconnects one.",
    )
    telecom_subscription_id = fields.Many2one(
        "crm.telecom.subscription",
        string="Subscription",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        groups="base.group_user",
        help="Which one is changed or disconnected.",
    )
    telecom_commitment_months = CheckedInteger(
        string="Commitment (Months)", aggregator=None, groups="base.group_user", help="0: as the offering says."
    )
    telecom_charge_penalty = fields.Boolean(
        string="Charge the Penalty", groups="base.group_user", help="For breaking the running commitment."
    )
    telecom_date = CheckedDate(
        string="Changed as of", copy=False, groups="base.group_user", help="Empty: the day of the confirmation."
    )
    telecom_penalty = fields.Monetary(
        string="Penalty",
        compute="_compute_telecom_penalty",
        compute_sudo=True,
        groups="base.group_user",
        help="For leaving before the commitment ends, as of today.",
    )
    telecom_done = fields.Boolean(string="Carried Out", readonly=True, copy=False, groups="base.group_user")
    telecom_subscription_ids = fields.One2many(
        "crm.telecom.subscription", "sale_line_id", string="Subscriptions Added", readonly=True, groups="base.group_user"
    )
    telecom_move_ids = fields.One2many(
        "crm.telecom.move", "sale_line_id", string="Changes of Subscriptions", readonly=True, groups="base.group_user"
    )

    @api.model
    def _selection_telecom_action(self):
        labels = {"add": self.env._("Add"), "modify": self.env._("Change"), "disconnect": self.env._("Disconnect")}
        return list(labels.items())

    @api.depends("product_id", "order_id.company_id")
    def _compute_telecom_offering_id(self):
        """The first offering that the product sells; another one of the product's may be chosen."""
        for line in self:
            offerings = line.product_id.product_tmpl_id.telecom_offering_ids
            offerings = offerings.filtered(lambda each, line=line: each.company_id.id in (False, line.order_id.company_id.id))
            if line.telecom_offering_id not in offerings or not line.telecom_offering_id:
                line.telecom_offering_id = offerings[:1]

    @api.depends("telecom_offering_id")
    def _compute_telecom_action(self):
        for line in self:
            line.telecom_action = line.telecom_offering_id and (line.telecom_action or "add")

    @api.depends("telecom_action", "telecom_subscription_id", "telecom_offering_id")
    def _compute_telecom_penalty(self):
        """Of disconnections, and of changes to a lower fee."""
        for line in self:
            subscription = line.telecom_subscription_id
            leaves = line.telecom_action == "disconnect" or (
                line.telecom_action == "modify" and line.telecom_offering_id.monthly_fee < subscription.monthly_fee
            )
            bound = leaves and subscription.state in ("active", "suspended")
            line.telecom_penalty = subscription._penalty(subscription._lifecycle_today()) if bound else 0

    # -- what is carried out stays -------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Lines added to confirmed orders are carried out at once."""
        lines = super().create([vals | {"telecom_done": False} for vals in vals_list])
        lines._telecom_follow_order()
        return lines

    def write(self, vals):
        """Lines of confirmed orders that begin to sell an offering are carried out at once.

        :raise UserError: a line has been carried out
        """
        self._telecom_check_kept(vals)
        result = super().write(vals)
        if not CARRIED_OUT.isdisjoint(vals):
            self._telecom_follow_order()
        return result

    def _telecom_check_kept(self, vals):
        if "telecom_done" in vals and not self.env.su:
            raise AccessError(self.env._("Whether a line has been carried out is written by the confirmation alone."))
        if CARRIED_OUT.isdisjoint(vals):
            return
        # sudo: fields that the portal does not see
        if done := self.filtered(lambda line: line.sudo().telecom_done):
            raise UserError(
                self.env._(
                    "“%(line)s” of %(order)s has been carried out: product, quantity and subscription stay. Add another line.",
                    line=done[0].name,
                    order=done[0].order_id.name,
                )
            )

    def _telecom_follow_order(self):
        """Carry out what stands on confirmed orders and is not."""
        # sudo: fields that the portal does not see
        late = self.filtered(lambda line: line.state == "sale" and line.sudo().telecom_action and not line.sudo().telecom_done)
        late.order_id._telecom_carry_out()
