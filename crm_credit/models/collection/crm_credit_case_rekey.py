from odoo import api, models
from odoo.tools import SQL


class CrmCreditCase(models.Model):
    """What becomes of collection when one customer absorbs another."""

    _inherit = "crm.credit.case"

    @api.model
    def _rekey_collection(self, old, new):
        """Move letters, promises, contacts and cases; of two open cases that of the remaining customer goes on.

        A run that has letters to both keeps the absorbed customer's letter under its own name.
        """
        self.env.flush_all()
        cursor = self.env.cr
        cursor.execute(
            SQL(
                """
                UPDATE crm_credit_case gone SET state = 'closed', date_close = %(today)s
                  FROM crm_credit_case kept
                 WHERE gone.partner_id = %(old)s AND gone.state = 'open' AND kept.partner_id = %(new)s AND kept.state = 'open'
                   AND kept.company_id = gone.company_id
                """,
                today=self.env.company._business_today(),
                old=old.id,
                new=new.id,
            )
        )
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
