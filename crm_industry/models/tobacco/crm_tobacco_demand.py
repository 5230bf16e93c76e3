from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date
from odoo.tools.misc import format_duration

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate

from ...tools.order_cycle import week_name, week_start


class CrmTobaccoDemand(models.Model):
    """What consumers ask a retailer for in a week, and what it has in stock, as the retailer reports it.

    A report is made in its week, by the retailer or its client manager. Until the last time for reports, which the company
    sets, it is in time and may be changed; a first report is taken until the week ends.
    """

    _name = "crm.tobacco.demand"
    _description = "Demand Report of a Retailer"
    _inherit = ["crm.guarded.mixin"]
    _order = "week desc, id desc"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    # A retailer's file that is joined with another one takes its reports with it: the other one has its own.
    retailer_id = fields.Many2one(
        "crm.tobacco.retailer", required=True, index=True, ondelete="cascade", domain="[('active', '=', True)]"
    )
    company_id = fields.Many2one(related="retailer_id.company_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one(related="retailer_id.user_id", string="Client Manager")
    week = CheckedDate(
        string="Week From",
        required=True,
        index=True,
        default=lambda self: week_start(self.env.company.root_id._business_today()),
        help="Monday of the week that is reported: the present one.",
    )
    week_name = fields.Char(string="Week", compute="_compute_week_name", help="Year and week of ISO 8601.")
    line_ids = fields.One2many("crm.tobacco.demand.line", "demand_id", string="Goods", copy=False)
    reported_on = fields.Datetime(string="Reported", readonly=True, copy=False, help="When it came first.")
    reported_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    on_time = fields.Boolean(
        string="In Time", readonly=True, copy=False, help="It came until the last time for reports of the week."
    )

    _retailer_uniq = models.UniqueIndex("(retailer_id, week)", "The retailer has reported this week already: change that report.")
    _week_monday = models.Constraint("CHECK (extract(isodow FROM week) = 1)", "A week begins on Monday.")

    @api.depends("week")
    def _compute_week_name(self):
        for demand in self:
            demand.week_name = demand.week and week_name(demand.week)

    @api.depends("retailer_id.display_name", "week_name")
    def _compute_display_name(self):
        for demand in self:
            demand.display_name = " · ".join(filter(None, (demand.retailer_id.display_name, demand.week_name)))

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"reported_on": False, "reported_by": False, "on_time": False}

    @api.model_create_multi
    def create(self, vals_list):
        """Take reports of the present week.

        :raise UserError: another week, or nothing is reported
        """
        demands = super().create(vals_list)
        for demand in demands:
            demand._expect_present_week()
            demand._expect_lines()
            now = fields.Datetime.now()
            demand._guarded_write({"reported_on": now, "reported_by": self.env.uid, "on_time": demand._is_in_time()})
        return demands

    def write(self, vals):
        """Change what is reported, until the last time for reports.

        :raise UserError: it is too late
        """
        if "line_ids" in vals:
            self._expect_open()
        result = super().write(vals)
        if "line_ids" in vals:
            self._expect_lines()
        return result

    def _check_direct_write(self, vals):
        result = super()._check_direct_write(vals)
        if not {"retailer_id", "week"}.isdisjoint(vals):
            raise AccessError(self.env._("A report stays that of its retailer and week."))
        return result

    # -- the week --------------------------------------------------------------------------------------------------

    def _deadline(self):
        """Return the last moment in time of the report's week, in the company's time zone."""
        company = self.company_id.sudo()
        day = self.week + timedelta(days=int(company.tobacco_report_weekday))
        return datetime.combine(day, time()) + timedelta(minutes=round(company.tobacco_report_cutoff * 60))

    def _is_in_time(self):
        return self.retailer_id._local_now().replace(tzinfo=None, second=0, microsecond=0) <= self._deadline()

    def _expect_present_week(self):
        if self.week != week_start(self.retailer_id._local_now().date()):
            raise UserError(self.env._("%(report)s: only the present week is reported.", report=self.display_name))

    def _expect_open(self):
        """:raise UserError: the last time for reports has passed; a report that is being made is let through"""
        for demand in self:
            if demand.reported_on and not demand._is_in_time():
                moment = demand._deadline()
                raise UserError(
                    self.env._(
                        "%(report)s: reports could be changed until %(day)s, %(time)s.",
                        report=demand.display_name,
                        day=format_date(self.env, moment.date()),
                        time=format_duration(moment.hour + moment.minute / 60),
                    )
                )

    def _expect_lines(self):
        for demand in self:
            if not demand.line_ids:
                raise UserError(self.env._("%(report)s: nothing is reported.", report=demand.display_name))
