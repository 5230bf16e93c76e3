from odoo import fields, models


class ResCompany(models.Model):
    """Settings of handovers; the company at the root of a branch tree decides for its branches."""

    _inherit = "res.company"

    handover_manager_id = fields.Many2one(
        "res.users",
        string="Manager of Handovers",
        ondelete="set null",
        domain="[('share', '=', False)]",
        groups="base.group_user",
        help="Is told when an archived user still owns customers. Empty: the leader of the user's team, else a sales manager.",
    )
