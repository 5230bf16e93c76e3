from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_diversion_case_notice import ANSWERED

LONGEST_TEXT = 20_000
MOST_ANSWERS = 20
SHOWN = 500


class CrmDiversionCase(models.Model):
    """What a suspected dealer reads and writes on the portal: its own cases from the notice on, without the victim's or any
    reporter's name. Portal users have no access to the records themselves."""

    _inherit = "crm.diversion.case"

    @api.model
    def _portal_mine(self):
        """Return the cases that the user's company has been told about, with full rights, newest first."""
        dealer = self.env.user.partner_id.commercial_partner_id
        # sudo: portal users read nothing but what the methods below return
        return self.sudo().search([("dealer_id", "=", dealer.id), ("noticed_on", "!=", False)])

    @api.model
    def _portal_case(self, case_id):
        """Return one of these cases, with full rights; empty if it is not one of them."""
        return self._portal_mine().filtered(lambda case: case.id == case_id)

    @api.model
    def _portal_list(self):
        """Return the plain figures of the user's own cases."""
        return [case._portal_head() for case in self._portal_mine()]

    def _portal_head(self):
        labels = {
            "noticed": self.env._("Waiting for your answer"),
            "answered": self.env._("Being looked at"),
            "confirmed": self.env._("Confirmed"),
            "dismissed": self.env._("Dismissed"),
        }
        state = self.verdict or self.state
        return {
            "id": self.id,
            "name": self.name,
            "company": self.company_id.name,
            "noticed_on": self.noticed_on,
            "deadline": self.reply_deadline,
            "state": state,
            "state_label": labels.get(state, ""),
            "open": self._portal_may_answer(),
        }

    def _portal_may_answer(self):
        return self.state in ("noticed", "answered") and self.reply_deadline >= self.company_id._business_today()

    def _portal_page(self):
        """Return what the dealer reads of its case; the case comes from `_portal_case`."""
        self.ensure_one()
        found = self.evidence_ids.filtered("finding_id").finding_id[:SHOWN]
        mine = self.evidence_ids.filtered(lambda line: line.kind == "reply")
        return self._portal_head() | {
            "text": self.notice_text,
            "findings": [finding._dealer_facts() for finding in found],
            "units": self.units_found,
            "answers": [
                {"on": line.create_date, "text": line.text or "", "files": line.attachment_ids.mapped("name")} for line in mine
            ],
        }

    @api.model
    def _portal_answer(self, case_id, text, files):
        """Take an answer of the dealer with its files; it becomes evidence.

        :param int case_id: from the address of the page
        :param str text: the answer
        :param list files: (name, content) of attachments
        :raise UserError: it is not the dealer's, the time is over, or there is too little or too much
        """
        case = self._portal_case(case_id)
        if not case or not case._portal_may_answer():
            raise UserError(self.env._("There is nothing that could be answered any more."))
        text = (text or "").strip()
        if not text and not files:
            raise UserError(self.env._("Please write an answer, or attach a file."))
        if len(text) > LONGEST_TEXT:
            raise UserError(self.env._("Please answer in %(count)s letters at most, or attach a file.", count=LONGEST_TEXT))
        # Size, number and kinds as for everything that customers send.
        self.env["crm.credit.application"]._portal_check_files(files)
        answers = case.evidence_ids.filtered(lambda line: line.kind == "reply")
        if len(answers) >= MOST_ANSWERS:
            raise UserError(self.env._("You have answered many times already: please call us."))
        stored = self.env["ir.attachment"].sudo().create([{"name": name, "raw": content} for name, content in files])
        self.env["crm.diversion.evidence"]._add(case, [{"kind": "reply", "text": text, "files": stored}])
        case._guarded_write({"state": "answered", "replied_on": fields.Datetime.now()})
        case._tell_answer()

    def _tell_answer(self):
        if user := self.user_id or self.company_id._diversion_user():
            self.with_context(lang=user.lang).activity_schedule(ANSWERED, user_id=user.id)
