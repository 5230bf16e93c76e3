from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    credit_scheme_id = fields.Many2one(
        "crm.grading.scheme",
        ondelete="restrict",
        domain="[('purpose', '=', 'credit'), ('company_id', 'parent_of', id)]",
        groups="base.group_user",
        help="Credit applications are scored by it. Of the company at the root of a branch tree.",
    )

    @api.constrains("credit_scheme_id")
    def _check_credit_scheme(self):
        for company in self.sudo():
            scheme = company.credit_scheme_id
            if scheme and (scheme.company_id != company.root_id or scheme.purpose != "credit"):
                raise ValidationError(
                    self.env._(
                        "%(company)s can't score credit by %(scheme)s: choose a scheme of its own with the purpose credit.",
                        company=company.name,
                        scheme=scheme.display_name,
                    )
                )

    def _credit_scheme(self):
        """Return the scheme that credit is scored by, made from the template when the company has none yet."""
        company = self.root_id.sudo()
        if not company.credit_scheme_id:
            self.env["crm.grading.scheme"]._add_credit_scores(company)
        return company.credit_scheme_id
