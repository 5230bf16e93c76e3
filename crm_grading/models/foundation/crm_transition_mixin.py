from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.arguments import as_text, check_ids


class CrmTransitionMixin(models.AbstractModel):
    """States that change by verbs alone: each step is checked, written and logged in one place.

    The heir has a ``state`` and a ``company_id``, names the model of its log (an heir of `crm.transition.event.mixin`) and says
    by `_transitions` which verb leads from where to where. Others add what stands against a step (`_transition_reasons`) and
    what it sets off (`_transitioned`).
    """

    _name = "crm.transition.mixin"
    _inherit = ["crm.guarded.mixin"]
    _description = "States that Change by Verbs"

    _transition_log = None
    """The model whose records are the steps taken."""
    _transition_begin = None
    """The state of a new record."""
    _transition_reasoned = frozenset()
    """The verbs that need a reason."""
    _transition_window = None
    """The model of the window that asks users for a reason, and its field of the records; the verb is its ``verb``."""

    state_since = fields.Date(string="Since", readonly=True, copy=False, help="The day of the last step.")

    # -- for the heir and other areas ----------------------------------------------------------------------------------

    @api.model
    def _transitions(self):
        """Return {verb: (states that it starts from, state that it leads to)}. Extend by super."""
        return {}

    @api.model
    def _transition_labels(self):
        """Return {verb: what users call it}, "create" among them. Extend by super."""
        return {"create": self.env._("Create")}

    def _transition_reasons(self, verb):
        """Return why this record can't take a step now, a sentence each; none if it can. Extend by super."""
        self.ensure_one()
        return []

    def _transition_values(self, verb):
        """Return the values that a step writes besides the state. Extend by super."""
        self.ensure_one()
        return {}

    def _transition_locks(self):
        """Return the keys of what a step decides about, locked before it is decided. Extend by super."""
        return {f"{self._name.removeprefix('crm.')}:{record_id}" for record_id in self.ids}

    def _transitioned(self, verb):
        """Hook: these records have taken a step. Extend by super."""

    # -- the only way to change a state --------------------------------------------------------------------------------

    def _transition(self, verb, reason=False):
        """Take a step with all records, or with none; the caller has made sure that the user may.

        :param str verb: of the model's table
        :param str reason: why, kept with the step
        :return: True
        :raise UserError: the first record that can't take it is named, with what stands against it
        """
        self.env["crm.capacity.lock"]._lock_capacity(self._transition_locks())
        target = self._transitions()[verb][1]
        for record in self:
            record._check_transition(verb, reason)
        steps = [record._transition_step(verb, target, reason) for record in self]
        for record in self:
            day = record._transition_today()
            record._guarded_write(record._transition_values(verb) | {"state": target, "state_since": day})
        self.env[self._transition_log]._log_steps(steps)
        self._transitioned(verb)
        return True

    def _transition_or_ask(self, verb, reason):
        """Take a step with the reason that a client gave, or ask for one; the caller has made sure that the user may.

        :param reason: anything; what is no text is refused, none and blanks are asked for
        :return: True, or the window that asks
        :raise UserError: as `_transition`
        """
        reason = as_text(self.env, reason).strip()
        return self._transition(verb, reason) if reason else self._transition_ask(verb)

    def _transition_ask(self, verb):
        """Return the window that asks for the reason of a step."""
        check_ids(self)
        window, records = self._transition_window
        return {
            "type": "ir.actions.act_window",
            "res_model": window,
            "view_mode": "form",
            "target": "new",
            "context": {"default_verb": verb, f"default_{records}": self.ids},
            "name": self._transition_labels()[verb],
        }

    def _check_transition(self, verb, reason):
        """:raise UserError: this record can't take the step"""
        self._expect_value("state", *self._transitions()[verb][0])
        against = self._transition_reasons(verb)
        if verb in self._transition_reasoned and not reason:
            against = [self.env._("Give a reason."), *against]
        if against:
            raise UserError(
                self.env._(
                    "%(record)s: “%(step)s” is not possible. %(reasons)s",
                    record=self.display_name,
                    step=self._transition_labels()[verb],
                    reasons=" ".join(against),
                )
            )

    def _transition_step(self, verb, target, reason=False):
        """Return the values of the log of a step."""
        self.ensure_one()
        return {
            "record_id": self.id,
            "company_id": self.company_id.id,
            "date": self._transition_today(),
            "verb": verb,
            "state_from": self.state if verb != "create" else False,
            "state_to": target,
            "reason": reason or False,
        }

    def _transition_today(self):
        self.ensure_one()
        return self.company_id.sudo()._business_today()

    # -- beginning and keeping -----------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"state": self._transition_begin, "state_since": False}

    @api.model_create_multi
    def create(self, vals_list):
        """Create in the first state; that is the first step of the log."""
        records = super().create(vals_list)
        self.env[self._transition_log]._log_steps([record._transition_step("create", record.state) for record in records])
        return records
