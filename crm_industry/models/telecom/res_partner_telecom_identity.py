from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Identities and reservations of a customer that another one absorbs."""

    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        """What both have verified stays verified once; the other one is kept as revoked."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_telecom_identity o SET state = 'revoked'
                  FROM crm_telecom_identity n
                 WHERE o.partner_id = %s AND n.partner_id = %s AND o.state = 'verified' AND n.state = 'verified'
                   AND n.company_id = o.company_id AND n.kind = o.kind AND n.number = o.number
                """,
                old.id,
                new.id,
            )
        )
        self.env["crm.telecom.identity"].invalidate_model(["state"])
        return super()._rekey_customer(old, new)
