import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)


class CrmCreditDocumentMixin(models.AbstractModel):
    """Held documents go on by themselves when their customer pays or may owe more."""

    _inherit = "crm.credit.document.mixin"

    @api.model
    def _credit_held_domain(self):
        """Domain of the documents on hold."""
        return [("credit_state", "=", "held")]

    def _credit_recheck(self):
        """Judge held documents again, in their order: those that pass are on hold no longer.

        What still does not pass stays as it is, without another entry in the log.
        """
        held = self.filtered(lambda document: document._credit_pending())
        verdicts = self.env["crm.credit.check"]._credit_check(self._credit_event, *held._credit_recheck_amounts())
        for document in held:
            verdict = verdicts.get(document)
            if not verdict or not verdict.held:
                document._credit_go_on(verdict)

    def _credit_recheck_amounts(self):
        """Arguments of `_credit_check` after the event: the amounts, the documents, what is counted already.

        :rtype: tuple
        """
        return self._credit_amounts(), self

    def _credit_go_on(self, verdict):
        """Do what the hold stopped; when that fails, the hold lifts all the same and a note says why.

        :param verdict: of the check, None when the event is not checked any more
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                if self._credit_resume():
                    return
                note = self._credit_lift_text()
                self._credit_lift(verdict)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:  # one order must not keep the others from going on
            if not isinstance(error, UserError):
                _logger.warning("%s could not go on after its credit hold", self, exc_info=True)
            self.env.invalidate_all()
            note = self.env._("The credit hold has lifted, but the document could not go on: %(error)s", error=error)
            self._credit_lift(verdict)
        self._credit_note_lift(note)

    def _credit_resume(self):
        """Do by itself what the hold stopped; return whether that was done."""
        return False

    def _credit_lift_text(self):
        return self.env._("The credit hold has lifted.")

    def _credit_lift(self, verdict):
        """End the hold of a document that may go on."""
        if verdict:
            self._credit_record(self._credit_event, {self: verdict})
        else:
            self._credit_close_activities()
            self._credit_write({"credit_state": False})

    def _credit_note_lift(self, text):
        """Tell the salesperson on the document."""
        partner = self._credit_seller().partner_id
        self.message_post(body=text, partner_ids=partner.ids, subtype_xmlid="mail.mt_note")
