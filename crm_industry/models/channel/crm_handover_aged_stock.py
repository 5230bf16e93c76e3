from odoo import api, models
from odoo.fields import Domain


class CrmHandover(models.Model):
    """Alerts of aged stock are handed over, too."""

    _inherit = "crm.handover"

    @api.model
    def _handover_models(self):
        return super()._handover_models() | {
            "crm.aged.stock.alert": {
                "label": self.env._("Alerts of aged stock"),
                "user": "user_id",
                "domain": Domain("state", "!=", "closed"),
                "customer": None,
            }
        }
