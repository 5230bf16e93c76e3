from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Visits of a customer that another one absorbs."""

    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        result = super()._rekey_customer(old, new)
        self.env.flush_all()
        # What both had in one plan stays as a visit outside of it.
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_visit visit SET plan_id = NULL, counts_planned = 0, counts_done = 0
                 WHERE partner_id = %(old)s AND EXISTS (
                    SELECT FROM crm_visit other
                     WHERE other.partner_id = %(new)s AND other.plan_id = visit.plan_id AND other.kind = visit.kind
                       AND other.number = visit.number)
                """,
                old=old.id,
                new=new.id,
            )
        )
        self.env.cr.execute(SQL("UPDATE crm_visit SET partner_id = %s WHERE partner_id = %s", new.id, old.id))
        self.env["crm.visit"].invalidate_model()
        return result
