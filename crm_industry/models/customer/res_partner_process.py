from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """What becomes of the log of process rules when a customer becomes part of another."""

    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        """Let the customer that stays count as hit by what hit the other, so that no plan starts twice."""
        result = super()._rekey_customer(old, new)
        self.env["crm.process.log"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_process_log moved SET partner_id = %(new)s
                 WHERE partner_id = %(old)s
                   AND NOT EXISTS (SELECT FROM crm_process_log kept
                                    WHERE kept.partner_id = %(new)s AND kept.rule_id = moved.rule_id
                                      AND kept.occurrence = moved.occurrence)
                """,
                old=old.id,
                new=new.id,
            )
        )
        self.env.cr.execute(SQL("DELETE FROM crm_process_log WHERE partner_id = %s", old.id))
        self.env["crm.process.log"].invalidate_model()
        return result
