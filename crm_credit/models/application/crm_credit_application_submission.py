from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.crm_grading.tools.portal_files import check_files

from .crm_credit_application import OFFICER
from .crm_credit_application_approval import TO_ASSESS


class CrmCreditApplication(models.Model):
    """Asking: by salespeople and officers, and by customers on the portal."""

    _inherit = "crm.credit.application"

    def action_submit(self):
        """Ask for credit; a credit officer is asked to assess it. Whoever may write the application.

        :raise UserError: it is no draft, a temporary limit would be over already, or an increase or decrease is none
        """
        for application in self:
            application._check_requested_direction()
            if application.kind == "temporary" and application.date_to < application.company_id._business_today():
                raise UserError(
                    self.env._(
                        "%(application)s: its last day, %(day)s, is over.",
                        application=application.display_name,
                        day=format_date(self.env, application.date_to),
                    )
                )
        result = super().action_submit()
        for application in self:
            # sudo: the account is none of the salesperson's business
            application.sudo()._guarded_write({"account_id": application._get_account(create=True).id})
            application._ask_officers()
        return result

    def _ask_officers(self):
        """Give the officer of the account, or of the company, an activity."""
        application = self.sudo().with_context(mail_activity_quick_update=True)
        officers = application.account_id.officer_id | application.company_id.credit_officer_id
        officer = officers.filtered(lambda user: user.active and user.has_group(OFFICER))[:1]
        if officer:
            application.with_context(lang=officer.lang).activity_schedule(TO_ASSESS, user_id=officer.id)

    @api.model
    def _portal_apply(self, company, values, files=()):
        """Write and submit an application of the portal user's own customer.

        Only kind (temporary or not), requested_amount, date_from, date_to and reason are taken from what the client sent.

        :param company: company that the customer asks for credit, any of the branch tree
        :param dict values: as above; amounts and dates may be texts
        :param files: (name, content) of attachments
        :return: the application, with full rights
        :raise UserError: something is missing or not possible
        """
        wanted = self._portal_values(values)
        self._portal_check_files(files)
        customer, company = self.env.user.commercial_partner_id, company.root_id
        open_ones = [
            ("partner_id", "=", customer.id),
            ("company_id", "=", company.id),
            ("approval_state", "=", "submitted"),
            ("kind", "=" if wanted["kind"] == "temporary" else "!=", "temporary"),
        ]
        if self.sudo().search_count(open_ones, limit=1):
            raise UserError(self.env._("An application of yours is being looked at, please wait for the answer."))
        account = self.env["crm.credit.account"].sudo()._for_customers(customer, company)
        if wanted["kind"] == "increase" and (not account or account.limit_mode == "default"):
            # There is no limit of its own yet that could be raised.
            wanted["kind"] = "new"
        # sudo: customers have no right to write applications in any other way
        application = self.sudo().create(wanted | {"partner_id": customer.id, "company_id": company.id})
        application.message_post(
            body=self.env._("Written on the portal."),
            attachments=list(files),
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )
        application.action_submit()
        return application

    @api.model
    def _portal_values(self, values):
        """Return the clean values of what a customer sent."""
        kind = "temporary" if values.get("kind") == "temporary" else "increase"
        reason = (values.get("reason") or "").strip()
        if not reason:
            raise UserError(self.env._("Please tell us why you ask for credit."))
        try:
            amount = float(values.get("requested_amount") or 0)
            days = {
                name: self._fields[name].to_date(values.get(name) or None) for name in ("date_from", "date_to")
            }
        except (TypeError, ValueError):
            raise UserError(self.env._("Please enter the amount as a number and the days as dates.")) from None
        if not amount > 0:
            raise UserError(self.env._("Please enter the amount that you ask for."))
        result = {"kind": kind, "requested_mode": "limited", "requested_amount": amount, "reason": reason}
        if kind != "temporary":
            return result
        if not (days["date_from"] and days["date_to"] and days["date_from"] <= days["date_to"]):
            raise UserError(self.env._("Please enter the days from which and until which you need the credit."))
        return result | days

    @api.model
    def _portal_check_files(self, files):
        """Refuse files that can't be taken. Extend by super.

        :param files: list of (name, content)
        :raise UserError: saying which one and why
        """
        return check_files(self.env, files)
