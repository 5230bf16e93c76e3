from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

POLICY_COLUMNS = (
    "check_confirm",
    "check_change",
    "check_delivery",
    "check_invoice",
    "own_tolerance",
    "tolerance",
    "own_overdue",
    "overdue_rule",
    "overdue_days",
    "overdue_amount",
    "skip_disputed",
)


class CrmCreditAccount(models.Model):
    """The policies of customers, by one query for all of them."""

    _inherit = "crm.credit.account"

    @api.model
    def _policies(self, partners, company):
        """The policy of each customer (its own, or that of its class) and the group it belongs to.

        :param partners: commercial partners; those without an account are left out
        :param company: any company of the branch tree
        :return: by id of the partner: policy_id and the policy's fields (None without one), and group_partner_id, the
            customer at the head of its group, which may be itself
        :rtype: dict[int, dict]
        """
        if not partners.ids:
            return {}
        self.flush_model(["partner_id", "company_id", "group_account_id", "class_id", "policy_id"])
        self.env["crm.credit.class"].flush_model(["policy_id"])
        self.env["crm.credit.policy"].flush_model(POLICY_COLUMNS)
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT account.partner_id, policy.id AS policy_id, %(columns)s,
                       CASE WHEN head.id IS NOT NULL THEN head.partner_id
                            WHEN EXISTS (SELECT FROM crm_credit_account member WHERE member.group_account_id = account.id)
                            THEN account.partner_id END AS group_partner_id
                  FROM crm_credit_account account
                  LEFT JOIN crm_credit_account head ON head.id = account.group_account_id
                  LEFT JOIN crm_credit_class class ON class.id = account.class_id
                  LEFT JOIN crm_credit_policy policy ON policy.id = COALESCE(account.policy_id, class.policy_id)
                 WHERE account.company_id = %(company)s AND account.partner_id = ANY(%(partners)s)
                """,
                columns=SQL(", ").join(SQL.identifier("policy", name) for name in POLICY_COLUMNS),
                company=company.root_id.id,
                partners=list(partners.ids),
            )
        )
        return {row["partner_id"]: row for row in rows}

    def _check_grant(self, vals):
        result = super()._check_grant(vals)
        if self._moves(vals, {"class_id", "policy_id"}):
            self._check_may_check_milder(self.partner_id, self.company_id, self._wanted_policy(vals), self._wanted_policy({}))
        return result

    @api.model
    def _check_new_grant(self, vals):
        result = super()._check_new_grant(vals)
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        company = self.env["res.company"].browse(vals.get("company_id"))
        policy = self._wanted_policy({"class_id": False, "policy_id": False, **vals})
        self._check_may_check_milder(partner, company, policy, policy.browse())
        return result

    def _wanted_policy(self, vals):
        """The policy that holds with the values: the account's own or that of the class."""
        policies, classes = self.env["crm.credit.policy"], self.env["crm.credit.class"]
        own = policies.browse(vals["policy_id"] or []) if "policy_id" in vals else self.policy_id
        risk = classes.browse(vals["class_id"] or []) if "class_id" in vals else self.class_id
        return own or risk.policy_id

    @api.model
    def _check_may_check_milder(self, partner, company, policy, before):
        """Where limits change by application only, nobody lifts the check of a customer directly instead.

        :param policy: policy to be; empty: the settings of the company
        :param before: the one that it replaces
        :raise AccessError: the customer would be checked more mildly
        """
        company = company.sudo().root_id
        if self.env.su or not company.credit_limit_by_application:
            return
        if self.env["crm.credit.check"]._is_milder(company, policy.sudo()._rule(), before.sudo()._rule()):
            raise AccessError(
                self.env._(
                    "%(customer)s would be checked more mildly, which takes an approved application: propose another risk class"
                    " by it.",
                    customer=partner.sudo().display_name,
                )
            )

    @api.model
    def _capacity_keys(self, partners, company, policies=None):
        """The keys of the customers and of the groups they belong to; the latter are taken before the others.

        :param dict policies: as of `_policies`, when that was read already
        """
        policies = self._policies(partners, company) if policies is None else policies
        heads = {row["group_partner_id"] for row in policies.values()} - {None}
        return [*super()._capacity_keys(partners, company), *self._group_keys(heads, company)]

    @api.model
    def _group_keys(self, head_ids, company):
        """Keys of groups by id of the head's customer."""
        return [f"credit-group:{company.root_id.id}:{partner_id}" for partner_id in head_ids]
