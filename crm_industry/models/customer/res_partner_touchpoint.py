from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """The touchpoints of a customer that another one absorbs stay what they are: only the link to the customer follows."""

    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        result = super()._rekey_customer(old, new)
        touchpoints = self.env["crm.touchpoint"]
        touchpoints.flush_model()
        # The former customer is a contact of the new one, or goes away in a merge, where Odoo replaces it everywhere.
        self.env.cr.execute(
            SQL(
                "UPDATE crm_touchpoint SET partner_id = %(new)s, contact_id = coalesce(contact_id, %(old)s)"
                " WHERE partner_id = %(old)s",
                new=new.id,
                old=old.id,
            )
        )
        touchpoints.invalidate_model()
        return result
