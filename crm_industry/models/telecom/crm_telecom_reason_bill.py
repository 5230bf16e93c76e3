from odoo import api, models


class CrmTelecomReason(models.Model):
    """Why a bill is put on hold."""

    _inherit = "crm.telecom.reason"

    @api.model
    def _selection_verb(self):
        labels = {"hold": self.env._("Dispute about a bill")}
        return [*super()._selection_verb(), *labels.items()]
