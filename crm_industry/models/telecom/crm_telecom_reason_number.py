from odoo import api, models


class CrmTelecomReason(models.Model):
    """Why a number is blocked."""

    _inherit = "crm.telecom.reason"

    @api.model
    def _selection_verb(self):
        labels = {"block": self.env._("Blocking of a number")}
        return super()._selection_verb() + list(labels.items())
