from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedFloat

from .crm_channel_report import MANAGER

QUANTITIES = ("invoiced_quantity", "sell_through")
# What the amount of a rebate follows from: fixed once an accrual of the rule has been asked for.
TERMS = {
    "company_id", "scope", "partner_ids", "type_id", "agreement_id", "measure", "categ_ids", "brand_ids", "period", "method",
    "basis", "growth_base", "tier_ids", "date_from",
}  # fmt: skip


class CrmRebateRule(models.Model):
    """What dealers get back for what they bought, or sold, in a period; by tiers.

    Retrospective: the rate of the highest tier reached applies to everything. Incremental: each rate applies to what lies
    inside its tier. Amounts are net of tax in company currency; rates are percent of amounts, or money for each unit of
    quantities. A rule belongs to the company at the root of the branch tree.
    """

    _name = "crm.rebate.rule"
    _description = "Rebate Rule"
    _inherit = ["crm.credit.root.mixin", "mail.thread"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    scope = fields.Selection(
        [
            ("all", "All dealers"),
            ("type", "Dealers of a type"),
            ("partner", "Chosen dealers"),
            ("agreement", "The dealer of an agreement"),
        ],
        string="For",
        default="all",
        required=True,
        tracking=True,
    )
    type_id = fields.Many2one(
        "crm.customer.type",
        string="Customer Type",
        domain="[('is_dealer', '=', True)]",
        index="btree_not_null",
        ondelete="restrict",
    )
    agreement_id = fields.Many2one(
        "crm.dealer.agreement",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('state', 'in', ('active', 'suspended', 'ended', 'terminated')), ('company_id', '=', company_id)]",
        help="The rule counts from the first to the last day of the agreement.",
    )
    partner_ids = fields.Many2many(
        "res.partner", string="Dealers", domain="[('channel_type_id.is_dealer', '=', True), ('parent_id', '=', False)]"
    )
    date_from = CheckedDate(string="From", required=True, default=lambda self: self._default_date_from(), tracking=True)
    date_to = CheckedDate(string="To", tracking=True, help="Last day. Empty: until further notice.")
    period = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")], default="quarter", required=True, tracking=True
    )
    measure = fields.Selection(
        [
            ("invoiced_amount", "Net sales invoiced"),
            ("invoiced_quantity", "Quantity invoiced"),
            ("sell_through", "Sell-through reported (quantity)"),
        ],
        default="invoiced_amount",
        required=True,
        tracking=True,
        help="Invoices count on their day, and credit notes that reverse an invoice on the day of that invoice. Reports count on "
        "their last day, once they are accepted.",
    )
    is_quantity = fields.Boolean(compute="_compute_is_quantity")
    categ_ids = fields.Many2many("product.category", string="Product Categories", help="With those below. Empty: all.")
    brand_ids = fields.Many2many("crm.brand", string="Brands", help="Empty: all.")
    method = fields.Selection(
        [("retrospective", "Rate of the tier reached, for everything"), ("incremental", "Each tier's rate for its own part")],
        default="retrospective",
        required=True,
        tracking=True,
    )
    basis = fields.Selection(
        [("value", "What is measured"), ("growth", "Growth over last year")],
        string="Tiers By",
        default="value",
        required=True,
        tracking=True,
        help="Growth: the thresholds are percent over the same period last year. Without sales last year there is no rebate.",
    )
    growth_base = fields.Selection(
        [("increase", "The increase"), ("total", "Everything")],
        string="Rate Applies To",
        default="increase",
        required=True,
        help="Of rebates on growth: what the rate of the tier reached applies to.",
    )
    tier_ids = fields.One2many("crm.rebate.tier", "rule_id", copy=True)
    gate_attainment = CheckedFloat(
        string="Target Attained (%)",
        digits=(16, 2),
        help="No rebate below this attainment of the period's target. 0: not asked for.",
    )
    gate_reports = fields.Boolean(string="Channel Reports Delivered", help="No rebate while reports of the period are owed.")
    gate_overdue = fields.Boolean(string="Nothing Overdue", help="No rebate while invoices of the dealer are overdue.")
    gate_cases = fields.Boolean(
        string="No Open Case", default=True, help="No rebate while a case against the dealer is open, for instance of diversion."
    )
    accrual_ids = fields.One2many("crm.rebate.accrual", "rule_id")
    calculated_on = fields.Datetime(readonly=True, copy=False)

    _dates_in_order = models.Constraint("CHECK (date_to IS NULL OR date_from <= date_to)", "A rebate rule ends after it begins.")
    _gate_in_range = models.Constraint(
        "CHECK (gate_attainment BETWEEN 0 AND 1000)", "The attainment that a rebate asks for is 0 to 1,000 percent."
    )

    @api.model
    def _default_date_from(self):
        return self.env.company._business_today().replace(month=1, day=1)

    @api.depends("measure")
    def _compute_is_quantity(self):
        for rule in self:
            rule.is_quantity = rule.measure in QUANTITIES

    @api.constrains("scope", "type_id", "partner_ids", "agreement_id", "company_id")
    def _check_scope(self):
        chosen = {"type": "type_id", "partner": "partner_ids", "agreement": "agreement_id"}
        for rule in self:
            if rule.agreement_id and rule.agreement_id.company_id != rule.company_id:
                raise ValidationError(self.env._("%(rule)s: the agreement is one of another company.", rule=rule.name))
            if rule.scope in chosen and not rule[chosen[rule.scope]]:
                raise ValidationError(self.env._("%(rule)s: say for which dealers it is.", rule=rule.name))

    def write(self, vals):
        if vals.keys() & TERMS:
            self._refuse_used()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._refuse_used()
        # sudo: what was worked out so far goes with the rule
        self.sudo().accrual_ids._discard()

    def _refuse_used(self):
        """:raise UserError: somebody has asked for, or got, a rebate of the rule"""
        # sudo: accruals of all dealers count
        used = self.env["crm.rebate.accrual"].sudo().search(
            [("rule_id", "in", self.ids), "|", ("approval_state", "!=", "draft"), ("move_id", "!=", False)], limit=1
        )
        if used:
            raise UserError(
                self.env._(
                    "Rebates of %(rule)s have been submitted or settled, so its terms stay: end it and make a copy.",
                    rule=used.rule_id.name,
                )
            )

    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only channel managers calculate rebates."))
