from odoo import api, models
from odoo.fields import Domain

from .crm_diversion_detection_cases import OPEN_STATES


class CrmHandover(models.Model):
    _inherit = "crm.handover"

    @api.model
    def _handover_models(self):
        """Open diversion cases go with whoever is responsible for them."""
        cases = {
            "label": self.env._("Diversion cases"),
            "user": "user_id",
            "domain": Domain("state", "in", OPEN_STATES),
            "customer": "dealer_id",
        }
        return super()._handover_models() | {"crm.diversion.case": cases}
