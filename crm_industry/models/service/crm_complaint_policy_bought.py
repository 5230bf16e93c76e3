from odoo import fields, models


class CrmComplaintPolicy(models.Model):
    _inherit = "crm.complaint.policy"

    allows_unbought = fields.Boolean(
        string="Goods Not Bought Here",
        help="Replacements of goods for which no confirmed order is known. Service manager and finance approve each.",
    )
