from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection


class CrmTelecomReason(models.Model):
    """Why a step is taken: why something is suspended, resumed, ended. Shared by all companies.

    The reason of a suspension says by its cause what has been stopped, and the reason of a resumption which of several
    suspensions it lifts.
    """

    _name = "crm.telecom.reason"
    _description = "Telecom Reason"
    _order = "verb, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(copy=False, help="Unique; known to other systems.")
    verb = CheckedSelection("_selection_verb", string="For", required=True, index=True)
    cause = CheckedSelection("_selection_cause", help="Which suspension it begins or ends.")
    manager_only = fields.Boolean(string="Managers Only", help="Only telecom managers may give this reason.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code) WHERE code IS NOT NULL", "Another reason has this code.")
    _suspension_has_cause = models.Constraint(
        "CHECK (verb <> 'suspend' OR cause IS NOT NULL)", "The reason of a suspension needs a cause."
    )

    @api.model
    def _selection_verb(self):
        """The kinds of steps that ask for a reason. Extend by super."""
        labels = {
            "suspend": self.env._("Suspension"),
            "resume": self.env._("Resumption"),
            "terminate": self.env._("Termination"),
            "cancel": self.env._("Cancellation"),
            "close": self.env._("Closing of an account"),
        }
        return list(labels.items())

    @api.model
    def _selection_cause(self):
        labels = {
            "arrears": self.env._("Arrears"),
            "request": self.env._("Customer's Request"),
            "loss": self.env._("Loss or Theft"),
            "fraud": self.env._("Fraud"),
            "regulator": self.env._("Regulator"),
            "account": self.env._("With the Account"),
        }
        return list(labels.items())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        names = self._get_external_ids()
        if shipped := self.filtered(lambda reason: names[reason.id]):
            raise UserError(self.env._("“%(reason)s” comes with the product: archive it instead.", reason=shipped[0].name))
