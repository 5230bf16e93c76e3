from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, formatLang

# In any currency more than a document is worth, and exact as a float.
LARGEST_RELEASE = 1e15


class CrmCreditReleaseRules(models.AbstractModel):
    """Who may release how much until when: the same for a document and for a customer.

    The heir has `_credit_company`.
    """

    _name = "crm.credit.release.rules"
    _description = "Rules of Releases from Credit Hold"

    def _credit_check_officer(self):
        if not self.env.user.has_group("crm_credit.group_credit_officer"):
            raise AccessError(self.env._("Only credit officers may release or refuse a document on credit hold."))
        self.check_access("read")

    def _credit_refuse_own(self, refusal):
        """Refuse what somebody would decide for an own customer or document, unless the company allows it.

        :param str refusal: who has to decide instead
        """
        # sudo: whoever decides learns whether it is allowed, not how the company is set up
        if not self._credit_company().sudo().credit_self_release:
            raise AccessError(refusal)

    def _credit_clean_reason(self, reason):
        reason = (reason or "").strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("%(document)s: say why, the reason is kept in the log.", document=self.display_name))
        return reason

    def _credit_release_amount(self, amount, needed):
        """The amount of a release, checked against what the document needs and the officer's authority."""
        amount = needed if amount is None else amount
        company = self._credit_company()
        if isinstance(amount, bool) or not isinstance(amount, int | float) or not 0 < amount <= LARGEST_RELEASE:
            raise UserError(
                self.env._(
                    "%(document)s: the amount of a release must be above zero and no more than %(largest)s.",
                    document=self.display_name,
                    largest=formatLang(self.env, LARGEST_RELEASE, digits=0),
                )
            )
        if company.currency_id.compare_amounts(amount, needed) < 0:
            raise UserError(
                self.env._(
                    "%(document)s puts %(needed)s on credit: a release of %(amount)s would not let it pass.",
                    document=self.display_name,
                    needed=company.currency_id.format(needed),
                    amount=company.currency_id.format(amount),
                )
            )
        self._credit_check_authority(company, amount)
        return amount

    def _credit_check_authority(self, company, amount):
        """Officers release up to the company's amount, managers anything.

        :raises AccessError: naming the amount
        """
        limited = company.credit_officer_authority == "limited"
        if not limited or self.env.user.has_group("crm_credit.group_credit_manager"):
            return
        if company.currency_id.compare_amounts(amount, company.credit_officer_limit) > 0:
            raise AccessError(
                self.env._(
                    "%(document)s: officers release up to %(limit)s, a credit manager has to decide about %(amount)s.",
                    document=self.display_name,
                    limit=company.currency_id.format(company.credit_officer_limit),
                    amount=company.currency_id.format(amount),
                )
            )

    def _credit_release_expiry(self, expiry):
        """The last day of a release, in the company's time zone."""
        company = self._credit_company()
        today = company._business_today()
        if not expiry:
            return fields.Date.add(today, days=company.credit_release_days)
        try:
            day = fields.Date.to_date(expiry)
        except (TypeError, ValueError):
            day = None
        if day is None:
            raise UserError(self.env._("%(document)s: %(day)s is not a date.", document=self.display_name, day=expiry))
        if day < today:
            raise UserError(
                self.env._(
                    "%(document)s: the release would have expired on %(day)s.",
                    document=self.display_name,
                    day=format_date(self.env, day),
                )
            )
        return day

    def _credit_check_not_blocked(self, partner, company):
        """Nothing is released for a blocked customer, nor in a group whose head is blocked."""
        figures = self.env["crm.credit.exposure"]._exposure(partner, company)[partner.id]
        head = self.env["crm.credit.account"].sudo().browse(figures["group_account_id"] or []).partner_id
        blocked = partner if figures["status"] == "blocked" else head if figures["group_status"] == "blocked" else False
        if blocked:
            raise UserError(
                self.env._(
                    "%(document)s cannot be released: %(customer)s is blocked. Change the status of its credit account first.",
                    document=self.display_name,
                    customer=blocked.display_name,
                )
            )
