from odoo import api, models
from odoo.tools import SQL

from ...tools.credit_verdict import clearance

MOST_INVOICES = 20


class CrmCreditCheck(models.AbstractModel):
    """What would clear a hold."""

    _inherit = "crm.credit.check"

    @api.model
    def _credit_clearance(self, document, verdict):
        """What would let a held document pass, company currency.

        :return: pay (money that has to come in), invoices (which of it pays, the oldest first: id, name, due, days overdue,
            amount), advance (what is left of it when all these are paid), smaller (what the document may put on credit as
            things are, or None), limit (how much higher the limit would have to be, or None), status (blocked or hold when
            only people can decide, or None)
        :rtype: dict
        """
        result = clearance(verdict)
        left, invoices = result["pay"], []
        if left > 0:
            for invoice in self._open_invoices(document._credit_partner(), document._credit_company()):
                if left <= 0:
                    break
                invoice["amount"] = round(min(invoice["amount"], left), verdict.policy.digits)
                left = round(left - invoice["amount"], verdict.policy.digits)
                invoices.append(invoice)
        return {**result, "invoices": invoices, "advance": max(left, 0.0)}

    @api.model
    def _open_invoices(self, partner, company):
        """Open invoices of a customer, the first to be paid first, as plain figures.

        People who may not read invoices learn here which ones to ask the customer for: number, due date and amount.
        """
        self.env["crm.credit.exposure"]._flush_exposure()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT move.id, move.name, MIN(COALESCE(line.date_maturity, line.date)) AS due, SUM(line.amount_residual)
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                  JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
                  JOIN res_partner partner ON partner.id = line.partner_id
                  JOIN res_company branch ON branch.id = line.company_id
                 WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND line.amount_residual > 0
                   AND partner.commercial_partner_id = %(partner)s AND split_part(branch.parent_path, '/', 1)::int = %(company)s
                 GROUP BY move.id ORDER BY due, move.id LIMIT %(limit)s
                """,
                partner=partner.id,
                company=company.root_id.id,
                limit=MOST_INVOICES,
            )
        )
        today = company._business_today()
        return [
            {"id": move_id, "name": name, "due": str(due), "days": max((today - due).days, 0), "amount": float(amount)}
            for move_id, name, due, amount in rows
        ]
