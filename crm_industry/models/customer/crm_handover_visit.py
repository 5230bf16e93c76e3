from odoo import api, models
from odoo.fields import Domain


class CrmHandover(models.Model):
    """Planned visits go along with the customers."""

    _inherit = "crm.handover"

    @api.model
    def _handover_models(self):
        return super()._handover_models() | {
            "crm.visit": {
                "label": self.env._("Planned visits"),
                "user": "user_id",
                "domain": Domain("state", "=", "planned"),
                "customer": "partner_id",
            }
        }
