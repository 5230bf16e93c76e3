from odoo import api, fields, models
from odoo.exceptions import UserError

SHIPPED = ("retail", "direct", "dealer", "consumer", "key")


class CrmCustomerType(models.Model):
    """How a customer buys: as a shop, directly, as a dealer, as a consumer or as a key account; or in a way of your own.

    A type brings fields of its own (`properties_definition`) that its customers show. Shared by all companies.
    """

    _name = "crm.customer.type"
    _description = "Customer Type"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(copy=False, help="Unique. The five shipped types have retail, direct, dealer, consumer and key.")
    sequence = fields.Integer(default=10)
    is_dealer = fields.Boolean(
        string="Dealers", help="These customers sell on: they have a place in the dealer tree, agreements and targets."
    )
    color = fields.Integer()
    properties_definition = fields.PropertiesDefinition(string="Own Fields")
    field_labels = fields.Char(string="Fields", compute="_compute_field_labels", help="Added and changed on a customer's page.")
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code) WHERE code IS NOT NULL", "Another customer type has this code.")

    @api.depends("properties_definition")
    def _compute_field_labels(self):
        for customer_type in self:
            definition = customer_type.properties_definition or []
            customer_type.field_labels = ", ".join(field.get("string") or field["name"] for field in definition)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        for customer_type in self:
            if customer_type.code in SHIPPED:
                raise UserError(
                    self.env._("“%(type)s” comes with the product: archive it instead.", type=customer_type.name)
                )
