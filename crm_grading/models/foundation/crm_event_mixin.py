from odoo import api, fields, models


class CrmEventMixin(models.AbstractModel):
    """An entry in the log of what was done to records: which step, from and to which state, and by whom.

    Append-only: written by the server together with the step, never changed nor deleted, by administrators neither. The heir
    says which steps and states there are, and adds the record and the day.
    """

    _name = "crm.event.mixin"
    _inherit = ["crm.append.only.mixin", "crm.guarded.mixin"]
    _description = "Entry in a Log of Steps"
    _order = "id desc"
    _rec_name = "verb"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    verb = fields.Selection("_selection_verb", string="Step", required=True, readonly=True)
    state_from = fields.Selection("_selection_state", string="From", readonly=True)
    state_to = fields.Selection("_selection_state", string="To", readonly=True)
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True, ondelete="restrict")

    @api.model
    def _selection_verb(self):
        return []

    @api.model
    def _selection_state(self):
        return []

    @api.model
    def _why_unchanged(self):
        return self.env._("Events stay as they were written down.")

    @api.model
    def _why_kept(self):
        return self.env._("Events stay as they were written down and can't be deleted.")

    @api.model
    def _guarded_fields(self):
        names = ("company_id", "verb", "state_from", "state_to", "user_id")
        return super()._guarded_fields() | dict.fromkeys(names, False)

    @api.model
    def _log_steps(self, steps):
        """Write steps down; for the methods that take them.

        :param list steps: dicts of the fields; the user by default
        """
        # sudo: whoever may take a step has it logged
        return self.sudo()._guarded_create([{"user_id": self.env.uid} | step for step in steps]).sudo(self.env.su)
