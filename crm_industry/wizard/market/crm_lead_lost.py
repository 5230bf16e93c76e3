from odoo import fields, models


class CrmLeadLost(models.TransientModel):
    _inherit = "crm.lead.lost"

    market_to_competitor = fields.Boolean(related="lost_reason_id.market_to_competitor")
    market_competitor_id = fields.Many2one("crm.competitor", string="Lost To", ondelete="cascade")
    market_competitor_price = fields.Float(
        string="Its Offer", digits="Product Price", help="Without tax, for the whole opportunity."
    )

    def action_lost_reason_apply(self):
        """Note the competitor first: a reason may ask for it."""
        if self.market_competitor_id:
            self.lead_ids.write(
                {
                    "market_competitor_id": self.market_competitor_id.id,
                    "market_competitor_price": self.market_competitor_price,
                }
            )
        return super().action_lost_reason_apply()
