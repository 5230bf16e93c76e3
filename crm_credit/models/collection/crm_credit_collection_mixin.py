from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

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
