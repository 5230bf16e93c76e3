from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .crm_complaint_callback import SATISFIED_FROM, WAITING


class CrmComplaint(models.Model):
    """What the customer says closes the loop, or begins a new round."""

    _inherit = "crm.complaint"

    def _heard(self, callback):
        """Draw the consequences of an answer.

        :param callback: crm.complaint.callback, just answered
        """
        self.ensure_one()
        if callback._is_satisfied():
            self._log_event("confirmed", note=callback.comment)
            if self.state == "confirming" and not self._open_reasons():
                self._close()
            return
        self._log_event("denied", note=callback.comment)
        self._tell_manager("crm_industry.mail_activity_complaint_denied", callback.comment)
        if self.state in ("confirming", "closed"):
            self._reopen(callback.comment or self._answer_text(callback))

    def _answer_text(self, callback):
        if callback.received == "no":
            return self.env._("The customer has not got what was promised.")
        return self.env._("The customer is not satisfied: %(score)s of 5.", score=callback.score)

    def _customer_answer(self, received, score=False, comment=False, source="portal", rating=None):
        """The customer says by itself whether all is well. The caller has made sure that it is the customer; in sudo.

        :param str received: yes or no, False when not asked
        :param int score: 1 to 5, may be missing when nothing was received
        :param str comment: in the customer's words
        :param str source: portal or rating
        :param rating: rating.rating that holds the score already, if any
        :raise UserError: nothing has been done for the customer yet, or half of the answer is missing
        """
        self.ensure_one()
        callbacks = self.env["crm.complaint.callback"]
        if source != "rating":
            callbacks._check_answer(received, score)
        self._lock_decisions()
        waiting = self._round_callbacks("satisfaction").filtered(lambda each: each.state in WAITING)
        if not waiting and self.state not in ("confirming", "closed"):
            raise UserError(self.env._("%(complaint)s: nothing has been sent or done yet.", complaint=self.display_name))
        if not waiting and callbacks._is_good(received, score) and self._confirmations():
            raise UserError(self.env._("%(complaint)s: you have said already that all is well.", complaint=self.display_name))
        callback = waiting or callbacks._plan(self, "satisfaction", self.company_id._business_today())
        callback._take_answer(received, score, comment, source, rating)
        return callback

    def rating_apply(self, rate, token=None, rating=None, **kwargs):
        """A low score given by the link of a mail reopens; a high one says nothing of the goods and closes nothing."""
        self._check_customer_speaks()
        rating = super().rating_apply(rate, token=token, rating=rating, **kwargs)
        if rating.res_model == self._name and rating.res_id == self.id and 0 < rate < SATISFIED_FROM:
            self.check_access("read")
            if self.state in ("confirming", "closed"):
                # sudo: the customer's word counts, whoever hands it on
                self.sudo()._customer_answer(False, int(rate), rating.sudo().feedback, "rating", rating)
        return rating

    @api.model
    def _guarded_fields(self):
        # Odoo writes them with full rights, whoever asks.
        return super()._guarded_fields() | {"rating_ids": []}

    def message_post(self, **kwargs):
        """:raise AccessError: a message is to rate the complaint instead of the customer"""
        self._check_no_rating(kwargs)
        return super().message_post(**kwargs)

    def _message_update_content(self, message, /, **kwargs):
        self._check_no_rating(kwargs)
        return super()._message_update_content(message, **kwargs)

    @api.model
    def _check_no_rating(self, values):
        # Odoo creates and changes the ratings of messages with full rights.
        if values.get("rating_value") or values.get("rating_value") is False:
            raise AccessError(self.env._("Complaints are rated by the customers alone."))

    def _apology_made(self):
        """Hook: the customer has been told that the company is sorry."""

    def _tell_manager(self, activity_type, note=None):
        """Give the service manager something to do.

        :param str activity_type: external id
        """
        for complaint in self.sudo():
            if user := complaint.company_id._complaint_manager():
                complaint.with_context(lang=user.lang).activity_schedule(activity_type, user_id=user.id, note=note or "")
