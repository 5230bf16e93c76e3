from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import as_ids, check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedSelection


class CrmTelecomStep(models.TransientModel):
    """Asks why, and as of when, a step is taken; the rules are those of the records."""

    _name = "crm.telecom.step"
    _description = "Step of a Telecom Record"

    res_model = fields.Char(required=True, readonly=True)
    res_ids = fields.Json(required=True, readonly=True)
    verb = CheckedSelection("_selection_verb", string="Step", required=True)
    reason_kind = fields.Char(compute="_compute_reason_kind")
    reason_needed = fields.Boolean(compute="_compute_reason_kind")
    reason_id = fields.Many2one("crm.telecom.reason")
    date = CheckedDate(string="As of", required=True, default=lambda self: self.env.company._business_today())
    note = fields.Text()

    @api.model
    def _selection_verb(self):
        """The steps that lead on from the states of the records that the window was opened for, or all."""
        labels = self.env["crm.telecom.event"]._selection_verb()
        context = self.env.context
        if context.get("default_res_model") not in self._stepping_models():
            return labels
        records = self.env[context["default_res_model"]]
        records = records.browse(as_ids(self.env, context.get("default_res_ids"))).exists()._filtered_access("read")
        states = set(records.mapped("state"))
        table = records._transitions()
        return [(verb, label) for verb, label in labels if verb in table and states.intersection(table[verb][0])]

    @api.model
    def _stepping_models(self):
        return self.env.registry.descendants(["crm.telecom.lifecycle.mixin"], "_inherit")

    @api.depends("res_model", "verb")
    def _compute_reason_kind(self):
        for step in self:
            records = self.env[step.res_model] if step.res_model in self._stepping_models() else None
            step.reason_kind = records is not None and records._reason_kinds.get(step.verb)
            step.reason_needed = records is not None and step.verb in records._reason_needed

    @api.onchange("verb")
    def _onchange_verb(self):
        if self.reason_id.verb != self.reason_kind:
            self.reason_id = False

    @api.model_create_multi
    def create(self, vals_list):
        """Open the window.

        :raise UserError: the ids are none
        """
        for vals in vals_list:
            as_ids(self.env, vals.get("res_ids", self.env.context.get("default_res_ids")))
        return super().create(vals_list)

    def action_confirm(self):
        """Take the step.

        :raise UserError: there is no such step of the records, or something stands against it
        """
        check_one(self)
        if self.res_model not in self._stepping_models() or self.verb not in self.env[self.res_model]._transitions():
            raise UserError(self.env._("There is no such step: choose another one."))
        if self.reason_needed and not self.reason_id:
            raise UserError(self.env._("Give a reason."))
        records = self.env[self.res_model].browse(as_ids(self.env, self.res_ids))
        records._step_by_user(self.verb, self.reason_id.id, self.date, self.note)
        return {"type": "ir.actions.act_window_close"}
