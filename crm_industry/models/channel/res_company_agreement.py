from odoo import fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class ResCompany(models.Model):
    """Settings of dealer agreements; of a branch tree, those of its root count."""

    _inherit = "res.company"

    channel_order_check = fields.Selection(
        [("off", "Off"), ("warn", "Warn"), ("block", "Block")],
        string="Orders Outside the Agreement",
        default="warn",
        required=True,
        groups="base.group_user",
        help="What happens when a dealer orders goods that its agreement does not cover.",
    )
    channel_order_region = fields.Selection(
        [("delivery", "Product and region of the delivery address"), ("product", "Product only")],
        string="Compared With the Agreement",
        default="delivery",
        required=True,
        groups="base.group_user",
        help="Where dealers have their warehouses outside of their territory, only the product says anything.",
    )
    channel_notice_days = CheckedInteger(
        string="Notice Before Agreements End",
        default=60,
        groups="base.group_user",
        help="Of new agreements: days before the end; 0: no reminder.",
    )
    channel_deposit_required = fields.Boolean(
        string="Deposit Before Activation",
        groups="base.group_user",
        help="An agreement is not put in force before its deposit has been received.",
    )

    _channel_notice_positive = models.Constraint("CHECK (channel_notice_days >= 0)", "The days of notice are 0 or more.")
