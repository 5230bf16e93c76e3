from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .crm_telecom_account import SUBSCRIPTION_OVER


class CrmTelecomBundle(models.Model):
    """Subscriptions of one customer that were sold together: a line, mobiles and the internet of a family or a branch."""

    _name = "crm.telecom.bundle"
    _description = "Telecom Bundle"
    _inherit = ["crm.guarded.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "partner_id.name"]
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="restrict", check_company=True
    )
    subscription_ids = fields.One2many("crm.telecom.subscription", "bundle_id", string="Subscriptions", copy=False)
    subscription_count = fields.Integer(string="Subscriptions not Over", compute="_compute_figures")
    monthly_fee = fields.Monetary(compute="_compute_figures", help="Of the subscriptions that are not over, in company currency.")
    note = fields.Text()

    @api.depends("subscription_ids.state", "subscription_ids.monthly_fee")
    def _compute_figures(self):
        """Fees in other currencies at the rate of today."""
        domain = [("bundle_id", "in", self.ids), ("state", "not in", SUBSCRIPTION_OVER)]
        groups = self.env["crm.telecom.subscription"]._read_group(
            domain, ["bundle_id", "account_id.currency_id"], ["__count", "monthly_fee:sum"]
        )
        figures = defaultdict(list)
        for bundle, currency, count, fee in groups:
            day = bundle.company_id.sudo()._business_today()
            figures[bundle].append((count, currency._convert(fee, bundle.currency_id, bundle.company_id, day)))
        for bundle in self:
            counts, fees = zip(*figures.get(bundle, [(0, 0.0)]), strict=True)
            bundle.subscription_count, bundle.monthly_fee = sum(counts), sum(fees)

    @api.constrains("partner_id")
    def _check_customer(self):
        self.partner_id._check_customers()
        self.subscription_ids._check_bundle()

    @api.constrains("active")
    def _check_no_live_subscription(self):
        for bundle in self:
            if not bundle.active and bundle.subscription_count:
                raise ValidationError(self.env._("%(bundle)s has subscriptions that are not over: it stays.", bundle=bundle.name))
