from odoo import api, models
from odoo.tools import SQL


class CrmCreditExposure(models.AbstractModel):
    """The disputed part of open items."""

    _inherit = "crm.credit.exposure"

    @api.model
    def _disputed_query(self, partners):
        return SQL(
            "SELECT move_line_id AS line_id, amount FROM (%s) disputed",
            self.env["crm.credit.dispute"]._disputed_lines_query(self._partner_condition(partners)),
        )

    @api.model
    def _exposure_reads(self):
        reads = super()._exposure_reads()
        return reads | {"crm.credit.dispute": ["amount", "credit_note_id", "move_id", "partner_id", "state"]}
