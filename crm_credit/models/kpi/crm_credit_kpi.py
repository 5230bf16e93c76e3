from odoo import api, fields, models

from .kpi_ratios import RATIOS

BALANCE = "At the end of the month: don't add up several months."


class CrmCreditKpi(models.Model):
    """Credit figures of a month by team, salesperson, class and grade, from posted journal items.

    Written by code alone (`crm.credit.month`). Amounts in company currency, taxes included, branches with their company. The
    columns add up; the ratios are worked out from their sums in every grouping, never averaged. Over several months the DSO is
    that of the average receivables.
    """

    _name = "crm.credit.kpi"
    _inherit = ["crm.ratio.mixin"]
    _description = "Credit Figures of a Month"
    _log_access = False
    _order = "month desc, team_id, user_id, class_id, grade_id, id"
    _rec_name = "month"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    month_id = fields.Many2one(
        "crm.credit.month", string="Worked Out By", required=True, readonly=True, index=True, ondelete="cascade"
    )
    month = fields.Date(required=True, readonly=True, help="The first day of the month.")
    team_id = fields.Many2one(
        "crm.team", string="Sales Team", readonly=True, ondelete="set null", index="btree_not_null"
    )
    user_id = fields.Many2one(
        "res.users", string="Salesperson", readonly=True, ondelete="set null", index="btree_not_null",
        help="Of the invoice; of other entries, the customer's.",
    )
    class_id = fields.Many2one(
        "crm.credit.class", string="Risk Class", readonly=True, ondelete="set null", index="btree_not_null",
        help="Of the customer at the end of the month.",
    )
    grade_id = fields.Many2one(
        "crm.grading.grade", readonly=True, ondelete="set null", index="btree_not_null",
        help="Of the customer at the end of the month where a grading tells, else when the figures were worked out.",
    )
    days = fields.Integer(readonly=True, aggregator=None, help="Days of the month; of the running one, those that are over.")

    sales = fields.Monetary(
        readonly=True, help="Posted customer invoices and receipts of the month less credit notes, taxes included."
    )
    credit_sales = fields.Monetary(
        readonly=True,
        help="Sales less what was paid by money on the day of the invoice or before, whatever the payment terms.",
    )
    opening_receivable = fields.Monetary(
        string="Opening Receivables", readonly=True, help="At the beginning of the month: don't add up several months."
    )
    closing_receivable = fields.Monetary(string="Receivables", readonly=True, help=BALANCE)
    closing_current = fields.Monetary(string="Not Due", readonly=True, help=BALANCE)
    overdue = fields.Monetary(readonly=True, help=BALANCE)
    unallocated = fields.Monetary(string="Not Allocated", readonly=True, help="Credits not matched with invoices. " + BALANCE)
    paid_amount = fields.Monetary(string="Paid", readonly=True, help="Money matched with invoices in the month.")
    late_amount = fields.Float(
        string="Days Late × Paid", digits=(16, 2), readonly=True, help="Sum of days after the due date × amount paid."
    )
    written_off = fields.Monetary(readonly=True, help="Matched with losses in the month.")
    limit_amount = fields.Monetary(string="Limits", readonly=True, help=BALANCE)
    limit_used = fields.Monetary(
        string="Limits Used", readonly=True, help="Receivables of customers that have a limit. " + BALANCE
    )
    receivable_days = fields.Float(string="Receivables × Days", digits=(16, 2), readonly=True)
    current_days = fields.Float(string="Not Due × Days", digits=(16, 2), readonly=True)

    credit_sales_ratio = fields.Float(
        string="Credit Sales (%)", digits=(16, 2), compute="_compute_ratios", help="Credit sales ÷ sales."
    )
    dso = fields.Float(
        string="DSO (Days)", digits=(16, 1), compute="_compute_ratios", help="Receivables ÷ credit sales × days."
    )
    best_dso = fields.Float(
        string="Best Possible DSO (Days)", digits=(16, 1), compute="_compute_ratios",
        help="Receivables not due ÷ credit sales × days.",
    )
    days_late = fields.Float(
        string="Average Days Late", digits=(16, 1), compute="_compute_ratios",
        help="Σ (days late × amount) ÷ Σ amount of what was paid in the month; paid in time counts as 0.",
    )
    cei = fields.Float(
        string="Collection Effectiveness (%)", digits=(16, 2), compute="_compute_ratios",
        help="(opening receivables + credit sales - receivables) ÷ (opening receivables + credit sales - not due).",
    )
    overdue_share = fields.Float(
        string="Overdue (%)", digits=(16, 2), compute="_compute_ratios", help="Overdue ÷ open invoices."
    )
    bad_debt_rate = fields.Float(
        string="Bad Debts (%)", digits=(16, 2), compute="_compute_ratios", help="Written off ÷ credit sales."
    )
    utilisation = fields.Float(
        string="Limits Used (%)", digits=(16, 2), compute="_compute_ratios",
        help="Receivables of customers with a limit ÷ their limits.",
    )

    _key_uniq = models.UniqueIndex(
        "(company_id, month, (COALESCE(team_id, 0)), (COALESCE(user_id, 0)), (COALESCE(class_id, 0)), (COALESCE(grade_id, 0)))",
        "These credit figures of the month exist already.",
    )
    _month_first_day = models.Constraint("CHECK (extract(day FROM month) = 1)", "A month is given by its first day.")

    @api.model
    def _ratios(self):
        return super()._ratios() | RATIOS
