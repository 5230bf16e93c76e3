from urllib.parse import urlsplit

import requests

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger, CheckedSelection

from ...tools import network_simulator

RESULTS = ("acknowledged", "accepted", "refused")
SHOWN = 500


class CrmTelecomNetwork(models.Model):
    """The network system of a company: what carries out what subscriptions are told to do.

    A company without one takes the steps by hand. Kept by administrators: it has the address that the server calls.
    """

    _name = "crm.telecom.network"
    _inherit = ["crm.owner.mixin"]
    _description = "Telecom Network System"
    _order = "company_id, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, ondelete="cascade")
    kind = CheckedSelection(
        "_selection_kind",
        required=True,
        default="manual",
        help="By hand: people tell it, messages count as acknowledged at once. Simulator: for trying out. HTTP: called by JSON.",
    )
    url = fields.Char(string="Address", help="Each message is posted to it as JSON.")
    secret = fields.Char(groups="base.group_system", copy=False, help="Sent in the header X-Secret.")
    timeout = CheckedInteger(string="Timeout (Seconds)", required=True, default=10, aggregator=None)
    max_attempts = CheckedInteger(
        string="Attempts", required=True, default=8, aggregator=None, help="After so many without an answer a message has failed."
    )
    retry_minutes = CheckedInteger(
        string="Wait (Minutes)",
        required=True,
        default=1,
        aggregator=None,
        help="Before the second attempt; it doubles with each one, up to a day.",
    )
    answer_hours = CheckedInteger(
        string="Answer Within (Hours)",
        required=True,
        default=24,
        aggregator=None,
        help="A message that was accepted and is not acknowledged after so many hours is sent again.",
    )
    notice_days = CheckedInteger(
        string="Days of Notice",
        required=True,
        default=0,
        aggregator=None,
        help="So many days after the notice it is told to terminate a subscription; until then the notice can be withdrawn.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        ondelete="set null",
        help="Gets an activity when a message fails.",
    )

    _company_uniq = models.UniqueIndex("(company_id) WHERE active", "A company has one network system.")
    _bounds = models.Constraint(
        "CHECK (timeout BETWEEN 1 AND 120 AND max_attempts BETWEEN 1 AND 50 AND retry_minutes BETWEEN 1 AND 1440"
        " AND answer_hours BETWEEN 1 AND 720 AND notice_days BETWEEN 0 AND 366)",
        "Timeout 1 to 120 seconds, 1 to 50 attempts, wait 1 to 1440 minutes, answer within 1 to 720 hours, notice 0 to 366 days.",
    )

    @api.model
    def _selection_kind(self):
        """The adapters: each has a method ``_send_<kind>``. Extend by super."""
        labels = {"manual": self.env._("By Hand"), "simulator": self.env._("Simulator"), "http": self.env._("HTTP")}
        return list(labels.items())

    @api.constrains("kind", "url")
    def _check_url(self):
        for network in self.filtered(lambda each: each.kind == "http"):
            try:
                parts = urlsplit(network.url or "")
                good = parts.scheme in ("http", "https") and bool(parts.hostname)
            except ValueError:
                good = False
            if not good:
                raise ValidationError(
                    self.env._("%(network)s: give the full address, beginning with https://.", network=network.name)
                )

    @api.model
    def _of_companies(self, companies):
        """Return {id of a company: its network}; companies that take the steps by hand are left out."""
        # sudo: whoever takes a step has the network told
        networks = self.sudo().search([("company_id", "in", companies.ids)])
        return {network.company_id.id: network for network in networks}

    def _send(self, payload, attempt):
        """Send a message; called without a lock, maybe again for the same key.

        :param dict payload: what the message says, with its ``key``
        :param int attempt: 1 at first
        :return: "acknowledged", "accepted" (it will say so later), "refused" (for good) or "failed" (to be sent again), and a
            text
        """
        self.ensure_one()
        return getattr(self, f"_send_{self.kind}")(payload, attempt)

    def _send_manual(self, payload, attempt):
        return "acknowledged", self.env._("Told by hand.")

    def _send_simulator(self, payload, attempt):
        return network_simulator.answer(payload["number"], attempt)

    def _send_http(self, payload, attempt):
        """Post it; the same key tells the network that it is the same message.

        The network answers with JSON: ``result`` (acknowledged, accepted or refused) and ``message``. Without one, 202 is
        accepted and another 2xx acknowledged; everything else is sent again.
        """
        headers = {"X-Key": payload["key"], "X-Secret": self.secret or ""}
        try:
            # Redirections would carry the secret elsewhere.
            answer = requests.post(self.url, json=payload, headers=headers, timeout=self.timeout, allow_redirects=False)
        except requests.RequestException as error:
            return "failed", type(error).__name__
        return self._read_answer(answer)

    def _read_answer(self, answer):
        """Return result and text of an HTTP answer."""
        try:
            body = answer.json()
        except ValueError:
            body = {}
        body = body if isinstance(body, dict) else {}
        text = f"HTTP {answer.status_code} {body.get('message') or ''}".strip()[:SHOWN]
        if body.get("result") in RESULTS and answer.status_code < 500:
            return body["result"], text
        if not 200 <= answer.status_code < 300:
            return "failed", text
        return ("accepted" if answer.status_code == 202 else "acknowledged"), text
