from odoo import fields, models
from odoo.exceptions import UserError


class CrmComplaintResolutionType(models.Model):
    """A way to put things right. Policies name those that are allowed. Shared by all companies."""

    _name = "crm.complaint.resolution.type"
    _description = "Way to Solve a Complaint"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("replacement", "Replacement without Return"),
            ("exchange", "Exchange"),
            ("refund", "Return and Refund"),
            ("credit", "Credit Note"),
            ("discount", "Discount on the Next Order"),
            ("repair", "Repair"),
            ("apology", "Apology and Explanation"),
        ],
        required=True,
        default="apology",
        help="What the server does when it is approved.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    def write(self, vals):
        """Change a way, except what the server does for it once it was proposed to somebody: approvals depend on it.

        :raise UserError: the kind of a way in use would change
        """
        changed = self.filtered(lambda way: way.kind != vals["kind"]) if "kind" in vals else self.browse()
        # sudo: resolutions of every company count
        used = self.env["crm.complaint.resolution"].sudo().search([("type_id", "in", changed.ids)], limit=1)
        if used:
            raise UserError(
                self.env._("“%(way)s” has been proposed to customers: make a new way instead.", way=used.type_id.name)
            )
        return super().write(vals)
