from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class ResCompany(models.Model):
    _inherit = "res.company"

    grading_scheme_id = fields.Many2one(
        "crm.grading.scheme",
        ondelete="restrict",
        groups="base.group_user",
        help="Its grade is the grade of a customer of this company: it is shown on the customer and decides what the customer "
        "gets. Branches without a scheme of their own use that of the company above.",
    )

    @api.constrains("grading_scheme_id", "parent_id")
    def _check_grading_scheme(self):
        for company in self.sudo():
            scheme = company.grading_scheme_id
            if scheme and scheme.company_id not in company.parent_ids:
                raise ValidationError(
                    self.env._(
                        "The grading scheme %(scheme)s belongs to %(owner)s and cannot grade customers of %(company)s: choose "
                        "one of its own.",
                        scheme=scheme.display_name,
                        owner=scheme.company_id.name,
                        company=company.name,
                    )
                )

    def _grading_scheme(self):
        """Return the scheme whose grade is *the* grade for this company, its own or that of the company above; may be empty."""
        self.ensure_one()
        for company in reversed(self.sudo().parent_ids):
            if company.grading_scheme_id:
                return company.grading_scheme_id.with_env(self.env)
        return self.env["crm.grading.scheme"]

    def _grading_scheme_sql(self):
        """Return the id of `_grading_scheme` as an SQL sub-select, so that readers need no query of their own for it."""
        self.ensure_one()
        field = self._fields["grading_scheme_id"]
        return SQL(
            """
            (SELECT %(scheme)s
               FROM res_company own
               JOIN res_company above ON own.parent_path LIKE above.parent_path || '%%'
              WHERE own.id = %(company)s AND above.grading_scheme_id IS NOT NULL
              ORDER BY length(above.parent_path) DESC
              LIMIT 1)
            """,
            scheme=SQL.identifier("above", "grading_scheme_id", to_flush=field),
            company=self.id,
        )
