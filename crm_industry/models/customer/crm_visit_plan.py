from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.crm_grading.tools.arguments import check_ids, check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate


class CrmVisitPlan(models.Model):
    """The visits of a month: as many as the grade of each customer says, spread evenly over the days on which it is visited."""

    _name = "crm.visit.plan"
    _inherit = ["crm.guarded.mixin", "crm.credit.root.mixin"]
    _description = "Visit Plan"
    _order = "month desc, id desc"
    _check_company_auto = True

    month = CheckedDate(
        required=True,
        default=lambda self: self.env.company.root_id._business_today() + relativedelta(day=1),
        help="Any day of it.",
    )
    scheme_id = fields.Many2one(
        "crm.grading.scheme",
        required=True,
        ondelete="restrict",
        check_company=True,
        help="The grades of this scheme say how often customers are visited.",
    )
    generated_on = fields.Datetime(readonly=True, copy=False)
    visit_ids = fields.One2many("crm.visit", "plan_id", string="Visits", readonly=True, copy=False)
    visit_count = fields.Integer(string="Planned", compute="_compute_figures")
    done_count = fields.Integer(string="Done", compute="_compute_figures")
    attainment = fields.Float(string="Attainment (%)", compute="_compute_figures", digits=(16, 2))

    _month_first = models.Constraint("CHECK (extract(day FROM month) = 1)", "A plan begins on the first day of its month.")
    _month_uniq = models.UniqueIndex("(company_id, scheme_id, month)", "There is a plan of this month already.")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"generated_on": False}

    @api.model_create_multi
    def create(self, vals_list):
        """Make plans; any day stands for its month."""
        for vals in vals_list:
            if day := fields.Date.to_date(vals.get("month")):
                vals["month"] = day.replace(day=1)
        return super().create(vals_list)

    @api.depends("month")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = format_date(self.env, plan.month, date_format="MMMM y") if plan.month else ""

    @api.depends("visit_ids.counts_planned", "visit_ids.counts_done")
    def _compute_figures(self):
        groups = self.env["crm.visit"]._read_group(
            [("plan_id", "in", self.ids)], ["plan_id"], ["counts_planned:sum", "counts_done:sum"]
        )
        figures = {plan.id: (planned, done) for plan, planned, done in groups}
        for plan in self:
            plan.visit_count, plan.done_count = figures.get(plan.id, (0, 0))
            plan.attainment = plan.done_count * 100 / plan.visit_count if plan.visit_count else 0.0

    def action_generate(self):
        """Plan the visits of the days to come; repeated, only what is missing is added.

        :raise AccessError: the user plans no visits
        :raise UserError: the month is over
        """
        check_ids(self)
        self.env["crm.visit.checklist"]._check_planner()
        self.check_access("write")
        self.env["crm.capacity.lock"]._lock_capacity(f"visit.plan:{plan.id}" for plan in self)
        for plan in self:
            first, last = plan._days()
            if first > last:
                raise UserError(self.env._("%(month)s is over.", month=plan.display_name))
            plan._generate(first, last)
            plan._guarded_write({"generated_on": fields.Datetime.now()})
        return True

    def _days(self):
        """Return the first and the last day that can be planned."""
        today = self.company_id.sudo()._business_today()
        return max(self.month, today), self.month + relativedelta(months=1, days=-1)

    def _generate(self, first, last):
        """Insert the missing visits by one statement."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_visit (company_id, partner_id, user_id, planned_date, kind, state, plan_id, number, grade_code,
                                       counts_planned, counts_done, deviation_count, minutes, has_position,
                                       create_uid, write_uid, create_date, write_date)
                SELECT %(company)s, partner_id, user_id, day, kind, 'planned', %(plan)s, number, grade_code,
                       1, 0, 0, 0, FALSE, %(user)s, %(user)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM (%(visits)s) visit
                    ON CONFLICT (plan_id, partner_id, kind, number) WHERE plan_id IS NOT NULL DO NOTHING
                """,
                company=self.company_id.id,
                plan=self.id,
                user=self.env.uid,
                visits=self._visits_query(first, last),
            )
        )
        self.env["crm.visit"].invalidate_model()
        self.invalidate_recordset()

    def _visits_query(self, first, last):
        """Return the query of the visits: partner_id, user_id, grade_code, kind, number, day.

        A customer with n visits and d days on which it is visited gets the days (k + f) · d ÷ n, k from 0 to n − 1; f is the
        customer's place among those of the same person, from 0 to 1, so that the work of each person is even, too.
        """
        return SQL(
            """
            SELECT target.partner_id, target.user_id, target.grade_code, target.kind, turn.k + 1 AS number,
                   target.days[1 + floor((turn.k + target.place) * cardinality(target.days) / target.times)::int] AS day
              FROM (
                SELECT due.*, (row_number() OVER whose - 0.5) / count(*) OVER (PARTITION BY due.user_id, due.kind) AS place
                  FROM (%(due)s) due
                 WHERE cardinality(due.days) > 0 AND due.times > 0
                WINDOW whose AS (PARTITION BY due.user_id, due.kind ORDER BY due.partner_id)
              ) target
             CROSS JOIN LATERAL generate_series(0, target.times - 1) turn (k)
            """,
            due=self._due_query(first, last),
        )

    def _due_query(self, first, last):
        """Return the query of who is visited or called how often this month: never twice a day, and by employees alone."""
        month = self.month.year * 12 + self.month.month
        return SQL(
            """
            SELECT target.partner_id, target.user_id, target.grade_code, planned.kind, calendar.days,
                   LEAST(planned.times, cardinality(calendar.days)) AS times
              FROM (%(targets)s) target
             CROSS JOIN LATERAL (VALUES ('visit', target.visits, 0), ('call', target.calls, 1)) planned (kind, times, later)
             CROSS JOIN LATERAL (
                SELECT array_agg(day::date ORDER BY day) AS days
                  FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') day
                 WHERE extract(isodow FROM day)::int - 1 = ANY(target.weekdays)
              ) calendar
             WHERE (target.partner_id + %(month)s + planned.later) %% GREATEST(target.months, 1) = 0
               AND target.user_id IN (
                SELECT employee.id FROM res_users employee
                  JOIN res_company_users_rel works ON works.user_id = employee.id AND works.cid = %(company)s
                 WHERE employee.active AND NOT employee.share)
            """,
            company=self.company_id.id,
            targets=self._targets_query(),
            first=first,
            last=last,
            month=month,
        )

    def _targets_query(self):
        """Return the query of the customers and what their grades say. Extend by super.

        :return: SELECT of partner_id, user_id, grade_code, visits, calls, months (visits and calls in so many), weekdays (0-6)
        :rtype: SQL
        """
        return SQL(
            """
            SELECT standing.partner_id, partner.user_id, grade.code AS grade_code, grade.visit_count AS visits,
                   grade.visit_calls AS calls, grade.visit_months AS months, ARRAY[0, 1, 2, 3, 4] AS weekdays
              FROM crm_grading_standing standing
              JOIN crm_grading_grade grade ON grade.id = standing.grade_id
              JOIN res_partner partner ON partner.id = standing.partner_id AND partner.active
             WHERE standing.company_id = %s AND standing.scheme_id = %s
            """,
            self.company_id.id,
            self.scheme_id.id,
        )

    def action_open_visits(self):
        """Open the visits of the plan (button)."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_visit_action")
        return action | {"domain": [("plan_id", "=", self.id)], "context": {}}
