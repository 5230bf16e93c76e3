from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_ids
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate

from .crm_diversion_case import TO_INVESTIGATE

REPLY_DUE = "crm_industry.mail_activity_diversion_reply"
ANSWERED = "crm_industry.mail_activity_diversion_answer"


class CrmDiversionCase(models.Model):
    """The dealer is told and heard before anything is decided."""

    _inherit = "crm.diversion.case"

    notice_text = fields.Html(string="Notice", help="What the dealer reads, above the list of what was found.")
    reply_deadline = CheckedDate(string="Answer Until", tracking=True, help="Last day on which the dealer can answer.")
    noticed_on = fields.Datetime(string="Noticed on", readonly=True, copy=False)
    replied_on = fields.Datetime(string="Answered on", readonly=True, copy=False)
    deadline_told = fields.Boolean(readonly=True, copy=False, help="The responsible has been told that the deadline is over.")

    def write(self, vals):
        if vals.keys() & {"notice_text", "reply_deadline"}:
            self._check_open()
            self._note_investigator()
            for case in self.filtered("noticed_on"):
                case._check_later_deadline(vals)
                case._guarded_write({"deadline_told": False})
        return super().write(vals)

    def _check_later_deadline(self, vals):
        """What the dealer has read stays; it may be given more time.

        :raise UserError: the text would change, or the deadline come earlier
        """
        deadline = fields.Date.to_date(vals.get("reply_deadline", self.reply_deadline))
        if "notice_text" in vals or not deadline or deadline < self.reply_deadline:
            raise UserError(
                self.env._("%(case)s: the dealer has its notice; only the deadline can be put off.", case=self.display_name)
            )

    def action_notice(self):
        """Tell the dealer: the evidence is secured, the notice stands on the portal until the deadline, and goes out by mail.

        :raise AccessError: the user is no channel manager
        :raise UserError: the dealer has been told already, or the deadline is over
        """
        check_ids(self)
        self._check_manager()
        for case in self:
            case._expect_value("state", "suspected")
            today = case.company_id._business_today()
            days = case.company_id.sudo().diversion_reply_days
            deadline = case.reply_deadline or today + timedelta(days=days)
            if deadline < today:
                raise UserError(self.env._("%(case)s: the deadline lies in the past.", case=case.display_name))
            case._take_evidence()
            case._note_investigator()
            case._guarded_write({"state": "noticed", "noticed_on": fields.Datetime.now(), "reply_deadline": deadline})
            case.activity_feedback([TO_INVESTIGATE])
            case._mail_notice()
        return True

    def _mail_notice(self):
        template = self.env.ref("crm_industry.mail_template_diversion_notice", raise_if_not_found=False)
        if template and self.dealer_id.email:
            # sudo: the mail names the portal's address of the case and nothing that the sender may not read
            template.sudo().with_context(lang=self.dealer_id.lang).send_mail(self.id)

    @api.model
    def _cron_replies(self):
        """Tell who is responsible that the deadline of a notice is over, once."""
        for company in self.env["res.company"].search([("parent_id", "=", False)]):
            domain = [
                ("company_id", "=", company.id),
                ("state", "in", ("noticed", "answered")),
                ("reply_deadline", "<", company._business_today()),
                ("deadline_told", "=", False),
            ]
            cases = self.search(domain)
            for case in cases:
                if user := case.user_id or company._diversion_user():
                    case.with_context(lang=user.lang).activity_schedule(REPLY_DUE, user_id=user.id)
            cases._guarded_write({"deadline_told": True})
            self.env["ir.cron"]._commit_progress(len(cases))
