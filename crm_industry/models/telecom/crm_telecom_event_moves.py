from odoo import api, models


class CrmTelecomEvent(models.Model):
    """Steps of moves, and what moves do to subscriptions, are logged as well."""

    _inherit = "crm.telecom.event"

    @api.model
    def _selection_model(self):
        labels = {"crm.telecom.move": self.env._("Move")}
        return [*super()._selection_model(), *labels.items()]

    @api.model
    def _selection_verb(self):
        labels = {
            "plan": self.env._("Plan"),
            "carry_out": self.env._("Carry Out"),
            "refuse": self.env._("Refuse"),
            "transfer": self.env._("Transfer Ownership"),
            "change_account": self.env._("Change the Account"),
            "change_offering": self.env._("Change the Offering"),
            "renew": self.env._("Renew"),
            "waive_penalty": self.env._("Waive the Penalty"),
        }
        return [*super()._selection_verb(), *labels.items()]
