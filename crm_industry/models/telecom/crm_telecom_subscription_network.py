from datetime import datetime, timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.arguments import check_ids, check_one

from ...tools.moments import to_utc
from .crm_telecom_subscription_steps import SUSPENDING

LEVELS = {False: 0, "one_way": 1, "two_way": 2}
CHANGES = {"change_offering": "modify"}


class CrmTelecomSubscription(models.Model):
    """What a step has the network do. Of a company without a network system nothing is said here."""

    _inherit = "crm.telecom.subscription"

    provisioning_ids = fields.One2many("crm.telecom.provisioning", "subscription_id", string="Network Messages", readonly=True)

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        networks = self.env["crm.telecom.network"]._of_companies(self.company_id)
        for subscription in self.filtered(lambda each: each.company_id.id in networks):
            subscription._tell_network(verb, networks[subscription.company_id.id])
        return result

    def _tell_network(self, verb, network):
        """Put the message of the last step into the queue."""
        if verb == "submit":
            self._tell_activation()
        elif verb == "give_notice":
            self._tell_termination(network)
        elif verb in ("activate", "terminate") and not self._last_message(verb):
            # Taken without the network, which has to know all the same.
            self._tell(verb)
        elif verb in ("cancel", "abort"):
            self._take_back_activation()
        elif verb == "withdraw_notice":
            self._last_message("terminate")._forget()
        elif verb in SUSPENDING:
            self._tell_suspension()
        elif verb in CHANGES:
            self._tell(CHANGES[verb])

    def _tell(self, command, day=None):
        return self.env["crm.telecom.provisioning"]._put(self, command, self.last_event_id, day)

    def _tell_activation(self):
        """Told at once if nothing stands against the activation, else later by the job."""
        if not self._transition_reasons("activate"):
            self._tell("activate")

    def _tell_termination(self, network):
        day = None
        if network.notice_days:
            zone = pytz.timezone(self.company_id.sudo().business_tz or "UTC")
            start = to_utc(datetime.combine(self.last_event_id.effective_date, datetime.min.time()), zone)
            day = max(start + timedelta(days=network.notice_days), fields.Datetime.now())
        self._tell("terminate", day)

    def _tell_suspension(self):
        """What counts is how far all causes together suspend it; a step that changes nothing about that is not told."""
        last = self._last_message(refused=False)
        before, now = LEVELS[last.suspension if last else False], LEVELS[self.suspension]
        if not last or before != now:
            self._tell(("resume", "ease" if before == 2 else "suspend_one_way", "suspend_two_way")[now])

    def _take_back_activation(self):
        """A message that has not been sent is not sent any more; what the network may have switched on is switched off."""
        last = self._last_message("activate")
        if last and not last._never_done():
            self._tell("terminate")
        last._forget()

    def _last_message(self, *commands, refused=True):
        """Return the last message about the subscription, of these commands, that was not cancelled.

        :param bool refused: whether it may be one that the network has refused
        """
        # sudo: who may take a step need not read messages
        domain = [("subscription_id", "=", self.id), ("state", "!=", "cancelled")]
        domain += [("command", "in", commands)] if commands else []
        domain += [] if refused else [("refused", "=", False)]
        return self.env["crm.telecom.provisioning"].sudo().search(domain, order="id DESC", limit=1)

    def _number_unused(self):
        """What the network may have switched on rests before somebody else gets the number."""
        message = self._last_message("activate")
        return super()._number_unused() and (not message or message._never_done())

    def action_activate(self, reason_id=False, date=False, note=False):
        """Have the network told about subscriptions that it does not know of yet; they are active when it acknowledges."""
        check_ids(self)
        networks = self.env["crm.telecom.network"]._of_companies(self.company_id)
        # A client may name a record twice.
        untold = (self | self).filtered(
            lambda each: each.state == "pending_active" and each.company_id.id in networks and not each._last_message("activate")
        )
        if not untold:
            return super().action_activate(reason_id, date, note)
        untold._check_telecom_agent()
        for subscription in untold:
            self.env["crm.capacity.lock"]._lock_capacity(subscription._transition_locks("activate"))
            subscription._check_transition("activate", self.env["crm.telecom.reason"], subscription._lifecycle_today())
            subscription._tell("activate")
        others = self - untold
        return super(CrmTelecomSubscription, others).action_activate(reason_id, date, note) if others else True

    @api.model
    def _cron_tell_network(self):
        """Tell the network about what is being activated and could not be told before, as the identity was not verified."""
        networks = self.env["crm.telecom.network"].sudo().search([("active", "=", True)])
        told = Domain("provisioning_ids", "any", [("command", "=", "activate"), ("state", "!=", "cancelled")])
        pending = Domain("state", "=", "pending_active") & Domain("company_id", "in", networks.company_id.ids)
        waiting = self.sudo().search(pending & ~told, order="id")
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(waiting))
        for subscription in waiting:
            self.env["crm.capacity.lock"]._lock_capacity(subscription._transition_locks("activate"))
            subscription.invalidate_recordset()
            if subscription.state == "pending_active":
                subscription._tell_activation()
            if not cron._commit_progress(1):
                break

    # -- what stands against a step ------------------------------------------------------------------------------------

    def _transition_reasons(self, verb):
        """What the network has been told is done when it acknowledges, and not taken back while it may do it."""
        reasons = super()._transition_reasons(verb)
        if verb not in ("activate", "terminate", "withdraw_notice"):
            return reasons
        last = self._last_message("activate" if verb == "activate" else "terminate")
        if not last or last.event_id != self.last_event_id.sudo():
            return reasons
        if verb == "withdraw_notice":
            gone = not last._never_done()
            return [*reasons, self.env._("The network has been told to terminate it.")] if gone else reasons
        if last.state != "acknowledged":
            reasons = [*reasons, self.env._("The network has not acknowledged it yet (message %(key)s).", key=last.key)]
        return reasons

    # -- what the message says -----------------------------------------------------------------------------------------

    def _network_number(self):
        """Return by what the network knows the subscription: its telephone number, also one that it has just lost."""
        self.ensure_one()
        # sudo: the network is told all of it, whoever takes the step
        number = self.sudo().number_id.e164 or self._last_message().number
        return number or self.external_id or self.name

    def _network_payload(self, command):
        """Return what a message says, as JSON. Extend by super."""
        self.ensure_one()
        # sudo: the network is told all of it, whoever takes the step
        record = self.sudo()
        alive = record.service_ids.filtered(lambda service: service.state != "terminated")
        return {
            "command": command,
            "number": self._network_number(),
            "subscription": record.name,
            "account": record.account_id.name,
            "access_type": record.access_type,
            "offering": record.offering_id.name or None,
            "suspension": record.suspension or None,
            "former_number": self._former_number(),
            "services": [service._network_service() for service in alive],
        }

    def _former_number(self):
        """Return the number that the network still knows it by, if it has another one now."""
        former = self._last_message().number
        return former if former and former != self._network_number() else None

    def action_open_messages(self):
        """Open the messages to the network about the subscription (button)."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_telecom_provisioning_action")
        return action | {"domain": [("subscription_id", "=", self.id)], "context": {}}
