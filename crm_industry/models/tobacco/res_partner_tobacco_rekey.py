from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """The retailer's file of a customer that another one absorbs."""

    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        result = super()._rekey_customer(old, new)
        retailers = self.env["crm.tobacco.retailer"].sudo().with_context(active_test=False)
        moved = retailers.search([("partner_id", "=", old.id)])
        kept = retailers.search([("partner_id", "=", new.id)])
        if moved and kept:
            self._join_tobacco_retailers(moved, kept)
        elif moved:
            self.env.flush_all()
            self.env.cr.execute(SQL("UPDATE crm_tobacco_retailer SET partner_id = %s WHERE id = %s", new.id, moved.id))
            moved.invalidate_recordset(["partner_id"])
            moved.modified(["partner_id"])
        self.env.flush_all()
        return result

    @api.model
    def _join_tobacco_retailers(self, old, new):
        """Give what hangs on a retailer's file to another one, and take the first one away."""
        self.env.flush_all()
        for model, name in self._tobacco_kept_by_retailer():
            self.env.cr.execute(
                SQL(
                    "UPDATE %(table)s SET %(column)s = %(new)s WHERE %(column)s = %(old)s",
                    table=SQL.identifier(self.env[model]._table),
                    column=SQL.identifier(name),
                    new=new.id,
                    old=old.id,
                )
            )
        self.env.invalidate_all()
        old.unlink()
        new._refresh_compliance()

    @api.model
    def _tobacco_kept_by_retailer(self):
        """Return pairs of model and field that point to retailers' files and move when two are joined. Extend by super."""
        return [("crm.tobacco.licence", "retailer_id"), ("crm.tobacco.compliance.event", "retailer_id")]
