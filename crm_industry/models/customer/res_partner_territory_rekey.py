from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Lines of territory runs about a customer that another one absorbs: a run keeps one line for both."""

    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        """The line of the customer that stays is kept, since its own salesperson stays, too."""
        result = super()._rekey_customer(old, new)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM crm_territory_line line USING crm_territory_line own
                 WHERE line.partner_id = %(old)s AND own.partner_id = %(new)s AND line.run_id = own.run_id
                """,
                old=old.id,
                new=new.id,
            )
        )
        self.env.cr.execute(SQL("UPDATE crm_territory_line SET partner_id = %s WHERE partner_id = %s", new.id, old.id))
        self.env["crm.territory.line"].invalidate_model()
        return result
