from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from odoo.addons.crm_grading.tools.arguments import as_day, as_id, as_text, check_ids

AGENT = "crm_industry.group_telecom_agent"
MANAGER = "crm_industry.group_telecom_manager"


class CrmTelecomLifecycleMixin(models.AbstractModel):
    """States that change step by step: by the verbs of the model's table alone, each checked, logged and dated.

    The heir has a ``state`` and a ``company_id``, and says by `_transitions` which step leads from where to where. Other areas
    add what stands against a step (`_transition_reasons`) and what it sets off (`_transitioned`).
    """

    _name = "crm.telecom.lifecycle.mixin"
    _inherit = ["crm.guarded.mixin"]
    _description = "States that Change Step by Step"

    _reason_kinds = {}
    """{verb: kind of the reasons that may be given, a verb of `crm.telecom.reason`}"""
    _reason_needed = frozenset()
    """The verbs that need a reason."""
    _initial_state = None
    """The state of a new record."""

    state_since = fields.Date(
        string="Since", readonly=True, copy=False, help="The day as of which the last step was taken; the next one is not before."
    )
    last_event_id = fields.Many2one("crm.telecom.event", string="Last Step", readonly=True, copy=False)
    event_ids = fields.One2many("crm.telecom.event", "res_id", string="Events", readonly=True, copy=False)

    # -- for the heir and other areas ----------------------------------------------------------------------------------

    @api.model
    def _transitions(self):
        """Return {verb: (states that it starts from, state that it leads to)}. Extend by super."""
        return {}

    def _transition_reasons(self, verb):
        """Return why this record can't take a step now, a sentence each; none if it can. Extend by super.

        The states of the table, the day and the reason are looked at elsewhere.
        """
        self.ensure_one()
        return []

    def _transitioned(self, verb):
        """Hook: these records have taken a step, `last_event_id` says why and as of when. Extend by super."""

    def _own_locks(self):
        """Return the keys of these records themselves, for whatever decides about them."""
        return {f"{self._name.removeprefix('crm.')}:{record_id}" for record_id in self.ids}

    def _transition_locks(self, verb):
        """Return the keys of what a step decides about, to be locked before it is decided. Extend by super."""
        return self._own_locks()

    def _transition_values(self, verb, reason, day):
        """Return the values that a step writes besides state and day. Extend by super.

        :param reason: crm.telecom.reason, maybe empty
        :param date day: as of when
        """
        self.ensure_one()
        return {}

    def _transition_target(self, verb, reason):
        """Return the state that a step leads this record to: the table's, unless facts decide."""
        self.ensure_one()
        return self._transitions()[verb][1]

    def _transition_cascade(self, verb):
        """What a step makes the level below do. Extend by super."""

    def _step_levels(self):
        """Return the values of an event that say to what it belongs."""
        self.ensure_one()
        return {}

    # -- the only way to change a state --------------------------------------------------------------------------------

    def _transition(self, verb, reason=None, date=None, note=None, source="user"):
        """Take a step with all records, or with none; the caller has made sure that the user may.

        :param str verb: of the model's table
        :param reason: crm.telecom.reason
        :param date date: as of when, by default today in the company of each
        :param str note: kept with the event
        :param str source: what makes the step, see `crm.telecom.event`
        :return: True
        :raise UserError: the first record that can't take it is named, with what stands against it
        """
        self.env["crm.capacity.lock"]._lock_capacity(self._transition_locks(verb))
        reason = reason or self.env["crm.telecom.reason"]
        days = {record: date or record._lifecycle_today() for record in self}
        for record, day in days.items():
            record._check_transition(verb, reason, day)
        steps, written = [], []
        for record, day in days.items():
            target = record._transition_target(verb, reason)
            why = {"state_to": target, "reason_id": reason.id, "note": note or False, "source": source}
            steps.append(record._step_values(verb, day) | why)
            written.append(record._transition_values(verb, reason, day) | {"state": target, "state_since": day})
        self._keep_steps(steps, written)
        self._transition_cascade(verb)
        self._transitioned(verb)
        return True

    def _step_values(self, verb, day):
        self.ensure_one()
        return self._step_levels() | {
            "company_id": self.company_id.id,
            "res_model": self._name,
            "res_id": self.id,
            "verb": verb,
            "state_from": self.state,
            "effective_date": day,
        }

    def _keep_steps(self, steps, written):
        """Log the steps of these records, and write what they change: a dict each."""
        events = self.env["crm.telecom.event"]._log_steps(steps)
        for record, event, values in zip(self, events, written, strict=True):
            record._guarded_write(values | {"last_event_id": event.id})

    def _lifecycle_today(self):
        self.ensure_one()
        return self.company_id.sudo()._business_today()

    # -- what stands against it ----------------------------------------------------------------------------------------

    def _check_transition(self, verb, reason, day):
        """:raise UserError: this record can't take the step"""
        if self.state not in self._transitions()[verb][0]:
            raise UserError(self._wrong_state(verb))
        against = [*self._day_reasons(day), *self._reason_reasons(verb, reason), *self._transition_reasons(verb)]
        if against:
            raise UserError(
                self.env._(
                    "%(record)s: “%(step)s” is not possible. %(reasons)s",
                    record=self.display_name,
                    step=self._verb_label(verb),
                    reasons=" ".join(against),
                )
            )

    def _wrong_state(self, verb):
        labels = dict(self._fields["state"]._description_selection(self.env))
        last = self.last_event_id.sudo()
        return self.env._(
            "%(record)s: “%(step)s” is not possible in the state %(state)s, brought about by %(user)s on %(day)s.",
            record=self.display_name,
            step=self._verb_label(verb),
            state=labels[self.state],
            user=last.user_id.name,
            day=format_date(self.env, last.create_date),
        )

    def _day_reasons(self, day):
        """Return what stands against the day of a step."""
        today = self._lifecycle_today()
        if day > today:
            return [self.env._("The day lies in the future: choose today.")]
        if self.state_since and day < self.state_since:
            since = format_date(self.env, self.state_since)
            return [self.env._("The last step was as of %(day)s: choose that day or a later one.", day=since)]
        if day == today or self.env.su:
            return []
        if not self.env.user.has_group(MANAGER):
            return [self.env._("Only telecom managers date steps back: choose today.")]
        limit = self.company_id.telecom_backdate_days
        if (today - day).days > limit:
            return [self.env._("Steps are dated back %(days)s days at most.", days=limit)]
        return []

    def _reason_reasons(self, verb, reason):
        """Return what stands against the reason of a step."""
        if not reason:
            return [self.env._("Give a reason.")] if verb in self._reason_needed else []
        if reason.verb != self._reason_kinds.get(verb):
            return [self.env._("“%(reason)s” is no reason for it.", reason=reason.name)]
        if reason.manager_only and not self.env.su and not self.env.user.has_group(MANAGER):
            return [self.env._("Only telecom managers give the reason “%(reason)s”.", reason=reason.name)]
        return []

    @api.model
    def _verb_label(self, verb):
        return dict(self.env["crm.telecom.event"]._selection_verb())[verb]

    # -- what users do -------------------------------------------------------------------------------------------------

    def _step_by_user(self, verb, reason_id=False, date=False, note=False):
        """Take a step for a user, with what a client gave; without a reason where one is needed a window asks for it.

        :raise AccessError: the user is no telecom agent
        :raise UserError: an argument makes no sense, or a record can't take the step
        """
        check_ids(self)
        self._check_telecom_agent()
        reasons = self.env["crm.telecom.reason"]
        reason = reasons.browse(as_id(self.env, reason_id)).exists() if reason_id else reasons
        if reason_id and not reason:
            raise UserError(self.env._("There is no such reason: choose another one."))
        if not reason and self._asks_reason(verb):
            return self._ask_step(verb)
        # A client may name a record twice.
        return (self | self)._transition(verb, reason, as_day(self.env, date), as_text(self.env, note).strip())

    def _asks_reason(self, verb):
        """Return whether a window asks users why, when they give no reason. Extend by super."""
        return verb in self._reason_needed

    def _check_telecom_agent(self):
        """:raise AccessError: the user is no telecom agent, or may not change the records"""
        if not self.env.user.has_group(AGENT):
            raise AccessError(self.env._("Only telecom agents change accounts, subscriptions and services."))
        self.check_access("write")

    def _ask_step(self, verb=False):
        """Return the window that asks for the step, its day and its reason."""
        return {
            "type": "ir.actions.act_window",
            "name": self._verb_label(verb) if verb else self.env._("Take a Step"),
            "res_model": "crm.telecom.step",
            "view_mode": "form",
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_ids": self.ids, "default_verb": verb},
        }

    def action_ask_step(self):
        """Open the window that takes any step, as of another day as well.

        :raise AccessError: the user is no telecom agent
        """
        check_ids(self)
        self._check_telecom_agent()
        return self._ask_step()

    # -- beginning and keeping -----------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        begin = {"state": self._initial_state, "state_since": False, "last_event_id": False}
        return super()._guarded_fields() | begin

    def _begin(self):
        """Number new records and log that they were created."""
        steps = [
            record._step_values("create", record._lifecycle_today()) | {"state_from": False, "state_to": record.state}
            for record in self
        ]
        self._keep_steps(steps, [record._number() for record in self])

    def _number(self):
        """Return {"name": next number} if such records are numbered."""
        if "name" not in self._guarded_fields():
            return {}
        # sudo: agents don't see sequences
        sequences = self.env["ir.sequence"].sudo().with_company(self.company_id)
        return {"name": sequences.next_by_code(self._name) or f"{self.id:06}"}

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("%(record)s is kept: cancel, terminate or close it.", record=self[:1].display_name))
