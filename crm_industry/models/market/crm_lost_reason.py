from odoo import fields, models


class CrmLostReason(models.Model):
    _inherit = "crm.lost.reason"

    market_to_competitor = fields.Boolean(
        string="Lost to a Competitor", help="Whoever marks an opportunity as lost for this reason says to which competitor."
    )
