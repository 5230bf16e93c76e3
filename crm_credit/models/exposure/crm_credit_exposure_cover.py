from odoo import api, models
from odoo.tools import SQL

from ..policy.crm_credit_bill import OUTSTANDING


class CrmCreditExposure(models.AbstractModel):
    """Acceptance bills, securities and temporary limits."""

    _inherit = "crm.credit.exposure"

    @api.model
    def _buckets(self, partners):
        return super()._buckets(partners) | {
            "bills": (("bills",), self._bucket_bills(partners)),
            "securities": (("securities",), self._bucket_securities(partners)),
            "temporary": (("temporary_limit",), self._bucket_temporary(partners)),
        }

    @api.model
    def _exposure_reads(self):
        reads = super()._exposure_reads()
        move = {*reads["account.move"], "reversed_entry_id"}
        return reads | {
            "account.move": sorted(move),
            "account.partial.reconcile": ["credit_move_id"],
            "crm.credit.bill": ["amount", "company_id", "partner_id", "payment_id", "state"],
            "crm.credit.security": ["account_id", "amount", "coverage", "date_from", "date_to", "state"],
            "crm.credit.temporary.limit": ["account_id", "amount", "date_from", "date_to"],
        }

    @api.model
    def _bucket_bills(self, partners):
        """Outstanding bills whose payment is in the books; otherwise the invoice is still open and counts itself.

        A payment set back to draft keeps its invoices paid in Odoo, so its bill goes on counting until it is unmatched.
        """
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, company.root_id AS company_id, bill.amount AS bills
              FROM crm_credit_bill bill
              JOIN credit_company company ON company.company_id = bill.company_id
              JOIN res_partner partner ON partner.id = bill.partner_id
              JOIN account_payment payment ON payment.id = bill.payment_id
              JOIN account_move move ON move.id = payment.move_id
             WHERE bill.state IN %(outstanding)s AND %(partners)s
               AND (move.state = 'posted' OR EXISTS (
                    SELECT FROM account_move_line item
                      JOIN account_partial_reconcile match ON match.credit_move_id = item.id
                     WHERE item.move_id = move.id))
               AND NOT EXISTS (SELECT FROM account_move reversal
                                WHERE reversal.reversed_entry_id = move.id AND reversal.state = 'posted')
            """,
            outstanding=OUTSTANDING,
            partners=self._partner_condition(partners),
        )

    @api.model
    def _bucket_securities(self, partners):
        """Covered parts of securities that are accepted and valid today, each rounded as it is shown."""
        return SQL(
            """
            SELECT account.partner_id, account.company_id,
                   -ROUND(security.amount * security.coverage / 100, company.digits) AS securities
              FROM crm_credit_security security
              JOIN crm_credit_account account ON account.id = security.account_id
              JOIN credit_company company ON company.company_id = account.company_id
              JOIN res_partner partner ON partner.id = account.partner_id
             WHERE security.state = 'accepted' AND security.date_from <= company.today
               AND (security.date_to IS NULL OR security.date_to >= company.today) AND %(partners)s
            """,
            partners=self._partner_condition(partners),
        )

    @api.model
    def _bucket_temporary(self, partners):
        """Temporary limits of today: nothing that is owed, so no part of the total."""
        return SQL(
            """
            SELECT account.partner_id, account.company_id, temporary.amount AS temporary_limit
              FROM crm_credit_temporary_limit temporary
              JOIN crm_credit_account account ON account.id = temporary.account_id
              JOIN credit_company company ON company.company_id = account.company_id
              JOIN res_partner partner ON partner.id = account.partner_id
             WHERE company.today BETWEEN temporary.date_from AND temporary.date_to AND %(partners)s
            """,
            partners=self._partner_condition(partners),
        )
