import logging
import random
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

TRIES = 5
# Beyond the timeout of a call, before another worker sends a message again.
SPARE = timedelta(minutes=2)


class CrmTelecomProvisioning(models.Model):
    """The worker: takes a message, lets go of all locks, sends it and writes the answer down."""

    _inherit = "crm.telecom.provisioning"

    @api.model
    def _cron_send(self):
        """Send what is due, in order for each subscription, until nothing is left or the cron's time is over."""
        cron = self.env["ir.cron"]
        time_left = cron._commit_progress(remaining=self._due_count())
        while time_left and self._work_once():
            time_left = cron._commit_progress(1)
        cron._commit_progress(remaining=0 if time_left else self._due_count())

    @api.model
    def _due_count(self):
        return len(self.env.execute_query(self._due_query()))

    @api.model
    def _due_query(self):
        """Return the SELECT of ids of what is to be sent now: the first unanswered message of each subscription."""
        return SQL(
            """
            SELECT p.id FROM crm_telecom_provisioning p
             WHERE p.state IN ('waiting', 'sent') AND p.next_attempt_on <= %(now)s
               AND EXISTS (SELECT FROM crm_telecom_network n WHERE n.company_id = p.company_id AND n.active)
               AND NOT EXISTS (SELECT FROM crm_telecom_provisioning o
                                WHERE o.subscription_id = p.subscription_id AND o.id < p.id AND o.state IN ('waiting', 'sent'))
             ORDER BY p.next_attempt_on, p.id
            """,
            now=fields.Datetime.now(),
        )

    @api.model
    def _work_once(self):
        """Send one message; return whether there was one."""
        message = self._retried(self._claim)
        if not message:
            return False
        network, payload, attempt = message._network(), message.payload, message.attempts
        self._let_go()
        try:
            result, text = network._send(payload, attempt)
        except Exception as error:
            _logger.exception("Message %s could not be sent", payload["key"])
            result, text = "failed", repr(error)
        self._let_go()
        self._retried(lambda: message._note_answer(attempt, result, text))
        self._let_go()
        return True

    @api.model
    def _claim(self):
        """Take a message that no other worker has; it is ours until its timeout is over."""
        self.flush_model()
        rows = self.env.execute_query(SQL("%s LIMIT 1 FOR UPDATE OF p SKIP LOCKED", self._due_query()))
        message = self.sudo().browse([row[0] for row in rows])
        if message:
            message.invalidate_recordset()
            until = fields.Datetime.now() + timedelta(seconds=message._network().timeout) + SPARE
            message._sent_once(until)
            message.flush_recordset()
        return message

    def _note_answer(self, attempt, result, text):
        """Write the answer to an attempt down, unless another answer was first."""
        self._lock_subscription()
        if self.state in ("waiting", "sent") and self.attempts == attempt:
            self._conclude(result, text)
        self.env.flush_all()

    @api.model
    def _let_go(self):
        """Commit, so that nothing is locked while the network is called."""
        self.env["ir.cron"]._commit_progress()

    @api.model
    def _retried(self, work):
        """Return what ``work`` returns; it begins again on fresh figures when another transaction was first."""
        for attempt in range(TRIES):
            try:
                return work()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                if attempt == TRIES - 1:
                    raise
                self.env.cr.rollback()
                self.env.invalidate_all()
                time.sleep(random.uniform(0.0, 0.2))
        return None
