from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from .crm_credit_approval_level import OFFICER

# Applications for the standing credit that are not decided: one at a time.
OPEN_STANDING = [("approval_state", "=", "submitted"), ("kind", "!=", "temporary")]
# Reviews of one piece.
BATCH = 100


class CrmCreditAccount(models.Model):
    """Applications and credit file of the account, reviews made of the list of those due, and limits by the matrix."""

    _inherit = "crm.credit.account"

    application_ids = fields.One2many("crm.credit.application", "account_id", string="Applications")
    application_count = fields.Integer(string="Number of Applications", compute="_compute_application_count")

    def _compute_application_count(self):
        groups = self.env["crm.credit.application"]._read_group([("account_id", "in", self.ids)], ["account_id"], ["__count"])
        counts = {account.id: count for account, count in groups}
        for account in self:
            account.application_count = counts.get(account.id, 0)

    @api.model
    def _check_may_set_limit(self, partner, mode=None, amount=None, company=None):
        """Where there is an approval matrix, limits written directly are held to it, too."""
        result = super()._check_may_set_limit(partner, mode=mode, amount=amount, company=company)
        if mode and company:
            self._check_matrix(partner, mode, amount, company.sudo().root_id)
        return result

    @api.model
    def _check_matrix(self, partner, mode, amount, company):
        """:raise AccessError: the matrix asks for more than the decision of this user alone"""
        levels = self.env["crm.credit.approval.level"]
        if self.env.su or not levels._levels(company):
            return
        if mode == "default":
            mode, amount = company._credit_default()
        total = {"limited": amount or 0.0, "prepay": 0.0}.get(mode)
        if not levels._may_approve(self.env.user, company, total) or levels._level_for(company, total).approvals > 1:
            raise AccessError(
                self.env._(
                    "This credit of %(customer)s is above what you may approve alone: make an application.",
                    customer=partner.sudo().display_name,
                )
            )

    def _check_grant(self, vals):
        """Who leaves a group without a limit of its own has the company's default from then on."""
        result = super()._check_grant(vals)
        leaves = self.group_account_id and "group_account_id" in vals and not vals["group_account_id"]
        if leaves and vals.get("limit_mode", self.limit_mode) == "default":
            self._check_matrix(self.partner_id, "default", None, self.company_id.sudo())
        return result

    def action_view_applications(self):
        """Applications of the account."""
        return self._credit_file_action("crm_credit.crm_credit_application_action")

    def action_view_financials(self):
        """Annual accounts of the customer."""
        return self._credit_file_action("crm_credit.crm_credit_financial_action")

    def action_view_references(self):
        """Credit references of the customer."""
        return self._credit_file_action("crm_credit.crm_credit_reference_action")

    def action_view_registries(self):
        """Register data of the customer."""
        return self._credit_file_action("crm_credit.crm_credit_registry_action")

    def _credit_file_action(self, name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(name)
        return action | {
            "domain": [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)],
            "context": {"default_partner_id": self.partner_id.id, "default_company_id": self.company_id.id},
        }

    # -- reviews ---------------------------------------------------------------------------------------------------

    def action_make_reviews(self):
        """Make and submit a review application for each of the accounts without an open application. Credit officers."""
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only credit officers review credit accounts."))
        self.check_access("write")
        reviews = self._make_reviews()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_credit.crm_credit_application_action")
        return action | {"domain": [("id", "in", reviews.ids)], "context": {}}

    def _make_reviews(self, reason=None, wanted=None):
        """Return new review applications, submitted, of those accounts that have no open application.

        :param str reason: why they are reviewed; by default that the review is due
        :param dict wanted: values of the application by account that ask for a change, as requested_amount, requested_mode,
            payment_term_id, reason
        """
        applications = self.env["crm.credit.application"]
        # sudo: an open application counts whoever may see it
        busy = applications.sudo().search([("account_id", "in", self.ids), *OPEN_STANDING]).account_id
        wanted = wanted or {}
        reviews = applications.create(
            [account._prepare_review(reason) | wanted.get(account, {}) for account in self - busy]
        )
        reviews.action_submit()
        return reviews

    def _prepare_review(self, reason=None):
        """Return the values of a review of the account: everything stays, until the officer proposes otherwise."""
        return {
            "kind": "review",
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "requested_mode": self.limit_mode,
            "requested_amount": self.limit_amount if self.limit_mode == "limited" else 0.0,
            "reason": reason or self.env._("The review is due on %(day)s.", day=format_date(self.env, self.review_date) or "-"),
        }

    @api.model
    def _cron_reviews(self):
        """Make review applications for the accounts whose review is due, some at a time."""
        cron = self.env["ir.cron"]
        for company in self.env["res.company"].search([("parent_id", "=", False)]):
            domain = [
                ("company_id", "=", company.id),
                ("review_date", "<=", company._business_today()),
                ("application_ids", "not any", OPEN_STANDING),
            ]
            while due := self.search(domain, limit=BATCH):
                due._make_reviews()
                if not cron._commit_progress(len(due), remaining=self.search_count(domain)):
                    return
