from odoo import api, models

from .credit_score import CREDIT_SCORE


class CrmGradingScheme(models.Model):
    _inherit = "crm.grading.scheme"

    @api.model
    def _add_credit_scores(self, companies=None):
        """Make the scheme *Credit score* for companies that score credit by none, and let them use it.

        :param companies: root companies, all by default
        """
        roots = self.env["res.company"].sudo().search([("parent_id", "=", False)]) if companies is None else companies.sudo()
        for company in roots.filtered(lambda company: not company.credit_scheme_id):
            present = self.sudo().with_context(active_test=False).search(
                [("company_id", "=", company.id), ("code", "=", CREDIT_SCORE.code)], limit=1
            )
            company.credit_scheme_id = present or self.sudo()._add_from_template(CREDIT_SCORE, company)
