from odoo import api, models
from odoo.tools import SQL

KEPT_BY_CUSTOMER = {
    "crm.telecom.account": ("partner_id", "payer_id"),
    "crm.telecom.subscription": ("partner_id",),
    "crm.telecom.bundle": ("partner_id",),
    "crm.telecom.move": ("partner_id", "old_partner_id"),
    "crm.telecom.bill": ("partner_id", "payer_id"),
    "crm.telecom.identity": ("partner_id",),
    "crm.telecom.number": ("reserved_partner_id",),
}


class ResPartner(models.Model):
    """Accounts, subscriptions, bundles and identities of a customer that another one absorbs, the closed ones, too."""

    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        result = super()._rekey_customer(old, new)
        self.env.flush_all()
        moved = [
            (self._rekey_telecom(self.env[model].sudo(), name, old, new), name)
            for model, names in KEPT_BY_CUSTOMER.items()
            for name in names
        ]
        for records, name in moved:
            # What is stored beside them by customer.
            records.modified([name])
        self.env.flush_all()
        return result

    @api.model
    def _rekey_telecom(self, records, name, old, new):
        """Move a column of a model; return the records that were moved."""
        moved = self.env.execute_query(
            SQL(
                "UPDATE %(table)s SET %(column)s = %(new)s WHERE %(column)s = %(old)s RETURNING id",
                table=SQL.identifier(records._table),
                column=SQL.identifier(name),
                new=new.id,
                old=old.id,
            )
        )
        records = records.browse(record_id for (record_id,) in moved)
        records.invalidate_recordset([name])
        return records
