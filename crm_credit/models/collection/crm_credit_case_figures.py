from odoo import api, fields, models

from ..account.crm_credit_account import STATUSES


class CrmCreditCase(models.Model):
    """Live figures of the customer and what hangs together with the case."""

    _inherit = "crm.credit.case"

    live_overdue = fields.Monetary(string="Overdue Now", compute="_compute_live", compute_sudo=True)
    live_receivable = fields.Monetary(string="Receivables", compute="_compute_live", compute_sudo=True)
    live_unallocated = fields.Monetary(string="Not Allocated", compute="_compute_live", compute_sudo=True)
    live_status = fields.Selection(STATUSES, string="Credit Status", compute="_compute_live", compute_sudo=True)
    promise_ids = fields.Many2many("crm.credit.promise", string="Promises", compute="_compute_related")
    dispute_ids = fields.Many2many("crm.credit.dispute", string="Disputes", compute="_compute_related")
    letter_ids = fields.Many2many("crm.credit.dunning.letter", string="Letters", compute="_compute_related")
    move_line_ids = fields.Many2many(
        "account.move.line",
        string="Open Items",
        compute="_compute_move_line_ids",
        groups="account.group_account_readonly,account.group_account_invoice",
    )
    late = fields.Boolean(compute="_compute_late")

    @api.depends("partner_id", "company_id")
    def _compute_live(self):
        """Figures of all cases of a company by one query; whoever sees the case sees them."""
        for company, cases in self.grouped("company_id").items():
            columns = ("overdue", "receivable", "unallocated", "status")
            rows = self.env["crm.credit.exposure"]._exposure(cases.partner_id, company, columns=columns) if company else {}
            for case in cases:
                row = rows.get(case.partner_id._origin.id, {})
                case.live_overdue = row.get("overdue") or 0.0
                case.live_receivable = row.get("receivable") or 0.0
                case.live_unallocated = row.get("unallocated") or 0.0
                case.live_status = row.get("status") or "normal"

    @api.depends("partner_id", "company_id")
    def _compute_related(self):
        domain = [("partner_id", "in", self.partner_id.ids), ("company_id", "in", self.company_id.ids)]
        for field in ("promise_ids", "dispute_ids", "letter_ids"):
            found = self.env[self._fields[field].comodel_name].search(domain)
            groups = found.grouped(lambda record: (record.partner_id, record.company_id))
            for case in self:
                case[field] = groups.get((case.partner_id, case.company_id), found.browse())

    @api.depends("partner_id", "company_id")
    def _compute_move_line_ids(self):
        for case in self:
            case.move_line_ids = self.env["account.move.line"].search(
                [
                    ("partner_id.commercial_partner_id", "=", case.partner_id.id),
                    ("company_id", "child_of", case.company_id.id),
                    ("account_id.account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                ],
                order="date_maturity, id",
            )

    @api.depends("next_date", "state")
    def _compute_late(self):
        for case in self:
            case.late = case.state == "open" and bool(case.next_date) and case.next_date < case.company_id._business_today()
