from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.ratios import ratio

from .crm_complaint_callback import SATISFIED_FROM


class CrmEmployeeService(models.Model):
    """How punctually employees call customers back, and how satisfied the customers of their cases are.

    A callback counts for its caller on the day it was due: as soon as it was made or is overdue. What the customer answers
    counts for the agent of the case on the day of the answer. Agents see their own figures, managers everybody's.
    """

    _name = "crm.employee.service"
    _inherit = ["crm.ratio.mixin"]
    _description = "Service by Employee"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "user_id"
    _depends = {
        "crm.complaint": ["user_id", "type_id", "category_id"],
        "crm.complaint.callback": [
            "answered_on", "cancelled_on", "company_id", "complaint_id", "due_date", "first_called_on", "kind", "received",
            "score", "state", "user_id",
        ],
        "res.company": ["business_tz"],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Employee", readonly=True)
    date = fields.Date(readonly=True, help="The day a call was due, or the customer answered, in the company's time zone.")
    kind = fields.Selection(
        lambda self: self.env["crm.complaint.callback"]._fields["kind"]._description_selection(self.env),
        string="Callback",
        readonly=True,
    )
    complaint_id = fields.Many2one("crm.complaint", readonly=True)
    type_id = fields.Many2one("crm.complaint.type", string="Service Type", readonly=True)
    category_id = fields.Many2one("crm.complaint.category", readonly=True)
    calls = fields.Integer(string="Callbacks Due", readonly=True, help="Made, or due until yesterday.")
    calls_on_time = fields.Integer(
        string="Callbacks in Time", readonly=True, help="First tried on the day they were due, at latest."
    )
    calls_missed = fields.Integer(string="Not Called", readonly=True, help="Due until yesterday, and never tried.")
    answers = fields.Integer(string="Answers of Customers", readonly=True)
    satisfied = fields.Integer(readonly=True, help="Received what was promised, and a score of 3 at least.")
    scores = fields.Integer(string="Answers with a Score", readonly=True)
    score_sum = fields.Integer(string="Sum of Scores", readonly=True)
    punctuality = fields.Float(string="Callbacks in Time (%)", digits=(16, 2), compute="_compute_ratios", help="In time ÷ due.")
    satisfied_rate = fields.Float(
        string="Satisfied (%)", digits=(16, 2), compute="_compute_ratios", help="Satisfied ÷ answers of customers."
    )
    score = fields.Float(
        string="Satisfaction", digits=(16, 2), compute="_compute_ratios", help="1 to 5, average of the customers' answers."
    )

    @api.model
    def _ratios(self):
        return super()._ratios() | {
            "punctuality": ratio("calls_on_time", "calls"),
            "satisfied_rate": ratio("satisfied", "answers"),
            "score": ratio("score_sum", "scores", 1),
        }

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", self._calls_query(), self._answers_query())

    @api.model
    def _calls_query(self):
        """The callbacks that were made, or could have been, of their callers."""
        return SQL(
            """
            SELECT callback.id::bigint * 2 AS id, callback.company_id, callback.user_id, callback.due_date AS date, callback.kind,
                   callback.complaint_id, complaint.type_id, complaint.category_id, 1 AS calls,
                   (COALESCE(%(on_time)s, FALSE))::integer AS calls_on_time,
                   (callback.first_called_on IS NULL)::integer AS calls_missed, 0 AS answers, 0 AS satisfied, 0 AS scores,
                   0 AS score_sum
              FROM crm_complaint_callback callback
              JOIN crm_complaint complaint ON complaint.id = callback.complaint_id
              JOIN res_company company ON company.id = callback.company_id
             WHERE %(due)s
            """,
            on_time=self._called_on_time(),
            due=self._call_due(),
        )

    @api.model
    def _call_due(self):
        """SQL over the aliases ``callback`` and ``company``: the call was made, or is overdue. One that nobody tried counts from
        the day after it was due, unless the customer spoke before, or it was no longer needed."""
        return SQL(
            "(callback.first_called_on IS NOT NULL OR callback.due_date < COALESCE(callback.cancelled_on, %s, %s))",
            self._company_day(SQL("callback.answered_on")),
            self._company_day(SQL("%s", fields.Datetime.now())),
        )

    @api.model
    def _called_on_time(self):
        """SQL over the alias ``callback``: it was first tried on the day it was due, at latest; NULL when nobody tried."""
        return SQL("callback.first_called_on <= callback.due_date")

    @api.model
    def _answers_query(self):
        """What customers answered, of the agents of their cases."""
        return SQL(
            """
            SELECT callback.id::bigint * 2 + 1 AS id, callback.company_id, complaint.user_id,
                   %(day)s AS date, callback.kind, callback.complaint_id, complaint.type_id,
                   complaint.category_id, 0 AS calls, 0 AS calls_on_time, 0 AS calls_missed, 1 AS answers,
                   (callback.received IS NOT DISTINCT FROM 'yes' AND callback.score >= %(satisfied)s)::integer AS satisfied,
                   (callback.score > 0)::integer AS scores, callback.score AS score_sum
              FROM crm_complaint_callback callback
              JOIN crm_complaint complaint ON complaint.id = callback.complaint_id
              JOIN res_company company ON company.id = callback.company_id
             WHERE callback.kind = 'satisfaction' AND callback.state = 'reached'
            """,
            day=self._company_day(SQL("callback.answered_on")),
            satisfied=SATISFIED_FROM,
        )

    @api.model
    def _company_day(self, moment):
        """SQL: the day of a moment (UTC) in the time zone of the alias ``company``."""
        return SQL("(%s::timestamp AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(company.business_tz, 'UTC'))::date", moment)
