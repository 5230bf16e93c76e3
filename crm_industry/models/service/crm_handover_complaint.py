from odoo import api, models
from odoo.fields import Domain

from .crm_complaint import OVER


class CrmHandover(models.Model):
    _inherit = "crm.handover"

    @api.model
    def _handover_models(self):
        """Open complaints go with whoever handles them."""
        complaints = {
            "label": self.env._("Complaints"),
            "user": "user_id",
            "domain": Domain("state", "not in", OVER),
            "customer": "partner_id",
        }
        return super()._handover_models() | {"crm.complaint": complaints}
