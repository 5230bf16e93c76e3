from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Complaints of a customer that another one absorbs, the closed ones, too."""

    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        result = super()._rekey_customer(old, new)
        self.env.flush_all()
        moved = self.env.execute_query(
            SQL("UPDATE crm_complaint SET partner_id = %s WHERE partner_id = %s RETURNING id", new.id, old.id)
        )
        complaints = self.env["crm.complaint"].sudo().browse(complaint_id for (complaint_id,) in moved)
        complaints.invalidate_recordset(["partner_id"])
        # What is stored beside them by customer.
        complaints.modified(["partner_id"])
        return result
