from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.checked_fields import CheckedInteger

KEY_TYPES = ("many2one", "selection", "char", "boolean", "integer")


class CrmGradingPeerKey(models.Model):
    _name = "crm.grading.peer.key"
    _description = "Peer Key"
    _inherit = "crm.grading.scheme.part"
    _order = "scheme_id, sequence, id"
    _rec_name = "field_id"

    scheme_id = fields.Many2one("crm.grading.scheme", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, precompute=True)
    sequence = CheckedInteger(default=10)
    field_id = fields.Many2one(
        "ir.model.fields",
        string="Customer Field",
        required=True,
        ondelete="cascade",
        domain="[('model', '=', 'res.partner'), ('store', '=', True),"
        " ('ttype', 'in', ('many2one', 'selection', 'char', 'boolean', 'integer'))]",
    )

    _field_uniq = models.UniqueIndex("(scheme_id, field_id)", "A field divides the customers once.")

    @api.constrains("field_id")
    def _check_field(self):
        partners = self.env["res.partner"].sudo(False)
        for key in self:
            field = partners._fields.get(key.field_id.sudo().name)
            if key.field_id.sudo().model != "res.partner" or not field or not field.store or field.type not in KEY_TYPES:
                raise ValidationError(
                    self.env._(
                        "Customers can't be divided by “%(field)s”: choose a stored field of the customer with single values.",
                        field=key.field_id.display_name,
                    )
                )
            if field.company_dependent or not partners._has_field_access(field, "read"):
                raise ValidationError(
                    self.env._(
                        "Customers can't be divided by “%(field)s”: you may not read it, or it differs by company.",
                        field=key.field_id.display_name,
                    )
                )
