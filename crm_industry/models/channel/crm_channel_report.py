from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate

from ...tools import channel_period

MANAGER = "crm_industry.group_channel_manager"
OPEN = ("draft", "submitted")
CONTENT = {"partner_id", "company_id", "period", "date_from", "line_ids", "note"}
UNDECIDED = {
    "state": "draft",
    "origin": "user",
    "revision": 1,
    "corrects_id": False,
    "corrected_by_id": False,
    "submitted_by": False,
    "submitted_on": False,
    "decided_by": False,
    "decided_on": False,
    "decision_note": False,
    "reconciled_on": False,
    "off_count": 0,
    "missing_product_ids": False,
    "payload_hash": False,
}


class CrmChannelReport(models.Model):
    """What a dealer says about one week or month: what it had, got, sold and has, by product.

    draft → submitted → accepted or rejected. A correction is a new revision; when that is accepted the older ones are
    *corrected* and kept. At most one revision of a period is accepted, and at most one is being worked on. Quantities are in
    the unit of each product. Reports belong to the company at the root of the branch tree.
    """

    _name = "crm.channel.report"
    _description = "Channel Report"
    _inherit = ["crm.guarded.mixin", "crm.credit.customer.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, partner_id, revision desc, id desc"

    partner_id = fields.Many2one(
        "res.partner",
        string="Dealer",
        required=True,
        index=True,
        ondelete="restrict",
        domain="['|', ('is_company', '=', True), ('parent_id', '=', False)]",
        tracking=True,
    )
    period = fields.Selection(
        [("week", "Week"), ("month", "Month")],
        required=True,
        default=lambda self: self.env.company.root_id.sudo().channel_report_period,
    )
    date_from = CheckedDate(string="From", required=True, default=lambda self: self._default_date_from())
    date_to = fields.Date(string="To", compute="_compute_date_to", store=True, precompute=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
            ("corrected", "Corrected"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    origin = fields.Selection(
        [("user", "Entered by us"), ("portal", "Portal"), ("import", "File"), ("api", "API")],
        default="user",
        required=True,
        readonly=True,
        copy=False,
    )
    line_ids = fields.One2many("crm.channel.report.line", "report_id", string="Products", copy=False)
    note = fields.Text(help="What the dealer says besides.")
    currency_id = fields.Many2one(related="company_id.currency_id")
    salesperson_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    revision = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    corrects_id = fields.Many2one(
        "crm.channel.report", string="Correction of", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    corrected_by_id = fields.Many2one(
        "crm.channel.report", string="Corrected by", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    submitted_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    submitted_on = fields.Datetime(readonly=True, copy=False)
    decided_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    decided_on = fields.Datetime(readonly=True, copy=False)
    decision_note = fields.Text(string="Reason", readonly=True, copy=False)
    reconciled_on = fields.Datetime(string="Compared on", readonly=True, copy=False)
    off_count = fields.Integer(
        string="Variances",
        readonly=True,
        copy=False,
        help="Products whose figures are out of tolerance, and products not reported.",
    )
    missing_product_ids = fields.Many2many(
        "product.product",
        "crm_channel_report_missing_rel",
        string="Not Reported",
        readonly=True,
        copy=False,
        help="Products that we delivered, or that the dealer had in stock, and that the report does not name.",
    )
    source = fields.Char(readonly=True, copy=False, help="The system that the report comes from.")
    external_id = fields.Char(string="External ID", readonly=True, copy=False)
    payload_hash = fields.Char(readonly=True, copy=False)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _revision_uniq = models.UniqueIndex(
        "(company_id, partner_id, period, date_from, revision)", "This revision of the channel report exists already."
    )
    _accepted_uniq = models.UniqueIndex(
        "(company_id, partner_id, period, date_from) WHERE state = 'accepted'",
        "A channel report of this dealer and period has been accepted already.",
    )
    _open_uniq = models.UniqueIndex(
        "(company_id, partner_id, period, date_from) WHERE state IN ('draft', 'submitted')",
        "A channel report of this dealer and period is being worked on already.",
    )
    _external_uniq = models.UniqueIndex(
        "(company_id, source, external_id) WHERE external_id IS NOT NULL", "The external ID of a channel report must be unique."
    )
    _date_idx = models.Index("(company_id, date_from)")

    @api.model
    def _default_date_from(self):
        company = self.env.company.root_id.sudo()
        return channel_period.last_complete(company._business_today(), company.channel_report_period)[0]

    @api.depends("date_from", "period")
    def _compute_date_to(self):
        for report in self:
            report.date_to = report.date_from and channel_period.containing(report.date_from, report.period or "month")[1]

    @api.depends("partner_id", "date_from", "period", "revision")
    def _compute_display_name(self):
        for report in self:
            label = report.date_from and channel_period.label(report.date_from, report.period or "month")
            name = f"{report.partner_id.name or ''} {label or ''}".strip()
            report.display_name = f"{name} ({report.revision})" if report.revision > 1 else name

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        """For the buttons only; the methods check by themselves."""
        manager = self.env.user.has_group(MANAGER)
        for report in self:
            report.can_decide = manager and report.state == "submitted"

    @api.onchange("date_from", "period")
    def _onchange_date_from(self):
        if self.date_from and self.period:
            self.date_from = channel_period.containing(self.date_from, self.period)[0]

    @api.constrains("date_from", "date_to", "period")
    def _check_date_from(self):
        for report in self:
            first, last = channel_period.containing(report.date_from, report.period)
            if (first, last) != (report.date_from, report.date_to):
                raise ValidationError(
                    self.env._(
                        "A report of this kind begins on %(first)s, not on %(day)s.", first=first, day=report.date_from
                    )
                )
            if report.date_from > report.company_id._business_today():
                raise ValidationError(self.env._("%(report)s lies in the future.", report=report.display_name))

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | UNDECIDED | {"source": False, "external_id": False}

    @api.model_create_multi
    def create(self, vals_list):
        """One report of a period at a time; more are corrections, see `action_correct`."""
        for vals in vals_list:
            if not vals.get("corrects_id"):
                self._refuse_second(vals)
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() & CONTENT and (fixed := self.filtered(lambda report: report.state != "draft")):
            raise UserError(
                self.env._("%(report)s has been submitted: make a correction instead.", report=fixed[0].display_name)
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if kept := self.filtered(lambda report: report.state != "draft"):
            raise UserError(
                self.env._("%(report)s has been submitted and is kept: make a correction.", report=kept[0].display_name)
            )

    @api.model
    def _refuse_second(self, vals):
        """:raise UserError: there is a report of the same dealer and period"""
        report = self.new(self.default_get(["company_id", "period", "date_from"]) | vals)
        if not (report.partner_id and report.date_from):
            return
        company, partner = report.company_id._origin, report.partner_id._origin
        self.env["crm.capacity.lock"]._lock_capacity([self._lock_key(company, partner, report.date_from)])
        # Whether there is one does not depend on who asks.
        if others := self._find_revisions(company, partner, report.period, report.date_from)[:1]:
            raise UserError(
                self.env._("There is a channel report of %(report)s already: correct that one.", report=others.display_name)
            )

    @api.model
    def _lock_key(self, company, partner, date_from):
        return f"channel_report:{company.id}:{partner.id}:{date_from}"

    @api.model
    def _find_revisions(self, company, partner, period, date_from):
        """The revisions of a dealer's report of one period, the newest first; with full rights."""
        # sudo: dealers and their systems have no right to reports in any other way
        return self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "=", partner.id),
                ("period", "=", period),
                ("date_from", "=", date_from),
            ],
            order="revision desc",
        )

    @api.model
    def _agreed_query(self, company):
        """SELECT of what active agreements say about reports: partner_id, period (week, month or none), date_from.

        :param company: the company at the root of the branch tree
        """
        self.env["crm.dealer.agreement"].flush_model(["channel_report_period", "company_id", "date_from", "dealer_id", "state"])
        return SQL(
            "SELECT DISTINCT ON (dealer_id) dealer_id AS partner_id, channel_report_period AS period, date_from"
            " FROM crm_dealer_agreement WHERE company_id = %s AND state = 'active' AND channel_report_period <> 'type'"
            " ORDER BY dealer_id, date_from DESC, id DESC",
            company.id,
        )

    @api.model
    def _period_of(self, company, partner):
        """Return "week" or "month": how often a dealer reports, by its agreement or else by the company's setting."""
        query = SQL("SELECT period FROM (%s) a WHERE partner_id = %s", self._agreed_query(company), partner.id)
        agreed = [period for (period,) in self.env.execute_query(query) if period != "none"]
        return agreed[0] if agreed else company.sudo().channel_report_period

    @api.model
    def _rekey(self, old, new):
        """Reports of a dealer that another one absorbs go there; of a period that both reported the other's counts.

        :param old: former customer, superuser environment
        :param new: customer that takes over
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_channel_report r
                   SET partner_id = %(new)s,
                       revision = r.revision + coalesce(o.revision, 0),
                       state = CASE WHEN o.revision IS NULL THEN r.state ELSE 'corrected' END,
                       corrected_by_id = coalesce(o.id, r.corrected_by_id)
                  FROM crm_channel_report m
                  LEFT JOIN LATERAL (
                        SELECT max(n.revision) AS revision, max(n.id) AS id FROM crm_channel_report n
                         WHERE n.partner_id = %(new)s AND n.company_id = m.company_id AND n.period = m.period
                           AND n.date_from = m.date_from
                       ) o ON TRUE
                 WHERE m.id = r.id AND r.partner_id = %(old)s
                """,
                old=old.id,
                new=new.id,
            )
        )
        self.invalidate_model()
