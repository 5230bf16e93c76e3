from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_ids

from ...tools.lift import lift_figures
from .churn_scope import ChurnScope
from .crm_telecom_lifecycle_mixin import MANAGER

PIECE = 2_000
COUNTS = ("population", "flagged", "disconnected", "hits")
SMALL = 5_000


class CrmTelecomChurnTest(models.Model):
    """How well the churn score would have told who leaves: as of the day before a quarter, against its disconnections.

    Scored are the subscriptions that were in use and not under notice then, by the flags of now and nothing that came after
    that day. Those with a high risk count as told.
    """

    _name = "crm.telecom.churn.test"
    _inherit = ["crm.job.mixin"]
    _description = "Test of the Churn Score"
    _order = "date_from desc, id desc"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    date = fields.Date(string="Made on", required=True, readonly=True)
    date_from = fields.Date(string="Quarter from", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    high = fields.Integer(string="High Risk from", readonly=True, aggregator=None, help="Points.")
    medium = fields.Integer(string="Medium Risk from", readonly=True, aggregator=None, help="Points.")
    population = fields.Integer(string="Subscriptions Scored", readonly=True)
    flagged = fields.Integer(string="With a High Risk", readonly=True)
    disconnected = fields.Integer(readonly=True, help="Of those scored, in the quarter.")
    hits = fields.Integer(string="Foretold", readonly=True, help="Disconnected and with a high risk before.")
    base_rate = fields.Float(string="Disconnected (%)", digits=(16, 2), compute="_compute_figures", help="Disconnected ÷ scored.")
    precision = fields.Float(string="Precision (%)", digits=(16, 2), compute="_compute_figures", help="Told ÷ with a high risk.")
    precision_low = fields.Float(
        string="Precision from (%)", digits=(16, 2), compute="_compute_figures", help="95 % confidence interval (Wilson)."
    )
    precision_high = fields.Float(string="Precision to (%)", digits=(16, 2), compute="_compute_figures")
    recall = fields.Float(string="Recall (%)", digits=(16, 2), compute="_compute_figures", help="Told ÷ disconnected.")
    lift = fields.Float(
        digits=(16, 2), compute="_compute_figures", help="Precision ÷ disconnected (%): so many times better than chance."
    )
    lift_low = fields.Float(
        string="Lift from", digits=(16, 2), compute="_compute_figures", help="That of the interval of the precision."
    )
    lift_high = fields.Float(string="Lift to", digits=(16, 2), compute="_compute_figures")
    line_ids = fields.One2many("crm.telecom.churn.test.line", "test_id", string="By Risk and Sign", readonly=True)

    _dates_order = models.Constraint("CHECK (date_from <= date_to)", "A quarter ends after it begins.")

    @api.depends("date_from", "company_id")
    def _compute_display_name(self):
        for test in self:
            day = test.date_from
            test.display_name = day and f"{day.year} Q{(day.month + 2) // 3} · {test.company_id.name}"

    @api.depends(*COUNTS)
    def _compute_figures(self):
        for test in self:
            test.base_rate = 100 * test.disconnected / test.population if test.population else 0.0
            test.update(lift_figures(test.hits, test.flagged, test.disconnected, test.population))

    @api.model
    def _guarded_fields(self):
        names = ("company_id", "date", "date_from", "date_to", "high", "medium")
        return super()._guarded_fields() | dict.fromkeys(names, False) | dict.fromkeys(COUNTS, 0)

    # -- starting ------------------------------------------------------------------------------------------------------

    @api.model
    def action_test_company(self):
        """Test the score of the current company on the last complete quarter (button).

        :return: action that shows the test
        :raise AccessError: the user is no telecom manager
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only telecom managers test the churn score."))
        test = self._begin_test(self.env.company)
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(self._name).name,
            "res_model": self._name,
            "res_id": test.id,
            "view_mode": "form",
        }

    def action_job_resume(self):
        self._check_tester()
        return super().action_job_resume()

    def action_job_stop(self):
        self._check_tester()
        return super().action_job_stop()

    def _check_tester(self):
        check_ids(self)
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only telecom managers test the churn score."))

    @api.model
    def _begin_test(self, company):
        """Test the score of a company on its last complete quarter: at once with few subscriptions, else by the worker."""
        # sudo: written by code alone
        settings, today = company.sudo(), company._business_today()
        begin = self._quarter(today)
        values = {
            "company_id": company.id,
            "date": today,
            "date_from": begin,
            "date_to": begin + relativedelta(months=3, days=-1),
            "high": settings.telecom_churn_high,
            "medium": settings.telecom_churn_medium,
        }
        test = self.sudo()._guarded_create([values])
        _upto, count = self.env["crm.telecom.churn.flag"]._next_piece(test._test_scope(), 0, SMALL + 1)
        if count > SMALL:
            test._job_start()
        else:
            test._job_run_now()
        return test

    @api.model
    def _begin_missing(self, company):
        """Test the last complete quarter of a company, unless that has been done or nobody subscribed to anything then."""
        begin = self._quarter(company._business_today())
        known = [("company_id", "=", company.id), ("date_from", "=", begin)]
        used = [("company_id", "=", company.id), ("activated_on", "<", begin)]
        if self.search_count(known, limit=1) or not self.env["crm.telecom.subscription"].search_count(used, limit=1):
            return self.browse()
        return self._begin_test(company)

    @api.model
    def _quarter(self, today):
        """Return the first day of the last quarter that is over."""
        this = today.replace(day=1, month=3 * ((today.month - 1) // 3) + 1)
        return this - relativedelta(months=3)

    # -- steps ---------------------------------------------------------------------------------------------------------

    def _job_steps(self):
        return [("count", self.env._("Score the subscriptions of then"))]

    def _test_scope(self):
        flags = self.env["crm.telecom.churn.flag"]._of_company(self.company_id)
        return ChurnScope(self.company_id, self.date_from - timedelta(days=1), flags)

    def _job_run_step(self, _key, cursor):
        """Count the next subscriptions; at the end keep what came of it."""
        cursor = cursor or {"after": 0, "counts": []}
        scope = self._test_scope()
        self.env.flush_all()
        upto, _count = self.env["crm.telecom.churn.flag"]._next_piece(scope, cursor["after"], PIECE)
        if upto is None:
            self._keep_counts(cursor["counts"])
            return None
        totals = {(kind, name): (chosen, hits) for kind, name, chosen, hits in cursor["counts"]}
        for kind, name, chosen, hits in self.env.execute_query(self._count_query(scope, cursor["after"], upto)):
            former = totals.get((kind, name), (0, 0))
            totals[kind, name] = (former[0] + chosen, former[1] + hits)
        return {"after": upto, "counts": [[*key, *numbers] for key, numbers in totals.items()]}

    def _count_query(self, scope, after, upto):
        """SQL: how many subscriptions of a piece were chosen, by all, by band and by flag, and how many of these left."""
        return SQL(
            """
            WITH r AS (
                SELECT q.details, CASE WHEN q.points >= %(high)s THEN 'high' WHEN q.points >= %(medium)s THEN 'medium'
                                       ELSE 'low' END AS band,
                       EXISTS (SELECT FROM crm_telecom_event e
                                WHERE e.res_model = 'crm.telecom.subscription' AND e.res_id = q.subscription_id
                                  AND e.state_to = 'terminated' AND e.effective_date BETWEEN %(first)s AND %(last)s) AS gone
                  FROM (%(points)s) q
            )
            SELECT 'all', '', count(*), count(*) FILTER (WHERE gone) FROM r
             UNION ALL
            SELECT 'band', band, count(*), count(*) FILTER (WHERE gone) FROM r GROUP BY band
             UNION ALL
            SELECT 'flag', f.id, count(*), count(*) FILTER (WHERE gone)
              FROM r CROSS JOIN LATERAL jsonb_object_keys(r.details) AS f (id) GROUP BY f.id
            """,
            high=self.high,
            medium=self.medium,
            first=self.date_from,
            last=self.date_to,
            points=self.env["crm.telecom.churn.flag"]._points_query(scope, after, upto),
        )

    def _keep_counts(self, counts):
        totals = {(kind, name): (chosen, hits) for kind, name, chosen, hits in counts}
        population, disconnected = totals.get(("all", ""), (0, 0))
        flagged, hits = totals.get(("band", "high"), (0, 0))
        self._guarded_write({"population": population, "disconnected": disconnected, "flagged": flagged, "hits": hits})
        lines = self.env["crm.telecom.churn.test.line"]
        lines.search([("test_id", "=", self.id)]).unlink()
        made = [
            {"test_id": self.id, "band": band, "flagged": totals[kind, band][0], "hits": totals[kind, band][1]}
            for kind, band in (("band", "high"), ("band", "medium"), ("band", "low"))
            if (kind, band) in totals
        ]
        for (kind, name), (chosen, told) in sorted(totals.items(), key=lambda item: -item[1][1]):
            if kind == "flag":
                made.append(self._prepare_flag_line(int(name), chosen, told))
        lines._guarded_create(made)

    def _prepare_flag_line(self, flag_id, chosen, told):
        flag = self.env["crm.telecom.churn.flag"].browse(flag_id)
        values = {"test_id": self.id, "flag_id": flag.id, "points": flag.points, "threshold": flag.threshold}
        return values | {"flagged": chosen, "hits": told}
