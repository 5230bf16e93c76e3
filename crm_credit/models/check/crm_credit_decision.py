from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..account.crm_credit_account import EFFECTIVE_MODES, LIMIT_MODES
from .crm_credit_check import GroupFigures

# What a decision is about: the first of these fields that is set.
DOCUMENTS = ("picking_id", "move_id", "order_id", "account_id")

RESULTS = [
    ("clear", "Clear"),
    ("warned", "Warned"),
    ("held", "Held"),
    ("released", "Released"),
    ("refused", "Refused"),
]


class CrmCreditDecision(models.Model):
    """What was decided about a document, by whom, and the figures that were seen; never changed, never deleted.

    All amounts are in company currency.
    """

    _name = "crm.credit.decision"
    _inherit = ["crm.append.only.mixin"]
    _description = "Credit Decision"
    _order = "id desc"
    _rec_name = "document_name"

    event = fields.Selection(
        [
            ("confirm", "Confirmation"),
            ("change", "Change of a confirmed order"),
            ("delivery", "Delivery"),
            ("invoice", "Invoice"),
            ("release", "Release"),
            ("refuse", "Refusal"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    result = fields.Selection(RESULTS, required=True, readonly=True, index=True)
    order_id = fields.Many2one("sale.order", readonly=True, index="btree_not_null", ondelete="set null")
    picking_id = fields.Many2one(
        "stock.picking", string="Transfer", readonly=True, index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one(
        "account.move", string="Invoice", readonly=True, index="btree_not_null", ondelete="set null"
    )
    account_id = fields.Many2one(
        "crm.credit.account",
        string="Released Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The release counts for all documents of the customer until its amount is used up.",
    )
    document_name = fields.Char(string="Document", required=True, readonly=True, help="Kept when the document is deleted.")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", string="Decided By", required=True, readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True, help="Whose order it was at the time.")
    date = fields.Datetime(string="Decided On", required=True, readonly=True, default=fields.Datetime.now)
    amount = fields.Monetary(readonly=True, help="What the document adds to the exposure, prepaid parts taken off.")
    pending = fields.Monetary(readonly=True, help="What earlier documents of the same action add.")
    exposure = fields.Monetary(readonly=True, help="Exposure of the customer before the document.")
    receivable = fields.Monetary(string="Open Receivables", readonly=True)
    overdue = fields.Monetary(readonly=True)
    late_amount = fields.Monetary(string="Late", readonly=True, help="Overdue for longer than the overdue rule forgives.")
    late_days = fields.Integer(readonly=True, help="Days that the overdue rule forgave.")
    open_orders = fields.Monetary(string="Orders Not Invoiced", readonly=True)
    draft_invoices = fields.Monetary(readonly=True)
    limit_mode = fields.Selection(EFFECTIVE_MODES, readonly=True)
    limit_amount = fields.Monetary(string="Limit", readonly=True)
    temporary_limit = fields.Monetary(string="Temporary Limits", readonly=True, help="Part of the limit.")
    securities = fields.Monetary(readonly=True, help="What lowered the exposure.")
    bills = fields.Monetary(string="Acceptance Bills", readonly=True)
    disputed = fields.Monetary(readonly=True)
    group_account_id = fields.Many2one("crm.credit.account", string="Group", readonly=True, ondelete="set null")
    group_exposure = fields.Monetary(string="Used by the Group", readonly=True)
    group_pending = fields.Monetary(readonly=True, help="What earlier documents of the same action add to the group.")
    group_limit_mode = fields.Selection(LIMIT_MODES, string="Credit of the Group", readonly=True)
    group_limit = fields.Monetary(string="Limit of the Group", readonly=True)
    allowed_amount = fields.Monetary(string="Limit with Tolerance", readonly=True)
    left_amount = fields.Monetary(string="Left", readonly=True, help="Limit less exposure with the document; no tolerance.")
    reasons = fields.Char(readonly=True, help="Codes of what spoke against the document.")
    message = fields.Text(string="Why", compute="_compute_message", compute_sudo=True)
    reason = fields.Text(string="Officer's Reason", readonly=True)
    release_amount = fields.Monetary(readonly=True, help="The document may put this much on credit in all.")
    release_expiry = fields.Date(readonly=True, help="Last day on which the release counts.")
    release_id = fields.Many2one("crm.credit.decision", string="Passed by Release", readonly=True, index="btree_not_null")
    self_released = fields.Boolean(readonly=True, help="Released by the order's own salesperson, as the settings allow.")

    _release_complete = models.Constraint(
        "CHECK (event != 'release' OR (release_amount > 0 AND release_expiry IS NOT NULL AND reason IS NOT NULL))",
        "A release has an amount, a last day and a reason.",
    )

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_message(self):
        """The reasons with the figures that were seen, in the reader's language."""
        for decision in self:
            decision.message = decision.reasons and self.env["crm.credit.check"]._credit_text(
                decision.company_id,
                decision.reasons.split(","),
                amount=decision.amount,
                used=decision.exposure + decision.pending,
                limit=decision.limit_amount,
                overdue=decision.late_amount,
                days=decision.late_days,
                group=decision.group_account_id
                and GroupFigures(
                    decision.group_account_id.partner_id.name or decision.group_account_id.partner_id.display_name,
                    decision.group_exposure + decision.group_pending,
                    decision.group_limit,
                ),
            )

    @api.model
    def _why_unchanged(self):
        return self.env._("Credit decisions are a log: they cannot be changed.")

    @api.model
    def _why_kept(self):
        return self.env._("Credit decisions are a log: they cannot be deleted.")

    @api.model
    def _log(self, event, verdicts):
        """Record verdicts of one event, one row a document, for the current user.

        :param dict verdicts: as returned by `_credit_check`
        :return: decisions in the order of the documents
        """
        values = [self._prepare_decision_values(event, document, verdict) for document, verdict in verdicts.items()]
        # Nobody may create decisions by hand, so the log itself is written with elevated rights.
        return self.sudo().create(values).sudo(self.env.su)

    @api.model
    def _prepare_decision_values(self, event, document, verdict):
        figures = verdict.figures
        return {
            **self._prepare_document_values(document),
            "event": event,
            "result": verdict.result,
            "amount": verdict.amount,
            "pending": verdict.pending,
            "exposure": figures["total"],
            "receivable": figures["receivable"],
            "overdue": figures["overdue"],
            "late_amount": figures["overdue_late"],
            "late_days": verdict.policy.overdue_days,
            "open_orders": figures["open_orders"],
            "draft_invoices": figures["draft_invoices"],
            "limit_mode": figures["limit_mode"],
            "limit_amount": figures["limit_amount"],
            "temporary_limit": figures["temporary_limit"],
            "securities": figures["securities"],
            "bills": figures["bills"],
            "disputed": figures["disputed"],
            "group_account_id": figures["group_account_id"],
            "group_exposure": figures["group_total"],
            "group_pending": verdict.group_pending if figures["group_account_id"] else 0.0,
            "group_limit_mode": figures["group_limit_mode"],
            "group_limit": figures["group_limit_amount"],
            "allowed_amount": verdict.allowed,
            "left_amount": verdict.left,
            "reasons": ",".join(verdict.reasons),
            "release_id": verdict.release.id if verdict.release else False,
        }

    @api.model
    def _prepare_document_values(self, document):
        """Which document, whose, by whom."""
        return {
            **document._credit_links(),
            "document_name": document.display_name,
            "partner_id": document._credit_partner().id,
            "company_id": document._credit_company().id,
            "user_id": self.env.uid,
            "salesperson_id": document._credit_seller().id,
        }

    def _release_text(self):
        """The release in words, in the reader's language."""
        return self.env._(
            "Released for %(amount)s until %(day)s: %(reason)s",
            amount=self.currency_id.format(self.release_amount),
            day=format_date(self.env, self.release_expiry),
            reason=self.reason,
        )

    def _document_key(self):
        """The field that tells what the decision is about, and the id of that; a transfer also names its order."""
        for link in DOCUMENTS:
            if self[link]:
                return link, self[link].id
        return None

    @api.model
    def _about(self, keys):
        """Domain of the decisions about certain documents.

        :param keys: pairs of field and id, as `_document_key` returns
        """
        ids = defaultdict(set)
        for link, record_id in keys:
            ids[link].add(record_id)
        orders = ids.pop("order_id", ())
        own = Domain("order_id", "in", list(orders)) & Domain("picking_id", "=", False) & Domain("move_id", "=", False)
        return Domain.OR([own, *(Domain(link, "in", list(found)) for link, found in ids.items())])

    @api.model
    def _valid_releases(self, documents, today):
        """The unexpired releases that count for each document, the largest first; a refusal ends those before it.

        :param date today: business date of the documents' company
        :rtype: dict[int, list[crm.credit.decision]]
        """
        keys = {document: document._credit_release_keys() for document in documents}
        decisions = self.sudo().search_fetch(
            Domain("event", "in", ("release", "refuse")) & self._about(key for own in keys.values() for key in own),
            ["event", *DOCUMENTS, "partner_id", "company_id", "release_amount", "release_expiry", "user_id"],
            order="id",
        )
        releases = defaultdict(list)
        for decision in decisions:
            key = decision._document_key()
            if decision.event == "refuse":
                releases.pop(key, None)
            elif decision.release_expiry >= today:
                releases[key].append(decision)
        return {
            document.id: sorted(
                (release for key in own for release in releases.get(key, ())), key=lambda release: -release.release_amount
            )
            for document, own in keys.items()
        }
