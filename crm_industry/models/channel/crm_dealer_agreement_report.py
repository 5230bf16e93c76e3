from odoo import fields, models


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
