from odoo import fields, models
from odoo.tools import SQL

from ...tools.checked_fields import CheckedDate


class ProductTemplate(models.Model):
    _inherit = "product.template"

    grading_launch_date = CheckedDate(
        string="Launch Date",
        default=fields.Date.context_today,
        copy=False,
        help="Since when the product is offered. Customers who take up new products are valued for it.",
    )

    def _init_column(self, column_name):
        """Products that exist already are no novelties of the day the addon is installed."""
        if column_name != "grading_launch_date":
            return super()._init_column(column_name)
        return self.env.cr.execute(SQL("UPDATE product_template SET grading_launch_date = create_date::date"))
