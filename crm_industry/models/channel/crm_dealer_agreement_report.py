from odoo import fields, models
from odoo.exceptions import AccessError

from .crm_dealer_agreement_life import MANAGER


class CrmDealerAgreement(models.Model):
    """How often the dealer reports sell-through and stock."""

    _inherit = "crm.dealer.agreement"

    channel_report_period = fields.Selection(
        [("type", "As dealers of its type"), ("week", "Every week"), ("month", "Every month"), ("none", "No reports")],
        string="Channel Reports",
        default="type",
        required=True,
        tracking=True,
        help="How often the dealer reports sell-through and stock while the agreement is active.",
    )

    def write(self, vals):
        """:raise AccessError: a salesperson excuses a dealer from reports that it owes by what has been decided"""
        if "channel_report_period" in vals and not self.env.su and not self.env.user.has_group(MANAGER):
            if decided := self.filtered(lambda agreement: agreement.approval_state != "draft"):
                raise AccessError(
                    self.env._(
                        "%(agreement)s has been submitted: only channel managers change how often the dealer reports.",
                        agreement=decided[0].display_name,
                    )
                )
        return super().write(vals)
