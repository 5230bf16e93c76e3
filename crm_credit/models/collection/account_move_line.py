from odoo import api, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _reconcile_plan(self, reconciliation_plan):
        """Payments decide promises, lift stops of supply and close cases."""
        result = super()._reconcile_plan(reconciliation_plan)
        self._planned_lines(reconciliation_plan)._collect_after_matching()
        return result

    @api.model
    def _planned_lines(self, plan):
        """All journal items of a plan, which is a list of record sets and plans."""
        return self.browse().union(*(self._planned_lines(part) if isinstance(part, list | tuple) else part for part in plan))

    def remove_move_reconcile(self):
        result = super().remove_move_reconcile()
        self._collect_after_matching()
        return result

    def _collect_after_matching(self):
        """One query when collection knows none of the customers."""
        # sudo: who books payments need not know anything of collection
        receivables = self.sudo().filtered(lambda line: line.account_id.account_type == "asset_receivable")
        for company, lines in receivables.grouped(lambda line: line.company_id.root_id).items():
            cases = self.env["crm.credit.case"].sudo()
            if known := cases._collected_customers(lines.partner_id.commercial_partner_id, company):
                cases._collect(company, known)
