from odoo import api, fields, models

from .crm_credit_account import EFFECTIVE_MODES, LIMIT_MODES, STATUSES


class CrmCreditAccount(models.Model):
    """Live figures of the account, for its screens."""

    _inherit = "crm.credit.account"

    effective_mode = fields.Selection(
        EFFECTIVE_MODES,
        string="Credit in Force",
        compute="_compute_figures",
    )
    effective_limit = fields.Monetary(string="Limit in Force", compute="_compute_figures")
    exposure = fields.Monetary(string="Used", compute="_compute_figures", help="All that the customer owes or will owe.")
    available = fields.Monetary(compute="_compute_figures", search="_search_available")
    utilisation = fields.Float(string="Used %", compute="_compute_figures", aggregator=None)
    receivable = fields.Monetary(string="Receivables", compute="_compute_figures")
    overdue = fields.Monetary(compute="_compute_figures", search="_search_overdue")
    age_current = fields.Monetary(string="Not Due", compute="_compute_figures")
    age_1_30 = fields.Monetary(string="1-30 Days", compute="_compute_figures")
    age_31_60 = fields.Monetary(string="31-60 Days", compute="_compute_figures")
    age_61_90 = fields.Monetary(string="61-90 Days", compute="_compute_figures")
    age_91_180 = fields.Monetary(string="91-180 Days", compute="_compute_figures")
    age_over_180 = fields.Monetary(string="Over 180 Days", compute="_compute_figures")
    unallocated = fields.Monetary(
        string="Not Allocated", compute="_compute_figures", help="Credit notes and payments not matched with invoices."
    )
    draft_invoices = fields.Monetary(compute="_compute_figures", help="Drafts that don't invoice a confirmed order.")
    open_orders = fields.Monetary(
        string="Orders Not Invoiced",
        compute="_compute_figures",
        help="Confirmed orders with taxes, less what has been invoiced.",
    )
    delivered = fields.Monetary(string="Delivered Not Invoiced", compute="_compute_figures")
    prepaid = fields.Monetary(
        string="Paid Online", compute="_compute_figures", help="Online payments that are not in the books yet."
    )

    bills = fields.Monetary(
        string="Bills Outstanding", compute="_compute_figures", help="Not honoured yet and booked as a payment."
    )
    securities = fields.Monetary(string="Covered", compute="_compute_figures", help="Covered by securities: lowers what is used.")
    disputed = fields.Monetary(compute="_compute_figures", help="Part of what is overdue.")
    temporary_limit = fields.Monetary(compute="_compute_figures", help="Part of the limit in force today.")
    group_head_id = fields.Many2one("crm.credit.account", string="Group", compute="_compute_figures")
    group_exposure = fields.Monetary(string="Used by the Group", compute="_compute_figures")
    group_limit_mode = fields.Selection(LIMIT_MODES, string="Credit of the Group", compute="_compute_figures")
    group_limit = fields.Monetary(string="Limit of the Group", compute="_compute_figures")
    group_available = fields.Monetary(string="Available to the Group", compute="_compute_figures")
    group_status = fields.Selection(
        STATUSES, string="Status in Force", compute="_compute_figures", help="The stricter one of its own and the group's."
    )

    @api.model
    def _figure_columns(self):
        """Column of the exposure for each figure; extend by super with the columns of further buckets."""
        same = (
            "utilisation", "available", "receivable", "overdue", "age_1_30", "age_31_60", "age_61_90", "age_91_180",
            "age_over_180", "unallocated", "draft_invoices", "open_orders", "delivered", "prepaid", "bills",
            "securities", "disputed", "temporary_limit", "group_available", "group_limit_mode", "group_status",
        )  # fmt: skip
        return {
            **{name: name for name in same},
            "effective_mode": "limit_mode",
            "effective_limit": "limit_amount",
            "exposure": "total",
            "group_head_id": "group_account_id",
            "group_exposure": "group_total",
            "group_limit": "group_limit_amount",
            "age_current": "current",
        }

    @api.depends("partner_id", "company_id", "limit_mode", "limit_amount", "group_account_id")
    def _compute_figures(self):
        columns = self._figure_columns()
        for company, accounts in self.grouped("company_id").items():
            rows = self.env["crm.credit.exposure"]._exposure(accounts.partner_id, company) if company else {}
            for account in accounts:
                row = rows.get(account.partner_id._origin.id, {})
                for name, column in columns.items():
                    account[name] = row.get(column) or False

    def _search_available(self, operator, value):
        return self.env["crm.credit.exposure"]._search_accounts("available", operator, value)

    def _search_overdue(self, operator, value):
        return self.env["crm.credit.exposure"]._search_accounts("overdue", operator, value)
