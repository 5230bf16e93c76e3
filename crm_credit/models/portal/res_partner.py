from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    credit_portal = fields.Boolean(
        string="Sees Credit on the Portal",
        groups="crm_credit.group_credit_officer,account.group_account_invoice",
        help="Where only chosen contacts see the customer's credit on the portal, this one does.",
    )
