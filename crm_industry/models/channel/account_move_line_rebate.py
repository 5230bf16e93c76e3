from odoo import fields, models


class AccountMoveLine(models.Model):
    """The rebate that a line of a credit note settles."""

    _inherit = "account.move.line"

    rebate_accrual_id = fields.Many2one(
        "crm.rebate.accrual",
        string="Rebate",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
    )
