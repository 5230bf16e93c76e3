from odoo import fields, models


class CrmCreditLimitChange(models.Model):
    _inherit = "crm.credit.limit.change"

    application_id = fields.Many2one("crm.credit.application", readonly=True, index="btree_not_null", ondelete="restrict")
