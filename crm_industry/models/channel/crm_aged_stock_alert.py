from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_aged_stock_rule import ACTIONS, TRIGGERS

RESULTS = [("success", "Sold or moved"), ("partly", "Partly"), ("none", "No effect")]


class CrmAgedStockAlert(models.Model):
    """Goods of a product in a warehouse that somebody has to get rid of; one open alert for each product and warehouse.

    Raised, kept up to date and closed by the nightly refresh of the stock figures. The owner chooses an action and starts it;
    from then on the alert tells what became of the goods.
    """

    _name = "crm.aged.stock.alert"
    _inherit = ["crm.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Alert of Aged Stock"
    _order = "state, value desc, id"
    _check_company_auto = True

    product_id = fields.Many2one("product.product", required=True, readonly=True, index=True, ondelete="cascade")
    categ_id = fields.Many2one(related="product_id.categ_id", store=True, index="btree_not_null")
    warehouse_id = fields.Many2one("stock.warehouse", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    rule_id = fields.Many2one("crm.aged.stock.rule", readonly=True, index="btree_not_null", ondelete="set null")
    trigger = fields.Selection(TRIGGERS, string="Because Of", readonly=True)
    end_of_life = fields.Date(related="product_id.channel_end_of_life")
    successor_id = fields.Many2one(related="product_id.channel_successor_id", string="Successor")
    user_id = fields.Many2one(
        "res.users", string="Owner", required=True, index=True, tracking=True, domain="[('share', '=', False)]"
    )
    state = fields.Selection(
        [("open", "Open"), ("acting", "In Action"), ("closed", "Closed")],
        default="open", required=True, readonly=True, index=True, tracking=True,
    )  # fmt: skip
    opened_on = fields.Date(readonly=True)
    closed_on = fields.Date(readonly=True)

    figures_on = fields.Date(string="Figures Of", readonly=True)
    quantity = fields.Float(string="Quantity Concerned", digits="Product Unit", readonly=True)
    value = fields.Monetary(readonly=True, help="Of the quantity concerned, at the present cost.")
    oldest_day = fields.Date(string="Oldest Since", readonly=True)

    action = fields.Selection(ACTIONS, tracking=True)
    action_note = fields.Text(string="What Is Done")
    action_at = fields.Datetime(string="Action Since", readonly=True)
    before_quantity = fields.Float(string="Quantity Before", digits="Product Unit", readonly=True)
    before_value = fields.Monetary(string="Value Before", readonly=True)
    result = fields.Selection(RESULTS, tracking=True)
    result_note = fields.Text(string="Result in Words")
    cleared_quantity = fields.Float(
        digits="Product Unit", compute="_compute_cleared", store=True, help="Quantity before the action less the present one."
    )
    cleared_value = fields.Monetary(
        compute="_compute_cleared", store=True, help="At cost: value before the action less the present one."
    )
    sold_quantity = fields.Float(
        string="Sold Since", digits="Product Unit", readonly=True, help="Delivered from the warehouse since the action began."
    )
    sold_amount = fields.Monetary(
        string="Brought", readonly=True, help="What was sold since at the prices of its orders, without taxes."
    )

    _open_uniq = models.UniqueIndex(
        "(product_id, warehouse_id) WHERE state <> 'closed'", "There is an open alert for the product and warehouse already."
    )

    @api.depends("product_id", "warehouse_id")
    def _compute_display_name(self):
        for alert in self:
            alert.display_name = f"{alert.product_id.display_name} · {alert.warehouse_id.name}"

    @api.depends("quantity", "value", "before_quantity", "before_value", "action_at")
    def _compute_cleared(self):
        for alert in self:
            started = bool(alert.action_at)
            alert.cleared_quantity = started and max(alert.before_quantity - alert.quantity, 0.0)
            alert.cleared_value = started and max(alert.before_value - alert.value, 0.0)

    @api.model
    def _guarded_fields(self):
        names = (
            "product_id", "warehouse_id", "company_id", "rule_id", "trigger", "opened_on", "closed_on", "figures_on", "quantity",
            "value", "oldest_day", "action_at", "before_quantity", "before_value", "sold_quantity", "sold_amount",
            "cleared_quantity", "cleared_value",
        )  # fmt: skip
        return super()._guarded_fields() | dict.fromkeys(names, False) | {"state": "open"}

    def write(self, vals):
        """Write; the activity of an alert goes to its new owner.

        :raise ValidationError: the new owner is no employee
        """
        if owner := vals.get("user_id"):
            self.check_access("write")
            self.env["crm.aged.stock.rule"]._check_owners(self.env["res.users"].browse(owner))
            # Before the alert is given away: afterwards the former owner may not change it any more.
            self.activity_reschedule(["crm_industry.activity_aged_stock"], new_user_id=owner)
        return super().write(vals)

    def action_start(self):
        """Begin the chosen action; from now on the alert counts what becomes of the goods (owner).

        :raise UserError: no action is chosen, or the alert is closed
        """
        check_one(self)
        self.check_access("write")
        if self.state == "closed":
            raise UserError(self.env._("%(alert)s is closed: there is nothing left to do.", alert=self.display_name))
        if not self.action:
            raise UserError(self.env._("%(alert)s: choose an action first.", alert=self.display_name))
        self._guarded_write(
            {
                "state": "acting",
                "action_at": fields.Datetime.now(),
                "before_quantity": self.quantity,
                "before_value": self.value,
                "sold_quantity": 0.0,
                "sold_amount": 0.0,
            }
        )
        self.activity_feedback(["crm_industry.activity_aged_stock"])
        return True

    @api.readonly
    def action_view_age(self):
        """Age of the product in all warehouses."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_stock_age_action")
        return action | {"domain": [("product_id", "=", self.product_id.id)], "context": {}}
