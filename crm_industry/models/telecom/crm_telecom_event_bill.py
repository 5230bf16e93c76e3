from odoo import api, models


class CrmTelecomEvent(models.Model):
    """Steps of bills are logged, too."""

    _inherit = "crm.telecom.event"

    @api.model
    def _selection_model(self):
        labels = {"crm.telecom.bill": self.env._("Bill")}
        return [*super()._selection_model(), *labels.items()]

    @api.model
    def _selection_verb(self):
        labels = {
            "validate": self.env._("Validate"),
            "send": self.env._("Send"),
            "hold": self.env._("Put on Hold"),
            "pay": self.env._("Pay"),
            "reopen": self.env._("Open Again"),
        }
        return [*super()._selection_verb(), *labels.items()]

    @api.model
    def _selection_source(self):
        labels = {"invoice": self.env._("Invoice"), "case": self.env._("Service case")}
        return [*super()._selection_source(), *labels.items()]
