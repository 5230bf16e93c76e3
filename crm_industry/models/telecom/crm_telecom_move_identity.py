from odoo import models


class CrmTelecomMove(models.Model):
    """A new owner has shown who they are, and may have one number more."""

    _inherit = "crm.telecom.move"

    def _transition_locks(self, verb):
        """The numbers on a document are counted over all who have shown it."""
        locks = super()._transition_locks(verb)
        for move in self.filtered(lambda each: each.kind == "ownership"):
            locks |= self.env["crm.telecom.identity"]._valid_of(move.partner_id, move.company_id)._document_keys()
        return locks

    def _new_owner_reasons(self):
        reasons = super()._new_owner_reasons()
        numbers = 1 if self.subscription_id.number_needed else None
        found = self.env["crm.telecom.identity"]._registration_reasons(self.partner_id, self.company_id, numbers)
        return [*reasons, *found]
