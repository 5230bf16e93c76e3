from odoo import fields, models


class CrmGradingPeerKey(models.Model):
    _name = "crm.grading.peer.key"
    _description = "Peer Key"
    _inherit = "crm.grading.scheme.part"
    _order = "scheme_id, sequence, id"
    _rec_name = "field_id"

    scheme_id = fields.Many2one("crm.grading.scheme", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    field_id = fields.Many2one(
        "ir.model.fields",
        string="Customer Field",
        required=True,
        ondelete="cascade",
        domain="[('model', '=', 'res.partner'), ('store', '=', True),"
        " ('ttype', 'in', ('many2one', 'selection', 'char', 'boolean', 'integer'))]",
    )

    _field_uniq = models.UniqueIndex("(scheme_id, field_id)", "A field divides the customers once.")
