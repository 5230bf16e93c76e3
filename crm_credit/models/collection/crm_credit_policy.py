from odoo import fields, models


class CrmCreditPolicy(models.Model):
    """How customers of a policy are reminded."""

    _inherit = "crm.credit.policy"
    _check_company_auto = True

    dunning_plan_id = fields.Many2one(
        "crm.credit.dunning.plan",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
        ondelete="restrict",
        tracking=True,
        help="Empty: the plan of the risk class, or the default plan of the company.",
    )
