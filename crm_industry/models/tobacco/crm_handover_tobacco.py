from odoo import api, models
from odoo.fields import Domain


class CrmHandover(models.Model):
    """Files of tobacco retailers are handed over with the customers."""

    _inherit = "crm.handover"

    @api.model
    def _handover_models(self):
        return super()._handover_models() | {
            "crm.tobacco.retailer": {
                "label": self.env._("Tobacco retailers"),
                "user": "user_id",
                "domain": Domain("active", "=", True),
                "customer": "partner_id",
            }
        }
