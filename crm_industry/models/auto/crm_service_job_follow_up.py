from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import as_text, check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection

from ...tools.scores import as_score

ACTIVITY = "crm_industry.auto_activity_follow_up"
UNHAPPY = 2


class CrmServiceJob(models.Model):
    """Some days after the delivery the customer is asked whether all is well."""

    _inherit = "crm.service.job"

    follow_up_due = fields.Date(readonly=True, copy=False, index="btree_not_null", help="Day of the call to the customer.")
    followed_up_on = fields.Datetime(readonly=True, copy=False)
    follow_up_score = fields.Integer(
        string="Score",
        readonly=True,
        copy=False,
        aggregator=None,
        help="1 very dissatisfied to 5 very satisfied. 0: not answered.",
    )
    follow_up_words = fields.Text(string="Customer's Answer", readonly=True, copy=False)
    follow_up_source = CheckedSelection("_selection_follow_up_source", string="Answered by", readonly=True, copy=False)

    _score_range = models.Constraint(
        "CHECK (follow_up_score IS NULL OR follow_up_score BETWEEN 0 AND 5)", "A score is from 1 to 5."
    )

    @api.model
    def _selection_follow_up_source(self):
        """How customers answer. Extend by super."""
        labels = {"call": self.env._("Call"), "portal": self.env._("Portal"), "rating": self.env._("Link in a mail")}
        return list(labels.items())

    @api.model
    def _guarded_fields(self):
        names = ("follow_up_words", "follow_up_source")
        return super()._guarded_fields() | dict.fromkeys(names, False) | {"follow_up_score": 0}

    @api.model
    def _score_fields(self):
        return (*super()._score_fields(), "follow_up_score")

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        if verb == "deliver":
            self._plan_follow_up()
        return result

    def _plan_follow_up(self):
        """Note when customers are to be called, and remind the advisors."""
        for job in self:
            days = job.company_id.sudo().auto_follow_up_days
            if not days:
                continue
            due = job._transition_today() + timedelta(days=days)
            job._guarded_write({"follow_up_due": due})
            caller = job.company_id._employed(job.user_id) or self.env.user
            job.activity_schedule(ACTIVITY, date_deadline=due, user_id=caller.id)

    def action_follow_up(self, score, words=False):
        """Write down what the customer said in the call; for people of the station.

        :param int score: 1 very dissatisfied to 5 very satisfied
        :param str words: what the customer said
        :raise UserError: the vehicle is not delivered, the customer has answered, or the score is none
        """
        check_one(self)
        self.check_access("write")
        self.station_id._check_own()
        self._follow_up(score, words, "call")
        return True

    def _follow_up(self, score, words, source):
        """Keep the answer of a customer, from code that has made sure that it is theirs; once for a job.

        :param str source: one of `_selection_follow_up_source`
        """
        self.ensure_one()
        score = as_score(self.env, score)
        self.env["crm.capacity.lock"]._lock_capacity(self._transition_locks())
        if self.state != "delivered":
            raise UserError(self.env._("%(job)s is not delivered yet.", job=self.display_name))
        if self.followed_up_on:
            raise UserError(self.env._("The customer has answered about %(job)s already.", job=self.display_name))
        self._guarded_write(
            {
                "followed_up_on": fields.Datetime.now(),
                "follow_up_score": score,
                "follow_up_words": as_text(self.env, words).strip() or False,
                "follow_up_source": source,
            }
        )
        self.activity_feedback([ACTIVITY])
        self._followed_up()

    def _followed_up(self):
        """Hook: the customer has said how satisfied it is. Who is not gets a call of the advisor at once. Extend by super."""
        if self.follow_up_score <= UNHAPPY:
            caller = self.company_id._employed(self.user_id) or self.env.user
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=caller.id,
                summary=self.env._("The customer is not satisfied: %(score)s of 5", score=self.follow_up_score),
            )
