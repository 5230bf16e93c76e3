from odoo import api, fields, models


class CrmTransitionEventMixin(models.AbstractModel):
    """A step of a record that heirs `crm.transition.mixin`: what was done, when, why and by whom.

    The heir has ``record_id``, the record that took the step, and names its model.
    """

    _name = "crm.transition.event.mixin"
    _inherit = ["crm.event.mixin"]
    _description = "Step of a Record"

    _transition_model = None
    """The model of the records that take the steps."""

    date = fields.Date(required=True, readonly=True, help="The day in the company's time zone.")
    reason = fields.Text(readonly=True)

    @api.model
    def _selection_verb(self):
        return list(self.env[self._transition_model]._transition_labels().items()) if self._transition_model else []

    @api.model
    def _selection_state(self):
        if not self._transition_model:
            return []
        return self.env[self._transition_model]._fields["state"]._description_selection(self.env)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(("record_id", "date", "reason"), False)
