from odoo import api, fields, models

from ...tools.checked_fields import CheckedMonetary


class CrmSalesHistory(models.Model):
    """A sale of the time before Odoo, imported from an old system. It counts in the figures and is no order.

    Amounts are net, without tax, in the currency of the company at the time of the sale; returns are negative in
    quantity, amount and margin.
    """

    _name = "crm.sales.history"
    _description = "Imported Sale"
    _order = "date desc, id desc"
    _check_company_auto = True
    _rec_name = "order_ref"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True)
    order_ref = fields.Char(string="Order Reference", help="Number of the order in the old system.")
    product_id = fields.Many2one("product.product", index="btree_not_null", ondelete="set null", check_company=True)
    category_id = fields.Many2one(
        "product.category",
        string="Product Category",
        index="btree_not_null",
        ondelete="set null",
        help="The category of the product, or what the old system knows where it does not name a product.",
    )
    quantity = fields.Float(digits="Product Unit")
    amount = CheckedMonetary(string="Net Sales", required=True)
    margin = CheckedMonetary(help="Empty in the database where the old system did not know it.")
    returned = fields.Boolean(string="Return")
    source = fields.Char(required=True, readonly=True, help="The system that the sale comes from.")
    external_id = fields.Char(string="External ID", required=True, readonly=True)
    payload_hash = fields.Char(readonly=True)

    _external_uniq = models.UniqueIndex(
        "(company_id, source, external_id)", "A sale of an old system is imported once for a company."
    )
    _partner_date_idx = models.Index("(company_id, partner_id, date)")

    @api.depends("order_ref", "external_id")
    def _compute_display_name(self):
        for sale in self:
            sale.display_name = self.env._("%(reference)s (imported)", reference=sale.order_ref or sale.external_id)
