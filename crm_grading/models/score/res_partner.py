from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        """Manual scores follow the customer; where both have one of the same day, the new customer's own counts."""
        result = super()._rekey_customer(old, new)
        scores = self.env["crm.grading.score"]
        scores.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_grading_score t SET state = 'replaced', replaced_by_id = n.id
                FROM crm_grading_score n
                WHERE t.partner_id = %s AND n.partner_id = %s AND t.state = 'confirmed' AND n.state = 'confirmed'
                  AND t.measure_id = n.measure_id AND t.company_id = n.company_id AND t.date = n.date
                """,
                old.id,
                new.id,
            )
        )
        self.env.cr.execute(SQL("UPDATE crm_grading_score SET partner_id = %s WHERE partner_id = %s", new.id, old.id))
        scores.invalidate_model()
        return result
