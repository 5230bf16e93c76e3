from odoo import fields, models


class CrmCreditClass(models.Model):
    """How customers of a risk class are reminded."""

    _inherit = "crm.credit.class"

    dunning_plan_id = fields.Many2one(
        "crm.credit.dunning.plan",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
        ondelete="restrict",
        tracking=True,
        help="Empty: the default plan of the company.",
    )
