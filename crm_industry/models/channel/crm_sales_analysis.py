from odoo import api, fields, models

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.ratios import ratio

FULFILMENT = "Goods only; what came back for good is taken off."


class CrmSalesAnalysis(models.Model):
    """What was sold, earned, delivered and paid, line by line, by everything a distributor asks for.

    A row is a line of a posted customer invoice, receipt or credit note (sales, cost, margin, collected; by invoice date) or of a
    confirmed order (ordered, delivered; by order date in the company's time zone). Amounts without taxes in the currency of
    the current company: invoices as booked, orders at their own rate. Down payments are no sales; they are invoiced and
    collected. Imported sales of an old system are sales, too.
    """

    _name = "crm.sales.analysis"
    _inherit = ["crm.ratio.mixin"]
    _description = "Sales Analysis"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "date"

    date = fields.Date(readonly=True, help="Of the invoice or of the order.")
    source = fields.Selection([("invoice", "Invoice"), ("order", "Order"), ("import", "Imported Sale")], readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    history_id = fields.Many2one("crm.sales.history", string="Imported Sale", readonly=True)

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    type_id = fields.Many2one("crm.customer.type", string="Customer Type", readonly=True)
    region_id = fields.Many2one(
        "crm.region", readonly=True, help="Of the delivery address; where it has none, of the customer."
    )
    province_id = fields.Many2one("crm.region", readonly=True)
    dealer_id = fields.Many2one("res.partner", readonly=True, help="The customer, if it is a dealer.")
    parent_dealer_id = fields.Many2one(
        "res.partner", readonly=True, help="The dealer that the customer stood under on the day."
    )
    tier_id = fields.Many2one("crm.dealer.tier", readonly=True, help="Of the dealer on the day.")
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)

    product_id = fields.Many2one("product.product", readonly=True)
    product_tmpl_id = fields.Many2one("product.template", string="Product Template", readonly=True)
    categ_id = fields.Many2one("product.category", string="Product Category", readonly=True)
    brand_id = fields.Many2one("crm.brand", readonly=True)
    band_id = fields.Many2one("crm.price.band", string="Price Band", readonly=True, help="By the untaxed unit price paid.")

    sales = fields.Monetary(
        readonly=True, help="Invoices less credit notes, without taxes and down payments, and imported sales."
    )
    cost = fields.Monetary(readonly=True, help="At the cost of the order line; without an order, at the product's present cost.")
    margin = fields.Monetary(readonly=True, help="Sales less cost.")
    quantity = fields.Float(string="Quantity Sold", digits="Product Unit", readonly=True, help="In the product's unit.")
    ordered_amount = fields.Monetary(string="Ordered", readonly=True)
    delivered_amount = fields.Monetary(
        string="Delivered", readonly=True, help="Quantity delivered at the price of the order. " + FULFILMENT
    )
    goods_amount = fields.Monetary(string="Goods Ordered", readonly=True, help="What can be delivered of the ordered amount.")
    ordered_quantity = fields.Float(string="Quantity Ordered", digits="Product Unit", readonly=True, help=FULFILMENT)
    delivered_quantity = fields.Float(string="Quantity Delivered", digits="Product Unit", readonly=True, help=FULFILMENT)
    invoiced_amount = fields.Monetary(string="Invoiced", readonly=True, help="As booked, down payments included.")
    collected_amount = fields.Monetary(
        string="Collected", readonly=True, help="The part of the invoiced amount whose receivable is settled."
    )

    margin_rate = fields.Float(
        string="Margin (%)", digits=(16, 2), compute="_compute_ratios", help="Margin ÷ sales."
    )
    fulfilment_rate = fields.Float(
        string="Fulfilment (%)", digits=(16, 2), compute="_compute_ratios", help="Delivered ÷ ordered quantity. " + FULFILMENT
    )
    fulfilment_value_rate = fields.Float(
        string="Fulfilment by Value (%)", digits=(16, 2), compute="_compute_ratios",
        help="Delivered ÷ ordered quantity, each product weighted by its price.",
    )
    collection_rate = fields.Float(
        string="Collected (%)", digits=(16, 2), compute="_compute_ratios", help="Collected ÷ invoiced."
    )

    @api.model
    def _ratios(self):
        return super()._ratios() | {
            "margin_rate": ratio("margin", "sales"),
            "fulfilment_rate": ratio("delivered_quantity", "ordered_quantity"),
            "fulfilment_value_rate": ratio("delivered_amount", "goods_amount"),
            "collection_rate": ratio("collected_amount", "invoiced_amount"),
        }

    @api.readonly
    def action_open_document(self):
        """The invoice, the order or the imported sale of the row."""
        check_one(self)
        document = self.move_id or self.history_id or self.order_id
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [(False, "form")],
        }
