import datetime

from odoo import api, models
from odoo.tools import SQL


class CrmTarget(models.Model):
    """What counts as sold: by the basis, and what was imported from an old system.

    The queries have the same columns. Amounts are without taxes in the currency of the company at the rate of the document,
    quantities in the reference unit (``unit_id``), returns are minus. Person and customer are those of the document, the
    region is that of the delivery address. They read the relation ``scope`` of the statement they stand in.
    """

    _inherit = "crm.target"

    @api.model
    def _facts(self, basis, first, last, only):
        """SQL: all that counts by a basis, from the first to the last day.

        :param only: SQL condition on ``customer``, the commercial partner
        """
        own = self._invoiced_facts if basis == "invoiced" else self._delivered_facts
        return SQL("%s AND %s UNION ALL %s AND %s", own(first, last), only, self._imported_facts(first, last), only)

    @api.model
    def _imported_facts(self, first, last):
        """SQL: sales of the time before Odoo, of the salesperson of the customer. Quantities are in the unit of the product."""
        return SQL(
            """
            SELECT scope.company_id, sale.date AS day, customer.id AS partner_id, customer.channel_type_id AS customer_type_id,
                   customer.user_id, customer.channel_region_id AS region_id,
                   coalesce(template.categ_id, sale.category_id) AS categ_id, template.channel_brand_id AS brand_id, sale.amount,
                   sale.quantity * unit.factor AS quantity, split_part(unit.parent_path, '/', 1)::int AS unit_id
              FROM crm_sales_history sale
              JOIN scope ON scope.branch_id = sale.company_id
              JOIN res_partner partner ON partner.id = sale.partner_id
              JOIN res_partner customer ON customer.id = partner.commercial_partner_id
              LEFT JOIN product_product product ON product.id = sale.product_id
              LEFT JOIN product_template template ON template.id = product.product_tmpl_id
              LEFT JOIN uom_uom unit ON unit.id = template.uom_id
             WHERE sale.date BETWEEN %(first)s AND %(last)s AND sale.date <= scope.today
            """,
            first=first,
            last=last,
        )

    @api.model
    def _invoiced_facts(self, first, last):
        """SQL: lines of posted invoices, receipts and credit notes."""
        return SQL(
            """
            SELECT scope.company_id, move.invoice_date AS day, customer.id AS partner_id,
                   customer.channel_type_id AS customer_type_id, coalesce(move.invoice_user_id, customer.user_id) AS user_id,
                   coalesce(address.channel_region_id, customer.channel_region_id) AS region_id,
                   template.categ_id, template.channel_brand_id AS brand_id, -line.balance AS amount,
                   CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END * line.quantity * unit.factor AS quantity,
                   split_part(unit.parent_path, '/', 1)::int AS unit_id
              FROM account_move move
              JOIN scope ON scope.branch_id = move.company_id
              JOIN account_move_line line ON line.move_id = move.id AND line.display_type = 'product'
              JOIN res_partner partner ON partner.id = move.partner_id
              JOIN res_partner customer ON customer.id = partner.commercial_partner_id
              LEFT JOIN res_partner address ON address.id = coalesce(move.partner_shipping_id, move.partner_id)
              LEFT JOIN product_product product ON product.id = line.product_id
              LEFT JOIN product_template template ON template.id = product.product_tmpl_id
              LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
             WHERE move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND move.invoice_date BETWEEN %(first)s AND %(last)s AND move.invoice_date <= scope.today
            """,
            first=first,
            last=last,
        )

    @api.model
    def _delivered_facts(self, first, last):
        """SQL: done moves from us, or from a supplier straight, to customers, and back. The amount is that of the order line by
        what was moved of it; without an order only the quantity is known.
        """
        return SQL(
            """
            SELECT scope.company_id, (move.date AT TIME ZONE 'UTC' AT TIME ZONE scope.zone)::date AS day,
                   customer.id AS partner_id, customer.channel_type_id AS customer_type_id,
                   coalesce(sale.user_id, customer.user_id) AS user_id,
                   coalesce(address.channel_region_id, customer.channel_region_id) AS region_id,
                   template.categ_id, template.channel_brand_id AS brand_id,
                   move.sign * move.quantity * unit.factor / nullif(sale_unit.factor, 0)
                   * coalesce(sale_line.price_subtotal / nullif(sale_line.product_uom_qty, 0),
                              sale_line.price_unit * (1 - coalesce(sale_line.discount, 0) / 100))
                   / coalesce(nullif(sale.currency_rate, 0), 1)::numeric AS amount,
                   move.sign * move.quantity * unit.factor AS quantity, split_part(unit.parent_path, '/', 1)::int AS unit_id
              FROM (%(moves)s) move
              JOIN scope ON scope.branch_id = move.company_id
              LEFT JOIN stock_picking picking ON picking.id = move.picking_id
              LEFT JOIN sale_order_line sale_line ON sale_line.id = move.sale_line_id
              LEFT JOIN sale_order sale ON sale.id = sale_line.order_id
              JOIN res_partner address ON address.id = coalesce(picking.partner_id, sale.partner_shipping_id, move.partner_id)
              LEFT JOIN res_partner buyer ON buyer.id = sale.partner_id
              JOIN res_partner customer ON customer.id = coalesce(buyer.commercial_partner_id, address.commercial_partner_id)
              JOIN product_product product ON product.id = move.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom unit ON unit.id = move.product_uom
              LEFT JOIN uom_uom sale_unit ON sale_unit.id = sale_line.product_uom_id
             WHERE (move.date AT TIME ZONE 'UTC' AT TIME ZONE scope.zone)::date BETWEEN %(first)s AND %(last)s
               AND (move.date AT TIME ZONE 'UTC' AT TIME ZONE scope.zone)::date <= scope.today
            """,
            moves=self._customer_moves(first, last),
            first=first,
            last=last,
        )

    @api.model
    def _customer_moves(self, first, last):
        """SQL: done moves to customers, and back with the sign -1."""
        return SQL(
            """
            SELECT move.*, CASE WHEN target.usage = 'customer' THEN 1 ELSE -1 END AS sign
              FROM stock_move move
              JOIN stock_location source ON source.id = move.location_id
              JOIN stock_location target ON target.id = move.location_dest_id
             WHERE move.state = 'done' AND (source.usage = 'customer') != (target.usage = 'customer')
               AND move.date >= %s AND move.date < %s AND move.id NOT IN (%s)
            """,
            # A day wider than any zone, so that the index on the date serves.
            datetime.datetime.combine(first, datetime.time()) - datetime.timedelta(days=1),
            datetime.datetime.combine(last, datetime.time()) + datetime.timedelta(days=2),
            self.env["stock.move"]._round_trips_query(),
        )
