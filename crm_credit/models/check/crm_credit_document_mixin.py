from contextlib import contextmanager
from contextvars import ContextVar

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools.credit_verdict import HELD, WARNED

# Documents (model and id) that passed the check and go on, or whose change is being watched further up the call stack.
# A variable of this process, so that no client can set it.
_in_check = ContextVar("crm_credit_in_check", default=frozenset())

PROTECTED_FIELDS = {"credit_state", "credit_decision_id", "credit_overdue_since"}


class CrmCreditDocumentMixin(models.AbstractModel):
    """A document that meets the credit check, can be held by it and be released by an officer.

    The heir says what it is (the attributes below) and whose: `_credit_company`, `_credit_partner`, `_credit_amounts`,
    `_credit_seller`, `_credit_pending`. It refuses `PROTECTED_FIELDS` in its own `create` and `write` through
    `_credit_refuse_forged` and `_credit_refuse_forged_records`, and writes them with `_credit_write`.
    """

    _name = "crm.credit.document.mixin"
    _inherit = "crm.credit.release.rules"
    _description = "Document That Meets the Credit Check"

    _credit_link = None
    """Field of `crm.credit.decision` that points to the document."""
    _credit_event = None
    """The event that holds the document."""
    _credit_activity = None
    """External id of the activity that asks an officer."""

    credit_state = fields.Selection(
        [
            ("clear", "Clear"),
            ("warned", "Warned"),
            ("held", "On Credit Hold"),
            ("released", "Released"),
            ("refused", "Refused"),
        ],
        string="Credit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        help="Result of the last credit check. A held document stays as it is until an officer releases it or the"
        " customer pays.",
    )
    credit_decision_id = fields.Many2one(
        "crm.credit.decision", string="Last Credit Decision", readonly=True, copy=False, groups="base.group_user"
    )
    credit_message = fields.Text(
        string="Credit Reason", compute="_compute_credit_message", compute_sudo=True, groups="base.group_user"
    )
    credit_panel = fields.Json(compute="_compute_credit_panel", compute_sudo=True, groups="base.group_user")

    # -- for the heir ---------------------------------------------------------------------------------------------

    def _credit_company(self):
        """The company that gives the credit: the root of the branch tree, whose settings a user of a branch may not read."""
        return self.company_id.sudo().root_id

    def _credit_partner(self):
        """The commercial partner who owes the document."""
        raise NotImplementedError

    def _credit_amounts(self):
        """What each of the documents puts on credit in all, company currency.

        :rtype: dict[int, float]
        """
        raise NotImplementedError

    def _credit_seller(self):
        """The salesperson whose document it is, who may not release it."""
        raise NotImplementedError

    def _credit_pending(self):
        """Whether the document still waits for what the check may hold."""
        raise NotImplementedError

    def _credit_links(self):
        """Values of the decision that say which document it is about."""
        return {self._credit_link: self.id}

    def _credit_release_keys(self):
        """What a release may have been given for to let the document pass: field of the decision and id.

        :rtype: list[tuple[str, int]]
        """
        self.ensure_one()
        return [(self._credit_link, self.id)]

    def _credit_release_needs(self):
        """What a release has to be worth for the document to pass, by the field of the decision it was given for.

        :rtype: dict[str, float]
        """
        return {self._credit_link: self._credit_amount()}

    def _credit_adapt_policy(self, policy, amount):
        """How this very document is checked under its customer's policy."""
        return policy

    # -- what the screens show ------------------------------------------------------------------------------------

    @api.depends("credit_decision_id")
    @api.depends_context("lang")
    def _compute_credit_message(self):
        for document in self:
            decision = document.credit_decision_id
            document.credit_message = decision.reason if decision.event in ("release", "refuse") else decision.message

    def _compute_credit_panel(self):
        """The panel of each document that waits for the check; False where nothing is checked."""
        raise NotImplementedError

    def _credit_label(self):
        """The document and whose it is, for messages that stand apart from it."""
        self.ensure_one()
        return self.env._(
            "%(document)s of %(customer)s", document=self.display_name, customer=self._credit_partner().display_name
        )

    def _prepare_credit_panel(self, verdict, company):
        """What the panel draws; amounts in company currency.

        :rtype: dict
        """
        self.ensure_one()
        colours = {HELD: "danger", WARNED: "warning"}
        prefix, used = ("group_", "group_total") if verdict.group_binds else ("", "total")
        return {
            "mode": verdict.figures[f"{prefix}limit_mode"],
            "limit": verdict.figures[f"{prefix}limit_amount"],
            "tolerance": verdict.tolerance,
            "tolerance_rate": verdict.policy.tolerance,
            "used": verdict.figures[used],
            "order": verdict.amount,
            "left": verdict.left,
            "overdue": verdict.figures["overdue"],
            "currency_id": company.currency_id.id,
            "colour": colours.get(verdict.result, "success"),
            "message": self.env["crm.credit.check"]._credit_message(self, verdict),
            "clearance": self._credit_waits(verdict) and self.env["crm.credit.check"]._credit_clearance(self, verdict),
        }

    def _credit_waits(self, verdict):
        """Whether the verdict would hold the document and no officer has released it."""
        return verdict.held and self.credit_state != "released"

    def _credit_clearance(self):
        """What would clear the hold of the document, as `crm.credit.check._credit_clearance` tells; False when it is clear.

        :rtype: dict | bool
        """
        self.ensure_one()
        return bool(self.credit_panel) and self.credit_panel["clearance"]

    # -- deciding -------------------------------------------------------------------------------------------------

    def _credit_amount(self):
        """What the document puts on credit in all, company currency.

        :rtype: float
        """
        self.ensure_one()
        return self._credit_amounts()[self.id]

    @api.model
    def _credit_record(self, event, verdicts):
        """Log the verdicts, show them on the documents and tell the officers of held ones."""
        held = self.browse(document.id for document, verdict in verdicts.items() if verdict.held)
        (self.browse(document.id for document in verdicts) - held)._credit_close_activities()
        asked = held.filtered(lambda document: document.sudo().credit_state == "held")
        decisions = self.env["crm.credit.decision"]._log(event, verdicts)
        for document, decision in zip(verdicts, decisions, strict=True):
            document._credit_write({"credit_state": decision.result, "credit_decision_id": decision.id})
        held._credit_log_hold()
        (held - asked)._credit_ask_officers()

    def _credit_notification(self, verdicts):
        """What the user is told about held and warned documents."""
        Check = self.env["crm.credit.check"]
        held = any(verdict.held for verdict in verdicts.values())
        lines = [
            f"{document._credit_label()}: {Check._credit_message(document, verdict)}"
            for document, verdict in verdicts.items()
            if verdict.held or verdict.result == WARNED
        ]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if held else "warning",
                "title": self.env._("On credit hold") if held else self._credit_warned_title(),
                "message": "\n".join(lines),
                "sticky": held,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _credit_warned_title(self):
        return self.env._("Done with a credit warning")

    # -- guards ---------------------------------------------------------------------------------------------------

    @contextmanager
    def _credit_in_check(self):
        token = _in_check.set(_in_check.get() | {(self._name, record_id) for record_id in self.ids})
        try:
            yield
        finally:
            _in_check.reset(token)

    def _credit_is_in_check(self):
        self.ensure_one()
        return (self._name, self.id) in _in_check.get()

    @api.model
    def _credit_refuse_forged(self, vals):
        """Refuse values of the fields that only the check sets."""
        if not PROTECTED_FIELDS.isdisjoint(vals):
            raise AccessError(self.env._("The credit state of a document is set by the credit check only."))

    def _credit_refuse_forged_records(self):
        """Refuse new records that got such values otherwise, by the context or by default values."""
        if any(record.credit_state or record.credit_decision_id for record in self.sudo()):
            raise AccessError(self.env._("The credit state of a document is set by the credit check only."))

    def _credit_write(self, vals):
        """Set the fields that no client may write, past the guard of `write`."""
        raise NotImplementedError
