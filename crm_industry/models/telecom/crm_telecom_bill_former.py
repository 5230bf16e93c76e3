from odoo import api, models
from odoo.tools import SQL


class CrmTelecomBill(models.Model):
    """What a revised bill charged before is kept with its former content: months and customers may have been others."""

    _inherit = "crm.telecom.bill"

    @api.model
    def _intake_former(self, kept):
        return SQL(
            """
            %s || jsonb_build_object('lines', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('subscription_id', l.subscription_id, 'kind', l.kind,
                           'amount', l.amount, 'tax', l.tax, 'description', l.description) ORDER BY l.sequence), '[]')
                  FROM crm_telecom_bill_line l WHERE l.bill_id = t.id))
            """,
            super()._intake_former(kept),
        )
