from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_ids

from ...tools import channel_period
from .crm_channel_report import MANAGER

# No calendar reaches back further than so many periods.
MOST_PERIODS = 53


class CrmChannelDue(models.Model):
    """A report that a dealer owes for one week or month: what the calendar shows and the reminders go by.

    Written by the daily cron and when reports come in. Delivered means submitted or accepted; a rejected report is owed again.
    """

    _name = "crm.channel.due"
    _description = "Channel Report Due"
    _inherit = ["crm.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_due desc, partner_id, id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Dealer", required=True, readonly=True, index=True, ondelete="cascade")
    salesperson_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    period = fields.Selection([("week", "Week"), ("month", "Month")], required=True, readonly=True)
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    date_due = fields.Date(string="Due", required=True, readonly=True, index=True)
    state = fields.Selection(
        [("open", "Open"), ("delivered", "Delivered"), ("waived", "Waived")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    report_id = fields.Many2one("crm.channel.report", readonly=True, index="btree_not_null", ondelete="set null")
    delivered_on = fields.Date(readonly=True, help="Day on which the first report of the period was submitted.")
    on_time = fields.Boolean(readonly=True, help="Delivered until it was due.")
    reminders = fields.Integer(readonly=True, help="How often the dealer was reminded.")
    reminded_on = fields.Date(string="Last Reminder", readonly=True)
    escalated_on = fields.Date(readonly=True, help="Day on which the salesperson got an activity.")
    late = fields.Boolean(compute="_compute_late", search="_search_late", string="Overdue")

    _period_uniq = models.UniqueIndex("(company_id, partner_id, period, date_from)", "This report is due once.")

    @api.model
    def _guarded_fields(self):
        names = ("company_id", "partner_id", "period", "date_from", "date_to", "date_due", "state", "report_id", "delivered_on",
                 "on_time", "reminders", "reminded_on", "escalated_on")
        return super()._guarded_fields() | dict.fromkeys(names, False)

    @api.depends("partner_id", "date_from", "period")
    def _compute_display_name(self):
        for due in self:
            due.display_name = f"{due.partner_id.name} {channel_period.label(due.date_from, due.period)}"

    @api.depends("state", "date_due")
    def _compute_late(self):
        for due in self:
            due.late = due.state == "open" and due.date_due < due.company_id._business_today()

    @api.model
    def _search_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        companies = self.env["res.company"].search([("parent_id", "=", False)])
        late = Domain.OR(
            Domain("company_id", "=", company.id) & Domain("date_due", "<", company._business_today())
            for company in companies
        ) & Domain("state", "=", "open")
        return late if True in value else ~late

    def action_waive(self):
        """Do without the reports. Channel managers."""
        self._check_manager()
        self.filtered(lambda due: due.state == "open")._guarded_write({"state": "waived"})
        self.activity_unlink(["crm_industry.mail_activity_channel_report"])
        return True

    def action_unwaive(self):
        """Ask for the reports after all. Channel managers."""
        self._check_manager()
        waived = self.filtered(lambda due: due.state == "waived")
        waived._guarded_write({"state": "open"})
        self._sync(waived.company_id, waived.partner_id)
        return True

    def action_report(self):
        """Open the report of the period, or a new one."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.channel.report",
            "res_id": self.report_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_period": self.period,
                "default_date_from": self.date_from,
                "default_company_id": self.company_id.id,
            },
        }

    def _check_manager(self):
        check_ids(self)
        self.check_access("read")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only channel managers waive channel reports."))

    # -- the calendar ----------------------------------------------------------------------------------------------

    @api.model
    def _dealers_query(self, company):
        """SELECT of the dealers who owe reports: partner_id, period, since (first day). Extend by super with UNION.

        Dealers whose active agreement says so, since it began; else those of the types that report, in the period of the
        company, since they are customers.

        :param company: the company at the root of the branch tree, with full rights
        """
        return SQL(
            """
            SELECT p.id AS partner_id, COALESCE(a.period, %(period)s) AS period,
                   GREATEST(%(start)s::date, COALESCE(a.date_from, p.create_date::date)) AS since
              FROM res_partner p
              JOIN crm_customer_type t ON t.id = p.channel_type_id
              LEFT JOIN (%(agreed)s) a ON a.partner_id = p.id
             WHERE t.is_dealer AND p.active AND p.commercial_partner_id = p.id
               AND CASE WHEN a.period IS NULL THEN t.channel_reporting ELSE a.period <> 'none' END
               AND (p.company_id IS NULL OR p.company_id = ANY(%(branches)s))
            """,
            agreed=self.env["crm.channel.report"]._agreed_query(company),
            period=company.channel_report_period,
            start=company.channel_report_start,
            branches=company._credit_branches().ids,
        )

    @api.model
    def _refresh(self, company):
        """Write the reports that have come due until today, and see which have been delivered.

        :param company: the company at the root of the branch tree, with full rights
        """
        if not company.channel_report_start:
            return
        self.env.flush_all()
        for period in ("week", "month"):
            periods = channel_period.complete(company.channel_report_start, company._business_today(), period, MOST_PERIODS)
            if periods:
                self._insert(company, period, periods)
        self.invalidate_model()
        self._sync(company)

    @api.model
    def _insert(self, company, period, periods):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_channel_due (company_id, partner_id, period, date_from, date_to, date_due, state, on_time,
                                             reminders, create_uid, create_date, write_uid, write_date)
                SELECT %(company)s, d.partner_id, %(period)s, w.first, w.last, w.last + %(days)s, 'open', FALSE, 0,
                       %(user)s, now() AT TIME ZONE 'UTC', %(user)s, now() AT TIME ZONE 'UTC'
                  FROM (%(dealers)s) d
                  JOIN unnest(%(firsts)s::date[], %(lasts)s::date[]) AS w (first, last) ON w.first >= d.since
                 WHERE d.period = %(period)s
                ON CONFLICT (company_id, partner_id, period, date_from) DO NOTHING
                """,
                company=company.id,
                period=period,
                days=company.channel_report_due_days,
                user=self.env.uid,
                dealers=self._dealers_query(company),
                firsts=[first for first, _last in periods],
                lasts=[last for _first, last in periods],
            )
        )

    @api.model
    def _sync(self, companies, partners=None):
        """See which reports have come in.

        :param partners: dealers; None: all
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE crm_channel_due d
                   SET state = CASE WHEN f.id IS NOT NULL THEN 'delivered' ELSE 'open' END, report_id = f.id,
                       delivered_on = f.delivered_on, on_time = COALESCE(f.delivered_on <= d.date_due, FALSE)
                  FROM crm_channel_due o
                  JOIN res_company c ON c.id = o.company_id
                  LEFT JOIN LATERAL (
                        SELECT r.id, (SELECT min(a.submitted_on AT TIME ZONE 'UTC' AT TIME ZONE c.business_tz)::date
                                        FROM crm_channel_report a
                                       WHERE a.company_id = o.company_id AND a.partner_id = o.partner_id AND a.period = o.period
                                         AND a.date_from = o.date_from) AS delivered_on
                          FROM crm_channel_report r
                         WHERE r.company_id = o.company_id AND r.partner_id = o.partner_id AND r.period = o.period
                           AND r.date_from = o.date_from AND r.state IN ('submitted', 'accepted')
                         ORDER BY r.revision DESC LIMIT 1) f ON TRUE
                 WHERE o.id = d.id AND d.state <> 'waived' AND d.company_id = ANY(%s) AND %s
                   AND (f.id IS DISTINCT FROM d.report_id OR (f.id IS NOT NULL) <> (d.state = 'delivered'))
                RETURNING d.id, d.state
                """,
                companies.ids,
                SQL("TRUE") if partners is None else SQL("d.partner_id = ANY(%s)", partners.ids),
            )
        )
        self.invalidate_model()
        # sudo: the activity belongs to the salesperson, whoever delivers the report
        delivered = self.sudo().browse([due_id for due_id, state in rows if state == "delivered"])
        delivered.activity_unlink(["crm_industry.mail_activity_channel_report"])

    @api.model
    def _rekey(self, old, new):
        """What a dealer owed is owed by the one that absorbs it, unless that owes the same."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_channel_due d SET partner_id = %(new)s WHERE d.partner_id = %(old)s AND NOT EXISTS (
                    SELECT FROM crm_channel_due n WHERE n.partner_id = %(new)s AND n.company_id = d.company_id
                       AND n.period = d.period AND n.date_from = d.date_from)
                """,
                old=old.id,
                new=new.id,
            )
        )
        self.invalidate_model()
        self.search([("partner_id", "=", old.id)]).unlink()
        self._sync(self.env["res.company"].search([("parent_id", "=", False)]), new)
