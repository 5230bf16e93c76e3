from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_duplicate_persons = fields.Boolean(
        string="Compare Names of Persons",
        groups="base.group_user",
        help="Persons of one name count as possible duplicates, too. Off, only companies are "
        "compared by name; phone and code are compared for everybody.",
    )
