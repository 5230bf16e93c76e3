from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

# Who sees, and who works with, the records of collection.
READERS = "crm_credit.group_credit_user,account.group_account_invoice,account.group_account_readonly"
COLLECTORS = "crm_credit.group_credit_officer,account.group_account_invoice"


class CrmCreditCollectionMixin(models.AbstractModel):
    """What the records of collection share: who works with them and which items of customers are open."""

    _name = "crm.credit.collection.mixin"
    _description = "Collection"

    @api.model
    def _check_collector(self):
        """Collection is the work of credit officers and accountants.

        :raise AccessError: the user is neither
        """
        if not self.env.su and not self.env.user.has_groups(COLLECTORS):
            raise AccessError(self.env._("Only credit officers and accountants may do this: ask one of them."))

    @api.model
    def _branches_sql(self, company):
        """Sub-select of the company and its branches: receivables of all of them are collected together."""
        path = company.root_id.sudo().parent_path
        return SQL("(SELECT branch.id FROM res_company branch WHERE branch.parent_path LIKE %s)", f"{path}%")

    @api.model
    def _assignee_sql(self, *candidates):
        """The first of some users who works here: neither archived nor a portal user; NULL when none does.

        :param candidates: expressions of ids, as column names
        """
        return SQL(
            "COALESCE(%s)",
            SQL(", ").join(
                SQL(
                    "(SELECT assignee.id FROM res_users assignee"
                    " WHERE assignee.id = %s AND assignee.active AND assignee.share IS NOT TRUE)",
                    candidate,
                )
                for candidate in candidates
            ),
        )

    @api.model
    def _first_working(self, company, *candidates):
        """The first of some users who works here: neither archived nor a portal user, and in the company; empty when none does.

        :param candidates: users, one or several each
        """
        users = self.env["res.users"].sudo().concat(*(candidate.sudo() for candidate in candidates))
        return users.filtered(lambda user: user.active and not user.share and company in user.company_ids.root_id)[:1]

    @api.model
    def _responsible_sql(self, *first):
        """Who is responsible for a customer, from the aliases `account`, `partner` and `company`; NULL: nobody.

        :param first: expressions that come before the account's officer, the salesperson and the company's officer
        """
        names = (("account", "officer_id"), ("partner", "user_id"), ("company", "credit_officer_id"))
        return self._assignee_sql(*first, *(SQL.identifier(*name) for name in names))
