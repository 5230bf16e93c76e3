from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import as_day, as_text, check_one

from .crm_complaint_callback import WAITING
from .crm_complaint_callback_attempt import NOBODY

LATEST_DAYS = 60


class CrmComplaintCallback(models.Model):
    """Calls and answers."""

    _inherit = "crm.complaint.callback"

    def action_log_call(self, result, received=False, score=False, comment=False, next_date=False, note=False):
        """Write down a call that has just been made, with what the customer said.

        :param str result: reached, later (asked to be called on ``next_date``), no_answer, busy or wrong_number
        :param str received: yes or no: whether the customer has got what was promised
        :param int score: 1 (very dissatisfied) to 5 (very satisfied); both only for a satisfaction call that was answered
        :param str comment: in the customer's words
        :param next_date: ISO day of the next call
        :param str note: of the caller
        :raise AccessError: the user is no service agent
        :raise UserError: the call is no longer needed, or something is missing
        """
        check_one(self)
        self.complaint_id._check_agent()
        self._check_waiting()
        results = dict(self.env["crm.complaint.callback.attempt"]._fields["result"]._description_selection(self.env))
        if as_text(self.env, result) not in results:
            raise UserError(self.env._("“%(result)s” is no result of a call.", result=result))
        if result == "reached" and self.kind == "satisfaction":
            self._check_answer(received, score)
        day = self._check_next_date(result, next_date)
        note, comment = as_text(self.env, note), as_text(self.env, comment)
        if result == "reached":
            self.complaint_id._replied()
        self._log_attempt(result, note)
        self.complaint_id._log_event("called", note=" · ".join(filter(None, (self._kind_label(), results[result], note))))
        if result == "reached":
            self._take_answer(received, score, comment, "call")
        else:
            self._not_reached(day)
        return True

    def _check_waiting(self):
        """:raise UserError: the customer has been reached, or need not be called any more"""
        if self.state not in WAITING:
            raise UserError(self.env._("%(callback)s: this call is not waited for any more.", callback=self.display_name))

    @api.model
    def _check_answer(self, received, score):
        """Refuse half an answer.

        :raise UserError: it says what is missing
        """
        if received not in ("yes", "no"):
            raise UserError(self.env._("Ask whether the customer has got what was promised."))
        if score and (type(score) is not int or not 1 <= score <= 5):
            raise UserError(self.env._("The score is a whole number from 1 to 5."))
        if received == "yes" and not score:
            raise UserError(self.env._("Ask the customer for a score from 1 to 5."))

    def _check_next_date(self, result, next_date):
        """Return the day on which the customer wants to be called.

        :raise UserError: it is missing, over, or too far away
        """
        day = as_day(self.env, next_date)
        if result != "later":
            return False
        days = (day - self.company_id._business_today()).days if day else -1
        if not 0 <= days <= LATEST_DAYS:
            raise UserError(
                self.env._("Give the day on which the customer wants to be called, within %(days)s days.", days=LATEST_DAYS)
            )
        return day

    def _log_attempt(self, result, note):
        today = self.company_id._business_today()
        self.env["crm.complaint.callback.attempt"].sudo()._guarded_create(
            [
                {
                    "callback_id": self.id,
                    "time": fields.Datetime.now(),
                    "day": today,
                    "user_id": self.env.uid,
                    "result": result,
                    "note": note or False,
                }
            ]
        )
        self._guarded_write({"first_called_on": self.first_called_on or today})

    def _not_reached(self, day):
        """Plan the next call; after enough calls in vain, on as many days, the manager decides."""
        self._guarded_write({"next_date": day})
        if self.state == "planned" and self.kind == "satisfaction" and self._tried_enough():
            self._guarded_write({"state": "unreached"})
            self.complaint_id._tell_manager(
                "crm_industry.mail_activity_complaint_unreached",
                self.env._("The customer could not be reached on %(days)s days.", days=len(self._days_in_vain())),
            )
        self._remind()

    def _tried_enough(self):
        return len(self._days_in_vain()) >= self.company_id.sudo().complaint_call_days

    def _days_in_vain(self):
        """Return the days on which nobody answered since the call was due; what was tried before says nothing."""
        tries = self.attempt_ids.filtered(lambda attempt: attempt.result in NOBODY and attempt.day >= self.due_date)
        return set(tries.mapped("day"))

    def _take_answer(self, received, score, comment, source, rating=None):
        """Write down what the customer said; the complaint draws the consequences.

        :param str source: call, portal or rating
        :param rating: rating.rating that holds the score already, if any
        """
        asked = self.kind == "satisfaction"
        self.activity_id.sudo().unlink()
        self._guarded_write(
            {
                "state": "reached",
                "received": asked and received,
                "score": asked and score or 0,
                "comment": comment or False,
                "answered_on": fields.Datetime.now(),
                "source": source,
            }
        )
        if not asked:
            self.complaint_id._apology_made()
            return
        if score and not rating:
            self._keep_rating()
        self.complaint_id._heard(self)

    def _keep_rating(self):
        """Keep the score among Odoo's ratings, too: of the agent, by the customer."""
        complaint = self.complaint_id.sudo()
        person = complaint.contact_id or complaint.partner_id
        self.env["rating.rating"].sudo().create(
            {
                "res_model_id": self.env["ir.model"]._get_id(complaint._name),
                "res_id": complaint.id,
                "partner_id": person.id,
                "rated_partner_id": (complaint.user_id or self.env.user).partner_id.id,
                "rating": self.score,
                "feedback": self.comment,
                "consumed": True,
            }
        )

    def _kind_label(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]
