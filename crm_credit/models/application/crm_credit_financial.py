from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary

# Annual accounts of a year are published in the next one, and stand until the accounts after them are due.
VALID_MONTHS_AFTER_YEAR = 18


class CrmCreditFinancial(models.Model):
    """The annual accounts of a customer for one year, and the usual ratios of them.

    A ratio whose denominator is not above zero says nothing: it is shown as empty and counts as not known.
    """

    _name = "crm.credit.financial"
    _inherit = "crm.credit.file.mixin"
    _description = "Annual Accounts"
    _order = "year desc, id desc"

    year = fields.Integer(required=True, default=lambda self: self.env.company._business_today().year - 1, aggregator=None)
    audited = fields.Boolean(tracking=True)
    revenue = CheckedMonetary(tracking=True)
    net_profit = CheckedMonetary(tracking=True)
    ebit = CheckedMonetary(string="EBIT", tracking=True, help="Earnings before interest and taxes.")
    interest = CheckedMonetary(string="Interest Paid", tracking=True)
    current_assets = CheckedMonetary(tracking=True)
    inventory = CheckedMonetary(tracking=True)
    receivables = CheckedMonetary(tracking=True)
    total_assets = CheckedMonetary(tracking=True)
    current_liabilities = CheckedMonetary(tracking=True)
    total_liabilities = CheckedMonetary(tracking=True)
    equity = fields.Monetary(compute="_compute_equity", store=True)

    current_ratio = fields.Float(compute="_compute_ratios", digits=(16, 2), help="Current assets ÷ current liabilities.")
    quick_ratio = fields.Float(
        compute="_compute_ratios", digits=(16, 2), help="Current assets less inventory ÷ current liabilities."
    )
    debt_ratio = fields.Float(compute="_compute_ratios", digits=(16, 4), help="Liabilities ÷ assets.")
    net_margin = fields.Float(compute="_compute_ratios", digits=(16, 4), help="Net profit ÷ revenue.")
    return_on_equity = fields.Float(compute="_compute_ratios", digits=(16, 4), help="Net profit ÷ equity.")
    interest_coverage = fields.Float(compute="_compute_ratios", digits=(16, 2), help="EBIT ÷ interest paid.")
    receivable_days = fields.Float(compute="_compute_ratios", digits=(16, 1), help="Receivables ÷ revenue × 365.")
    revenue_growth = fields.Float(
        compute="_compute_revenue_growth", digits=(16, 4), help="Revenue against that of the year before."
    )

    _year_uniq = models.UniqueIndex(
        "(partner_id, company_id, year)", "The credit file has the accounts of this customer for this year already."
    )
    _year_range = models.Constraint("CHECK (year BETWEEN 1900 AND 2200)", "The year of annual accounts has four digits.")
    _positive = models.Constraint(
        "CHECK (current_assets >= 0 AND inventory >= 0 AND receivables >= 0 AND total_assets >= 0"
        " AND current_liabilities >= 0 AND total_liabilities >= 0 AND interest >= 0)",
        "Assets, liabilities and interest of annual accounts can't be negative.",
    )

    @api.model
    def _rekey(self, old, new):
        """Of a year that both have, the accounts of the customer that stays are kept."""
        kept = {(record.company_id, record.year) for record in self.search([("partner_id", "=", new.id)])}
        for record in self.search([("partner_id", "=", old.id)]):
            if (record.company_id, record.year) in kept:
                record.unlink()
        return super()._rekey(old, new)

    @api.depends("partner_id.name", "year")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.partner_id.name or ''} {record.year or ''}".strip()

    @api.depends("date", "year")
    def _compute_valid_until(self):
        for record in self:
            end = date(record.year, 12, 31) if 1900 <= record.year <= 2200 else record.date
            end = end and end + relativedelta(months=VALID_MONTHS_AFTER_YEAR)
            record.valid_until = max(filter(None, (end, record.date)), default=False)

    @api.depends("total_assets", "total_liabilities")
    def _compute_equity(self):
        for record in self:
            record.equity = record.total_assets - record.total_liabilities

    @api.model
    def _ratio_parts(self):
        """Return {ratio: (function of a record giving the numerator, name of the denominator, factor)}."""
        return {
            "current_ratio": (lambda record: record.current_assets, "current_liabilities", 1),
            "quick_ratio": (lambda record: record.current_assets - record.inventory, "current_liabilities", 1),
            "debt_ratio": (lambda record: record.total_liabilities, "total_assets", 1),
            "net_margin": (lambda record: record.net_profit, "revenue", 1),
            "return_on_equity": (lambda record: record.net_profit, "equity", 1),
            "interest_coverage": (lambda record: record.ebit, "interest", 1),
            "receivable_days": (lambda record: record.receivables, "revenue", 365),
        }

    @api.depends(
        "current_assets", "inventory", "current_liabilities", "total_liabilities", "total_assets", "net_profit", "revenue",
        "equity", "ebit", "interest", "receivables",
    )  # fmt: skip
    def _compute_ratios(self):
        for record in self:
            for name, (numerator, denominator, factor) in self._ratio_parts().items():
                below = record[denominator]
                record[name] = factor * numerator(record) / below if below > 0 else False

    @api.depends("partner_id", "company_id", "year", "revenue")
    def _compute_revenue_growth(self):
        before = {
            (record.partner_id, record.company_id, record.year): record.revenue
            for record in self.search(
                [("partner_id", "in", self.partner_id.ids), ("year", "in", [record.year - 1 for record in self])]
            )
        }
        for record in self:
            base = before.get((record.partner_id._origin, record.company_id._origin, record.year - 1), 0.0)
            record.revenue_growth = (record.revenue - base) / base if base > 0 else False
