from odoo import fields, models


class CrmCustomerNorm(models.Model):
    """What is typical for the customers of a company, as found by the last refresh of all customers.

    The refresh of one customer compares with these: the median cycle of the customers of a main category or of all (in days),
    the mean price of a category for one unit of measure of its products, and how many customers of a spend tier buy a
    category (in percent).
    """

    _name = "crm.customer.norm"
    _description = "Typical Figures of Customers"
    _order = "company_id, kind, category_id, tier"
    _rec_name = "kind"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(
        [("cycle", "Median cycle"), ("price", "Mean price"), ("tier", "Buyers in the tier (%)")], required=True
    )
    category_id = fields.Many2one("product.category", ondelete="cascade", help="Empty: all customers.")
    tier = fields.Char(string="Spend Tier")
    value = fields.Float(digits=(16, 6), aggregator="avg")
