from odoo import api, models
from odoo.tools import SQL


class CrmCreditCase(models.Model):
    """What becomes of collection when one customer absorbs another."""

    _inherit = "crm.credit.case"

    def _close(self):
        """Close cases as `_refresh` does: nothing is left to do about them."""
        figures = dict.fromkeys(("amount", "disputed", "priority"), 0.0) | dict.fromkeys(("next_action", "next_date"), False)
        for company, cases in self.grouped("company_id").items():
            cases._guarded_write({"state": "closed", "date_close": company._business_today(), **figures})
        self.activity_ids.unlink()

    @api.model
    def _rekey_collection(self, old, new):
        """Move letters, promises, contacts and cases; of two open cases that of the remaining customer goes on.

        A run that has letters to both keeps the absorbed customer's letter under its own name.
        """
        kept = self.search([("partner_id", "=", new.id), ("state", "=", "open")])
        gone = self.search([("partner_id", "=", old.id), ("state", "=", "open"), ("company_id", "in", kept.company_id.ids)])
        gone._close()
        self.env.flush_all()
        cursor = self.env.cr
        for table in ("crm_credit_case", "crm_credit_contact", "crm_credit_promise"):
            cursor.execute(SQL("UPDATE %s SET partner_id = %s WHERE partner_id = %s", SQL.identifier(table), new.id, old.id))
        cursor.execute(
            SQL(
                """
                UPDATE crm_credit_dunning_letter letter SET partner_id = %(new)s
                 WHERE partner_id = %(old)s AND NOT EXISTS (
                    SELECT FROM crm_credit_dunning_letter other WHERE other.run_id = letter.run_id AND other.partner_id = %(new)s)
                """,
                old=old.id,
                new=new.id,
            )
        )
        self.env.invalidate_all(flush=False)
