from odoo import api, fields, models


class CrmTransitionEventMixin(models.AbstractModel):
    """A step of a record: what was done, when, why and by whom.

    Append-only: written by the server together with the step, never changed nor deleted, by administrators neither. The heir
    has ``record_id``, the record that took the step, and names its model.
    """

    _name = "crm.transition.event.mixin"
    _inherit = ["crm.append.only.mixin", "crm.guarded.mixin"]
    _description = "Step of a Record"
    _order = "id desc"
    _rec_name = "verb"

    _transition_model = None
    """The model of the records that take the steps."""

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    date = fields.Date(required=True, readonly=True, help="The day in the company's time zone.")
    verb = fields.Selection("_selection_verb", string="Step", required=True, readonly=True)
    state_from = fields.Selection("_selection_state", string="From", readonly=True)
    state_to = fields.Selection("_selection_state", string="To", readonly=True)
    reason = fields.Text(readonly=True)
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True, ondelete="restrict")

    @api.model
    def _selection_verb(self):
        return list(self.env[self._transition_model]._transition_labels().items()) if self._transition_model else []

    @api.model
    def _selection_state(self):
        if not self._transition_model:
            return []
        return self.env[self._transition_model]._fields["state"]._description_selection(self.env)

    @api.model
    def _why_unchanged(self):
        return self.env._("Events stay as they were written down.")

    @api.model
    def _why_kept(self):
        return self.env._("Events stay as they were written down and can't be deleted.")

    @api.model
    def _guarded_fields(self):
        names = ("record_id", "company_id", "date", "verb", "state_from", "state_to", "reason", "user_id")
        return super()._guarded_fields() | dict.fromkeys(names, False)

    @api.model
    def _log_transitions(self, steps):
        """Write steps down; for the methods that take them.

        :param list steps: dicts of the fields; the user by default
        """
        # sudo: whoever may take a step has it logged
        return self.sudo()._guarded_create([{"user_id": self.env.uid} | step for step in steps]).sudo(self.env.su)
