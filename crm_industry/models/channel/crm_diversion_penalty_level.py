from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedInteger, CheckedMonetary

DEFAULTS = (
    {"nth": 1, "goods_percent": 20.0, "block_months": 3},
    {"nth": 2, "goods_percent": 50.0, "block_months": 6, "charge": "deposit"},
    {"nth": 3, "goods_percent": 100.0, "block_months": 12, "charge": "deposit", "propose_suspension": True},
)


class CrmDiversionPenaltyLevel(models.Model):
    """A line of the escalation table: what the n-th confirmed case of a dealer within so many months costs."""

    _name = "crm.diversion.penalty.level"
    _inherit = ["crm.credit.root.mixin", "crm.company.defaults.mixin"]
    _description = "Level of Diversion Penalties"
    _order = "company_id, nth"
    _rec_name = "nth"

    nth = CheckedInteger(
        string="From Case", required=True, default=1, help="It holds for this and later cases, up to the next level."
    )
    months = CheckedInteger(string="Within (Months)", required=True, default=12)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = CheckedMonetary(string="Fixed Amount")
    goods_percent = CheckedFloat(string="Of the Goods' Value (%)", digits=(16, 2))
    charge = fields.Selection(
        [("invoice", "By invoice"), ("deposit", "From the deposit, the rest by invoice")], required=True, default="invoice"
    )
    compensation_percent = CheckedFloat(
        string="For the Victim (%)", digits=(16, 2), default=50.0, help="Share of the penalty that the victim gets."
    )
    block_months = CheckedInteger(string="No Rebates for (Months)", default=3)
    propose_suspension = fields.Boolean(help="Of the dealer's agreement.")

    _nth_uniq = models.UniqueIndex("(company_id, nth)", "The company has a level from this case on already.")
    _in_range = models.Constraint(
        "CHECK (nth > 0 AND months BETWEEN 1 AND 1200 AND amount BETWEEN 0 AND 1000000000000"
        " AND goods_percent BETWEEN 0 AND 10000 AND compensation_percent BETWEEN 0 AND 100 AND block_months BETWEEN 0 AND 1200)",
        "Cases and months are above 0, amounts and shares not below 0; the victim gets 100 percent at most.",
    )

    @api.depends("nth", "months")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for level in self:
            level.display_name = self.env._("From case %(nth)s within %(months)s months", nth=level.nth, months=level.months)

    @api.model
    def _level_for(self, company, dealer, today):
        """Return the level of a dealer's latest confirmed case and the number of that case: the highest level whose number
        the confirmed cases within its own months reach."""
        cases = self.env["crm.diversion.case"].sudo()
        for level in self.sudo().search([("company_id", "=", company.id)], order="nth desc"):
            since = fields.Datetime.to_datetime(today - relativedelta(months=level.months))
            count = cases.search_count(
                [
                    ("company_id", "=", company.id),
                    ("dealer_id", "=", dealer.id),
                    ("verdict", "=", "confirmed"),
                    ("decided_on", ">=", since),
                ]
            )
            if count >= level.nth:
                return level, count
        return self.browse(), 0

    @api.model
    def _begin_with(self):
        return DEFAULTS
