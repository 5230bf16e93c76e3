from odoo import api, fields, models
from odoo.exceptions import UserError

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
    _description = "Credit Decision"
    _order = "id desc"
    _rec_name = "document_name"

    event = fields.Selection(
        [
            ("confirm", "Confirmation"),
            ("change", "Change of a confirmed order"),
            ("release", "Release"),
            ("refuse", "Refusal"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    result = fields.Selection(RESULTS, required=True, readonly=True, index=True)
    order_id = fields.Many2one("sale.order", readonly=True, index="btree_not_null", ondelete="set null")
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
    limit_mode = fields.Selection(
        [("unlimited", "Unlimited"), ("limited", "Limited"), ("prepay", "Prepay only")], readonly=True
    )
    limit_amount = fields.Monetary(string="Limit", readonly=True)
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
                decision.partner_id,
                decision.company_id,
                decision.reasons.split(","),
                amount=decision.amount,
                used=decision.exposure + decision.pending,
                limit=decision.limit_amount,
                overdue=decision.late_amount,
                days=decision.late_days,
            )

    def write(self, vals):  # pylint: disable=method-required-super  # nothing may be written, by nobody
        raise UserError(self.env._("Credit decisions are a log: they cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Credit decisions are a log: they cannot be deleted."))

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
            "late_days": document._credit_company().credit_overdue_days,
            "open_orders": figures["open_orders"],
            "draft_invoices": figures["draft_invoices"],
            "limit_mode": figures["limit_mode"],
            "limit_amount": figures["limit_amount"],
            "allowed_amount": verdict.allowed,
            "left_amount": verdict.left,
            "reasons": ",".join(verdict.reasons),
            "release_id": verdict.release.id if verdict.release else False,
        }

    @api.model
    def _prepare_document_values(self, document):
        """Which document, whose, by whom; later addons add their kinds of documents."""
        return {
            "order_id": document.id,
            "document_name": document.name,
            "partner_id": document._credit_partner().id,
            "company_id": document._credit_company().id,
            "user_id": self.env.uid,
            "salesperson_id": document.user_id.id,
        }

    @api.model
    def _valid_releases(self, orders, today):
        """The largest release of each order that has not expired; a refusal ends the releases before it.

        :param date today: business date of the orders' company
        :rtype: dict[int, crm.credit.decision]
        """
        decisions = self.sudo().search_fetch(
            [("event", "in", ("release", "refuse")), ("order_id", "in", orders.ids)],
            ["event", "order_id", "partner_id", "release_amount", "release_expiry"],
            order="id",
        )
        releases = {}
        for decision in decisions:
            order_id, largest = decision.order_id.id, releases.get(decision.order_id.id)
            if decision.event == "refuse":
                releases.pop(order_id, None)
            elif decision.release_expiry >= today and not (largest and largest.release_amount > decision.release_amount):
                releases[order_id] = decision
        return releases
