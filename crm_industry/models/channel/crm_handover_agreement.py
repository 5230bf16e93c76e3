from odoo import api, models
from odoo.fields import Domain


class CrmHandover(models.Model):
    """Dealer agreements are handed over, too."""

    _inherit = "crm.handover"

    @api.model
    def _handover_models(self):
        return super()._handover_models() | {
            "crm.dealer.agreement": {
                "label": self.env._("Dealer agreements"),
                "user": "salesperson_id",
                "domain": Domain("state", "not in", ("ended", "terminated")) & Domain("approval_state", "!=", "cancelled"),
                "customer": "dealer_id",
            }
        }
