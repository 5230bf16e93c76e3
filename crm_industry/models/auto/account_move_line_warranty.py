from odoo import fields, models


class AccountMoveLine(models.Model):
    """What a maker pays of a warranty claim stands on one invoice, in the database."""

    _inherit = "account.move.line"

    warranty_claim_line_id = fields.Many2one(
        "crm.warranty.claim.line", readonly=True, copy=False, ondelete="set null", groups="base.group_user"
    )

    _claim_line_once = models.UniqueIndex(
        "(warranty_claim_line_id) WHERE warranty_claim_line_id IS NOT NULL AND parent_state <> 'cancel'",
        "What is claimed from the maker is on another invoice already.",
    )
