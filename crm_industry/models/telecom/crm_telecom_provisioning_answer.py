import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.arguments import as_text, check_ids

from .crm_telecom_lifecycle_mixin import MANAGER
from .crm_telecom_provisioning import UNANSWERED

_logger = logging.getLogger(__name__)

NETWORK = "crm_industry.group_telecom_network"
LONGEST_WAIT = timedelta(days=1)
# {command: step that the subscription takes when the network has done it}
FOLLOWS = {"activate": "activate", "terminate": "terminate"}
SHOWN = 500


class CrmTelecomProvisioning(models.Model):
    """What the network answers, and what follows from it."""

    _inherit = "crm.telecom.provisioning"

    @api.model
    def acknowledge(self, key, result, message=False):
        """Say what the network has done with a message. Made for Odoo's JSON-2 API with an API key; may be called again.

        :param str key: of the message
        :param str result: "acknowledged", or "refused" for good
        :param str message: kept with it
        :return: {"key", "state": of the message, "changed": False if it had been answered so before}
        :raise AccessError: the user is neither a network system nor a telecom manager
        :raise UserError: there is no such message, or it was answered otherwise
        """
        if not self.env.user.has_group(NETWORK) and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only network systems and telecom managers answer messages."))
        key, message = as_text(self.env, key), as_text(self.env, message)
        if result not in ("acknowledged", "refused"):
            raise UserError(self.env._("The result is either “acknowledged” or “refused”."))
        # sudo: network systems read nothing but their answer
        found = self.sudo().search([("key", "=", key), ("company_id", "in", self.env.companies.ids)])
        if not found:
            raise UserError(self.env._("There is no message with the key “%(key)s”.", key=key[:40]))
        found._lock_subscription()
        changed = found._check_answer(result)
        if changed:
            found._conclude(result, message)
        return {"key": found.key, "state": found.state, "changed": changed}

    def _check_answer(self, result):
        """Return whether an answer is new.

        :raise UserError: it contradicts the former one, or the message was never sent
        """
        if self.state == "acknowledged" or self.refused:
            if (self.state == "acknowledged") != (result == "acknowledged"):
                raise UserError(self.env._("The message %(key)s was answered otherwise before.", key=self.key))
            return False
        if not self.attempts:
            raise UserError(self.env._("The message %(key)s has not been sent.", key=self.key))
        return True

    def _lock_subscription(self):
        """Take the locks of what an answer decides about, and forget what was read before."""
        verbs = {FOLLOWS.get(command) for command in self.mapped("command")}
        keys = set().union(*(self.subscription_id._transition_locks(verb) for verb in verbs))
        self.env["crm.capacity.lock"]._lock_capacity(keys)
        self.invalidate_recordset()

    def _conclude(self, result, text):
        """Write down what the network has answered; the subscription follows. The caller holds the locks."""
        self.ensure_one()
        text, now = (text or "")[:SHOWN], fields.Datetime.now()
        if result == "failed":
            return self._try_again(text)
        if result == "accepted":
            hours = self._network().answer_hours
            return self._guarded_write({"state": "sent", "message": text, "next_attempt_on": now + timedelta(hours=hours)})
        values = {"answered_on": now, "message": text, "next_attempt_on": False}
        if result == "acknowledged":
            self._guarded_write(values | {"state": "acknowledged"})
            return self._follow(FOLLOWS.get(self.command))
        self._guarded_write(values | {"state": "failed", "refused": True})
        if self.command == "activate":
            self._follow("abort", self.env.ref("crm_industry.telecom_reason_network_failure"))
        return self._call_for_help()

    def _network(self):
        """Return the network system of the message, also one that was archived meanwhile."""
        networks = self.env["crm.telecom.network"].sudo().with_context(active_test=False)
        return networks.search([("company_id", "=", self.company_id.id)], order="active DESC, id DESC", limit=1)

    def _sent_once(self, until):
        """Note that the message is being sent; another worker may send it again after ``until``."""
        self._guarded_write({"attempts": self.attempts + 1, "sent_on": fields.Datetime.now(), "next_attempt_on": until})

    def _try_again(self, text):
        network = self._network()
        if self.attempts >= network.max_attempts:
            self._guarded_write({"state": "failed", "message": text, "next_attempt_on": False})
            return self._call_for_help()
        wait = min(timedelta(minutes=network.retry_minutes) * 2 ** (self.attempts - 1), LONGEST_WAIT)
        due = fields.Datetime.now() + wait
        self.env.ref("crm_industry.ir_cron_telecom_provisioning").sudo()._trigger(due)
        return self._guarded_write({"state": "waiting", "message": text, "next_attempt_on": due})

    def _follow(self, verb, reason=None):
        """Have the subscription take the step that the answer means; what stands against it is kept with the message."""
        state = self.subscription_id.state
        if not verb or state not in self.subscription_id._transitions()[verb][0]:
            return
        try:
            with self.env.cr.savepoint():
                self.subscription_id._transition(verb, reason, source="network", note=self.message)
        except UserError as error:
            _logger.info("Message %s: %s", self.key, error)
            self._guarded_write({"problem": str(error)})
            self._call_for_help()

    def _call_for_help(self):
        """Give the one responsible for the network something to do."""
        user = self._network().user_id.filtered(lambda each: each.active and not each.share)
        if not user:
            return
        self.subscription_id.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=self.env._("The network did not follow"),
            note=self.problem or self.message or "",
        )

    # -- what managers do ----------------------------------------------------------------------------------------------

    def _check_manager(self):
        """:raise AccessError: the user is no telecom manager, or does not see the messages"""
        check_ids(self)
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only telecom managers decide about messages to the network."))
        self.check_access("read")

    def action_retry(self):
        """Send messages again that failed, or were cancelled while their step is the last one; or now those that wait. Telecom
        managers.

        :raise UserError: one is answered or cancelled, or the network has been told something later
        """
        self._check_manager()
        # sudo: messages are written by the server alone
        for message in self.sudo():
            message._lock_subscription()
            message._check_retry()
            # That it may have reached the network before is not forgotten.
            tried = 0 if message.refused else min(message.attempts, 1)
            values = {"state": "waiting", "refused": False, "problem": False, "attempts": tried}
            message._guarded_write(values | {"next_attempt_on": fields.Datetime.now()})
        self.env.ref("crm_industry.ir_cron_telecom_provisioning").sudo()._trigger()
        return True

    def _check_retry(self):
        """:raise UserError: the message is not to be sent again"""
        # A step is told by one message: the last one of the subscription could not be told otherwise once that was cancelled.
        again = self.state == "cancelled" and self.event_id == self.subscription_id.last_event_id
        if self.state not in ("failed", *UNANSWERED) and not again:
            raise UserError(self.env._("The message %(key)s is answered or cancelled.", key=self.key))
        if self.state in ("failed", "cancelled") and self._has_later():
            raise UserError(self.env._("The network has been told something later than the message %(key)s.", key=self.key))
        subscription = self.subscription_id
        if self.command == "activate" and self.refused and subscription.state != "pending_active":
            raise UserError(self.env._("%(record)s is not being activated any more.", record=subscription.display_name))

    def _has_later(self):
        later = [("subscription_id", "=", self.subscription_id.id), ("id", ">", self.id), ("state", "!=", "cancelled")]
        return bool(self.search_count(later, limit=1))

    def action_confirm_by_hand(self):
        """Note that the network has done what it was told, as somebody has seen. Telecom managers.

        :raise UserError: it was answered already, or cancelled
        """
        self._check_manager()
        # sudo: messages are written by the server alone
        for message in self.sudo():
            message._lock_subscription()
            if message.state not in ("failed", *UNANSWERED):
                raise UserError(self.env._("The message %(key)s is answered or cancelled.", key=message.key))
            message._guarded_write({"refused": False})
            message._conclude("acknowledged", self.env._("Confirmed by %(user)s.", user=self.env.user.name))
        return True

    def action_cancel(self):
        """Don't send messages that have not been sent yet or that the network has refused. Telecom managers.

        :raise UserError: it may have reached the network
        """
        self._check_manager()
        # sudo: messages are written by the server alone
        for message in self.sudo():
            message._lock_subscription()
            if not message._never_done():
                raise UserError(
                    self.env._("The message %(key)s may have reached the network: wait for its answer.", key=message.key)
                )
            message._guarded_write({"state": "cancelled", "next_attempt_on": False})
        return True

    def _forget(self):
        """Cancel a message that was never sent: what it is about is taken back."""
        for message in self.filtered(lambda each: each.state == "waiting" and not each.attempts):
            message._guarded_write({"state": "cancelled", "next_attempt_on": False})

    def _never_done(self):
        """Return whether the network has certainly not done what the message says."""
        return self.state == "cancelled" or self.refused or (self.state == "waiting" and not self.attempts)
