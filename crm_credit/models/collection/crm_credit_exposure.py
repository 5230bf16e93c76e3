from odoo import api, models
from odoo.tools import SQL

from ..exposure.crm_credit_exposure import FEW


class CrmCreditExposure(models.AbstractModel):
    """The disputed part of open items."""

    _inherit = "crm.credit.exposure"

    @api.model
    def _disputed_query(self, partners):
        if partners and len(partners) > FEW:
            # Of all customers: PostgreSQL expects a handful of disputes of a list of customers, and then looks through all
            # that there are for each open item.
            partners = None
        return SQL(
            "SELECT move_line_id AS line_id, amount FROM (%s) disputed",
            self.env["crm.credit.dispute"]._disputed_lines_query(self._partner_condition(partners)),
        )

    @api.model
    def _exposure_reads(self):
        reads = super()._exposure_reads()
        return reads | {"crm.credit.dispute": ["amount", "credit_note_id", "move_id", "partner_id", "state"]}
