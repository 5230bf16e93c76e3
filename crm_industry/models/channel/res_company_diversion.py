from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger

MANAGER = "crm_industry.group_channel_manager"


class ResCompany(models.Model):
    """How a company (root of a branch tree) deals with diverted goods."""

    _inherit = "res.company"

    diversion_user_id = fields.Many2one(
        "res.users",
        string="Investigator of Diversion",
        domain="[('share', '=', False)]",
        groups="base.group_user",
        help="Is responsible for new cases. Empty: the first channel manager.",
    )
    diversion_reply_days = CheckedInteger(
        string="Days to Answer",
        default=10,
        groups="base.group_user",
        help="So many days a dealer has to answer a notice of diverted goods.",
    )
    diversion_penalty_product_id = fields.Many2one(
        "product.product",
        string="Product of Penalties",
        domain="[('type', '=', 'service')]",
        groups="base.group_user",
        help="Its account and taxes are those of the invoice to the dealer.",
    )
    diversion_compensation_product_id = fields.Many2one(
        "product.product",
        string="Product of Compensations",
        domain="[('type', '=', 'service')]",
        groups="base.group_user",
        help="Its account and taxes are those of the credit note for the victim.",
    )

    _diversion_days_in_range = models.Constraint(
        "CHECK (diversion_reply_days BETWEEN 1 AND 365)", "A dealer has between 1 and 365 days to answer a notice."
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["crm.diversion.rule"]._create_missing(companies)
        self.env["crm.diversion.penalty.level"]._create_missing(companies)
        return companies

    def _diversion_user(self):
        """Return who is responsible for new cases of a company; empty when there is nobody."""
        # sudo: asked by jobs and portal users
        company = self.sudo().root_id
        return company.diversion_user_id or company._employees_of(MANAGER)[:1]
