from odoo import fields, models


class CrmCustomerConsumption(models.Model):
    """How often one customer buys one product: products ordered on three or more days.

    Written by `crm.customer.metrics._refresh` alone. The cycle is the median number of days between two order days.
    """

    _name = "crm.customer.consumption"
    _description = "Consumption of a Customer"
    _order = "next_date, id"
    _rec_name = "product_id"
    _check_company_auto = True

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", string="Salesperson", related="partner_id.user_id", store=True, index="btree_not_null")
    product_id = fields.Many2one("product.product", required=True, index=True, ondelete="cascade")
    order_days = fields.Integer(help="Days on which the customer ordered the product.")
    last_date = fields.Date(string="Last Ordered")
    cycle_days = fields.Float(string="Cycle (Days)", digits=(16, 2), aggregator="avg")
    next_date = fields.Date(string="Expected Next")

    _customer_product_uniq = models.UniqueIndex(
        "(partner_id, company_id, product_id)", "A customer has one consumption row for each product and company."
    )
    _next_date_idx = models.Index("(company_id, next_date)")
