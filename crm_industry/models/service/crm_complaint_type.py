from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmComplaintType(models.Model):
    """What customers turn to the service with: complaints, requests, repairs, and a company's own. Shared by all companies."""

    _name = "crm.complaint.type"
    _description = "Service Type"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(copy=False, help="Unique. The shipped types have complaint, request and repair.")
    sequence = fields.Integer(default=10)
    asks_customer = fields.Boolean(
        string="Customer Confirms",
        default=True,
        help="A case is closed only when the customer has said in a callback that all is well.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code) WHERE code IS NOT NULL", "Another service type has this code.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        for service_type in self:
            if service_type._get_external_ids()[service_type.id]:
                raise UserError(self.env._("“%(type)s” comes with the product: archive it instead.", type=service_type.name))
