from odoo import api, models


class CrmCompanyDefaultsMixin(models.AbstractModel):
    """Settings without which a company can't begin: the root of each branch tree is given some, once.

    The heir has a ``company_id`` and says what there is at the beginning (`_begin_with`); its data call `_create_missing`, and
    so does the creation of companies.
    """

    _name = "crm.company.defaults.mixin"
    _description = "Settings that Companies Begin with"

    @api.model
    def _begin_with(self):
        """Return a list of the values of the records that a company begins with, without the company."""
        raise NotImplementedError

    @api.model
    def _create_missing(self, companies=None):
        """Give the roots of branch trees that have no record, archived ones counted, those to begin with.

        :param companies: res.company, by default all
        """
        if companies is None:
            companies = self.env["res.company"].search([("parent_id", "=", False)])
        # sudo: whoever makes a company
        records, roots = self.sudo().with_context(active_test=False), companies.root_id
        known = dict(records._read_group([("company_id", "in", roots.ids)], ["company_id"], ["__count"]))
        wanted = [root for root in roots if root not in known]
        if wanted:
            begin = self._begin_with()
            records.create([values | {"company_id": root.id} for root in wanted for values in begin])
