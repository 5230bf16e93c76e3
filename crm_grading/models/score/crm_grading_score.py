from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain

from ...tools.arguments import check_ids, check_one
from ...tools.checked_fields import CheckedDate, CheckedFloat
from .crm_grading_score_todo import OPEN

ASSESSOR = "crm_grading.group_grading_assessor"
TODO_ACTION = "crm_grading.crm_grading_score_todo_action"


class CrmGradingScore(models.Model):
    """A score from 0 to 100 that a person gave a customer, by a questionnaire or directly, or that was imported.

    A draft is being entered and counts nowhere. A confirmed score is never changed: a new one of another date stands
    beside it, a new one of the same date replaces it and the old one is kept.
    """

    _name = "crm.grading.score"
    _inherit = ["crm.guarded.mixin"]
    _description = "Manual Score"
    _order = "date desc, id desc"
    _check_company_auto = True

    measure_id = fields.Many2one(
        "crm.grading.measure",
        string="Questionnaire",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('kind', '=', 'manual')]",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=lambda self: self.env["res.partner"]._customer_domain(),
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    date = CheckedDate(required=True, default=lambda self: self.env.company._business_today())
    answer_ids = fields.One2many(
        "crm.grading.score.answer",
        "score_id",
        string="Answers",
        compute="_compute_answer_ids",
        store=True,
        readonly=False,
    )
    question_count = fields.Integer(compute="_compute_question_count")
    score = CheckedFloat(
        compute="_compute_score", store=True, readonly=False, digits=(16, 4), aggregator="avg", help="From 0 to 100."
    )
    valid_until = fields.Date(compute="_compute_valid_until", help="Empty: until there is a newer one.")
    note = fields.Text()
    assessor_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="set null", index="btree_not_null")
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed"), ("replaced", "Replaced")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    replaced_by_id = fields.Many2one("crm.grading.score", readonly=True, copy=False, ondelete="set null", index="btree_not_null")
    source = fields.Char(readonly=True, copy=False, help="The file or system it was imported from; empty: entered here.")
    external_id = fields.Char(string="External ID", readonly=True, copy=False)
    payload_hash = fields.Char(readonly=True, copy=False)

    _score_range = models.Constraint("CHECK (score BETWEEN 0 AND 100)", "A score must lie between 0 and 100.")
    _confirmed_uniq = models.UniqueIndex(
        "(measure_id, partner_id, company_id, date) WHERE state = 'confirmed'",
        "A customer has one confirmed score a day for a questionnaire.",
    )
    _external_uniq = models.UniqueIndex(
        "(company_id, source, external_id) WHERE state = 'confirmed'", "A score of a file is imported once for a company."
    )

    # -- computes and checks ---------------------------------------------------------------------------------------

    @api.depends("measure_id", "partner_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for score in self:
            day = self.env["res.partner"]._format_grading_date(score.date)
            names = (score.measure_id.name, score.partner_id.name, day)
            score.display_name = " · ".join(name for name in names if name)

    @api.depends("measure_id")
    def _compute_answer_ids(self):
        """One row a question; rows of another questionnaire go."""
        for score in self.filtered(lambda score: score.state == "draft"):
            score.answer_ids = [Command.clear()] + [
                Command.create({"question_id": question.id, "maximum": question.points})
                for question in score.measure_id.question_ids
            ]

    @api.depends("measure_id")
    def _compute_question_count(self):
        for score in self:
            score.question_count = len(score.measure_id.question_ids)

    @api.depends("answer_ids.points", "answer_ids.maximum")
    def _compute_score(self):
        for score in self:
            score.score = score._answered_score() if score.answer_ids else score.score

    def _answered_score(self):
        """The points of all answers as a percentage of the most points."""
        most = sum(self.answer_ids.mapped("maximum"))
        return round(100.0 * sum(self.answer_ids.mapped("points")) / most, 4) if most else 0.0

    def _previous_points(self):
        """Return {question id: points} of the customer's newest confirmed score until the day of this one."""
        last = self.search(
            [
                ("measure_id", "=", self.measure_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "confirmed"),
                ("date", "<=", self.date),
                ("id", "!=", self._origin.id),
            ],
            order="date desc, id desc",
            limit=1,
        )
        return {answer.question_id.id: answer.points for answer in last.answer_ids}

    @api.depends("date", "measure_id.validity_months")
    def _compute_valid_until(self):
        for score in self:
            months = score.measure_id.validity_months
            score.valid_until = score.date + relativedelta(months=months, days=-1) if score.date and months else False

    @api.constrains("measure_id", "partner_id")
    def _check_measure_and_customer(self):
        for score in self:
            if score.measure_id.kind != "manual":
                raise ValidationError(
                    self.env._("%(measure)s is no questionnaire: choose one that is.", measure=score.measure_id.name)
                )
            if score.partner_id != score.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact: give the score to the customer %(customer)s.",
                        contact=score.partner_id.display_name,
                        customer=score.partner_id.commercial_partner_id.display_name,
                    )
                )

    # -- create, write, delete -------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        names = ("assessor_id", "replaced_by_id", "source", "external_id", "payload_hash")
        return super()._guarded_fields() | dict.fromkeys(names, False) | {"state": "draft"}

    def write(self, vals):
        if vals.keys() - self._guarded_fields().keys():
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        self._check_draft()

    def _check_draft(self):
        if fixed := self.filtered(lambda score: score.state != "draft"):
            raise UserError(
                self.env._("%(score)s is confirmed and is kept as it is: enter a new score.", score=fixed[0].display_name)
            )

    # -- verbs -----------------------------------------------------------------------------------------------------

    def action_confirm(self):
        """Make drafts count. A confirmed score of the same day is replaced and kept.

        :raise AccessError: the user is no assessor
        :raise UserError: a date lies in the future
        """
        check_ids(self)
        self._check_assessor()
        return self._confirm_scores()

    def _confirm_scores(self):
        """Make drafts count, as `action_confirm`; the caller has made sure that the user may."""
        self._check_draft()
        self.env["crm.capacity.lock"]._lock_capacity([self._lock_key(s.measure_id, s.company_id) for s in self])
        for score in self:
            if score.date > score.company_id._business_today():
                raise UserError(self.env._("%(score)s lies in the future: change its date.", score=score.display_name))
            if score.answer_ids:
                score.score = score._answered_score()
            score._replace_same_day()
            score._guarded_write({"state": "confirmed", "assessor_id": self.env.uid})
        return True

    def action_confirm_next(self):
        """Confirm, and open the next customer who is still to be assessed with the same questionnaire."""
        check_one(self)
        self.action_confirm()
        todo = self.env["crm.grading.score.todo"]
        following = todo.search(
            [("measure_id", "=", self.measure_id.id), ("status", "in", OPEN), ("partner_id", ">", self.partner_id.id)], limit=1
        ) or todo.search([("measure_id", "=", self.measure_id.id), ("status", "in", OPEN)], limit=1)
        return following.action_assess() if following else self.env["ir.actions.act_window"]._for_xml_id(TODO_ACTION)

    def _check_assessor(self):
        """Extend by super for questionnaires that others confirm, too.

        :raise AccessError: the user may not confirm these scores
        """
        if not self.env.user.has_group(ASSESSOR):
            raise AccessError(self.env._("Only assessors confirm scores."))

    @api.model
    def _lock_key(self, measure, company):
        """The lock of those who confirm scores of a questionnaire: one score a day."""
        return f"score:{measure.id}:{company.id}"

    def _replace_same_day(self):
        """Mark the confirmed score of the same customer, questionnaire and day as replaced by this one."""
        same_day = Domain([(name, "=", self[name].id) for name in ("measure_id", "partner_id", "company_id")])
        older = self.search(same_day & Domain([("date", "=", self.date), ("state", "=", "confirmed")]))
        older._guarded_write({"state": "replaced", "replaced_by_id": self.id})
        self.env.flush_all()
