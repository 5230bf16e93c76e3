from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmCreditRootMixin(models.AbstractModel):
    """A record of a company that its branches share: it belongs to the root of the branch tree."""

    _name = "crm.credit.root.mixin"
    _description = "Of a Company with its Branches"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company.root_id,
        domain="[('parent_id', '=', False)]",
    )

    @api.constrains("company_id")
    def _check_root(self):
        for record in self:
            company = record.company_id.sudo().root_id
            if company != record.company_id:
                raise ValidationError(
                    self.env._(
                        "%(branch)s is a branch: choose %(company)s.", branch=record.company_id.name, company=company.name
                    )
                )
