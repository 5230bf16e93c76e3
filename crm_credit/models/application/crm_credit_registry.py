from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary

STATUSES = [
    ("active", "Active"),
    ("abnormal", "Listed as abnormal"),
    ("insolvency", "Insolvency or enforcement"),
    ("struck_off", "Revoked or struck off"),
]
# Points of a status in the score: proposals, as all figures of the scheme that is shipped.
POINTS = {"active": 100, "abnormal": 30, "insolvency": 0, "struck_off": 0}


class CrmCreditRegistry(models.Model):
    """What a public register says about the customer."""

    _name = "crm.credit.registry"
    _inherit = "crm.credit.file.mixin"
    _description = "Register Data"
    _valid_months = 6

    register_number = fields.Char(required=True, help="Registration number or unified social credit code.")
    status = fields.Selection(STATUSES, required=True, default="active", tracking=True)
    founded_on = fields.Date()
    legal_representative = fields.Char()
    registered_capital = CheckedMonetary()
    paid_in_capital = CheckedMonetary()
    lawsuits = fields.Integer(string="Open Lawsuits", aggregator=None)
    business_scope = fields.Text()

    _positive = models.Constraint(
        "CHECK (registered_capital >= 0 AND paid_in_capital >= 0 AND lawsuits >= 0)",
        "Capital and lawsuits of register data can't be negative.",
    )

    @api.depends("partner_id.name", "register_number")
    def _compute_display_name(self):
        for record in self:
            record.display_name = " · ".join(filter(None, (record.partner_id.name, record.register_number)))
