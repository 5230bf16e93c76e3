from odoo import api, fields, models
from odoo.tools import SQL


class CrmStockLayer(models.Model):
    """How much of a product lies in a warehouse since when: first in, first out.

    Written by code alone (`crm.stock.refresh`), for the quantities on hand at that moment; goods of other owners are left out.
    A transfer between warehouses of a company and its branches keeps the age of the goods, goods that a customer returns
    begin again on the day they come back. Lots and serials have the date that Odoo keeps for them.
    """

    _name = "crm.stock.layer"
    _description = "Layer of Stock"
    _log_access = False
    _order = "day, id"
    _rec_name = "day"

    product_id = fields.Many2one("product.product", required=True, readonly=True, ondelete="cascade")
    warehouse_id = fields.Many2one("stock.warehouse", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    day = fields.Date(string="In Stock Since", required=True, readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True, help="In the product's unit.")

    _layer_uniq = models.UniqueIndex(
        "(product_id, warehouse_id, day)", "The goods of a day are one layer of a product and warehouse."
    )

    @api.model
    def _delete_figures(self, table, company, product_ids):
        """Delete the rows of some products in a company and its branches from a table of stock figures."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM %(table)s figure USING res_company company"
                " WHERE company.id = figure.company_id AND company.parent_path LIKE %(tree)s"
                " AND figure.product_id = ANY(%(products)s)",
                table=SQL.identifier(table),
                tree=company.parent_path + "%",
                products=list(product_ids),
            )
        )

    @api.model
    def _unit_cost(self):
        """SQL of the present cost of a unit; on the aliases `product` and `company`.

        A branch without a cost of its own has that of its company.
        """
        return SQL(
            "COALESCE(product.standard_price ->> company.id::text,"
            " product.standard_price ->> split_part(company.parent_path, '/', 1), '0')::numeric"
        )
