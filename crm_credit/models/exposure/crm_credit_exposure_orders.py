from odoo import api, models
from odoo.tools import SQL


class CrmCreditExposure(models.AbstractModel):
    """Confirmed orders not yet invoiced."""

    _inherit = "crm.credit.exposure"

    @api.model
    def _buckets(self, partners):
        return super()._buckets(partners) | {
            "orders": (("open_orders", "delivered"), self._bucket_orders(partners)),
        }

    @api.model
    def _exposure_reads(self):
        return super()._exposure_reads() | {
            "account.tax": ["amount", "amount_type", "company_id", "price_include_override"],
            "sale.order": ["company_id", "currency_id", "currency_rate", "partner_invoice_id", "state"],
            "sale.order.line": [
                "discount", "display_type", "invoice_lines", "is_downpayment", "order_id", "price_total", "price_unit",
                "product_uom_id", "product_uom_qty", "qty_delivered", "state", "tax_ids",
            ],
            "uom.uom": ["factor"],
        }  # fmt: skip

    @api.model
    def _bucket_orders(self, partners):
        """What confirmed orders will still be invoiced, in company currency at the rate of the order.

        Down payments lower it up to the value left: an unused rest counts once it has been credited. What an order has
        still to give back makes no room for others: it counts once the credit note is posted. Orders belong to the customer
        of their invoice address.
        """
        return SQL(
            """
            SELECT partner_id, company_id, delivered,
                   GREATEST(lines, 0) - LEAST(down_payment, GREATEST(lines, 0)) AS open_orders
              FROM (
                SELECT partner_id, company_id, SUM(remaining * price / rate) AS lines,
                       SUM(GREATEST(LEAST(delivered, remaining), 0) * price / rate) AS delivered,
                       SUM(down_payment) AS down_payment
                  FROM (%(lines)s) line
                 GROUP BY order_id, partner_id, company_id
              ) sale
             WHERE lines <> 0 OR down_payment <> 0
            """,
            lines=self._order_lines_query(partners),
        )

    @api.model
    def _order_lines_query(self, partners):
        """Rows of confirmed order lines: price of one unit, quantity remaining to invoice, delivered and not invoiced.

        The quantity expected is the one ordered, or delivered if that is more, whatever the invoicing policy. A line never
        changes its sign: invoicing too much of one line doesn't make room for others.
        """
        return SQL(
            """
            SELECT order_id, partner_id, company_id, rate, price,
                   CASE WHEN is_return THEN LEAST(LEAST(ordered, delivered) - invoiced, 0)
                        ELSE GREATEST(GREATEST(ordered, delivered) - invoiced, 0) END AS remaining,
                   delivered - invoiced AS delivered, down_payment
              FROM (%(invoiced)s) line
            """,
            invoiced=self._invoiced_lines_query(partners),
        )

    @api.model
    def _invoiced_lines_query(self, partners):
        """Rows of confirmed order lines with what posted invoices took from them.

        Stored quantities invoiced are of no use here since they count drafts. Quantities are in the unit of the order line,
        the unit price is with taxes after discount in order currency, down payments (net of what final invoices gave back)
        in company currency.
        """
        return SQL(
            """
            SELECT line.order_id, partner.commercial_partner_id AS partner_id, company.root_id AS company_id,
                   COALESCE(NULLIF(sale.currency_rate, 0), 1) AS rate, %(price)s AS price,
                   line.product_uom_qty AS ordered, COALESCE(line.qty_delivered, 0) AS delivered,
                   line.product_uom_qty < 0 OR (line.product_uom_qty = 0 AND line.qty_delivered < 0) AS is_return,
                   COALESCE(SUM(item.sign * item.quantity * COALESCE(item.factor / unit.factor, 1))
                            FILTER (WHERE line.is_downpayment IS NOT TRUE), 0) AS invoiced,
                   COALESCE(SUM(item.sign * item.price_total / CASE WHEN item.currency_id = sale.currency_id
                                THEN COALESCE(NULLIF(sale.currency_rate, 0), 1) ELSE item.rate END)
                            FILTER (WHERE line.is_downpayment), 0) AS down_payment
              FROM sale_order sale
              JOIN credit_company company ON company.company_id = sale.company_id
              JOIN res_partner partner ON partner.id = sale.partner_invoice_id
              JOIN sale_order_line line ON line.order_id = sale.id AND line.display_type IS NULL
              LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
              LEFT JOIN (%(posted)s) item ON item.order_line_id = line.id
             WHERE sale.state = 'sale' AND %(partners)s
             GROUP BY line.id, sale.id, partner.id, company.root_id
            """,
            price=self._unit_price_sql(),
            posted=self._posted_items_query(),
            partners=self._partner_condition(partners),
        )

    @api.model
    def _posted_items_query(self):
        """Rows of posted customer invoice lines by the order line they invoice; credit notes have sign -1."""
        return SQL(
            """
            SELECT rel.order_line_id, move_line.quantity, move_line.price_total, move_line.currency_id, unit.factor,
                   CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END AS sign,
                   COALESCE(NULLIF(move.invoice_currency_rate, 0), 1) AS rate
              FROM sale_order_line_invoice_rel rel
              JOIN account_move_line move_line ON move_line.id = rel.invoice_line_id
              JOIN account_move move ON move.id = move_line.move_id
              LEFT JOIN uom_uom unit ON unit.id = move_line.product_uom_id
             WHERE move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
            """
        )

    @api.model
    def _unit_price_sql(self):
        """Price of one unit of an order line with taxes.

        Goods delivered without having been ordered have a line of quantity zero, hence no total to divide: there the price
        is worked out, with percentage taxes only.
        """
        return SQL(
            """
            CASE WHEN line.product_uom_qty <> 0 THEN line.price_total / line.product_uom_qty
                 WHEN line.is_downpayment THEN 0
                 ELSE line.price_unit * (1 - COALESCE(line.discount, 0) / 100) * (1 + COALESCE((
                    SELECT SUM(tax.amount) / 100
                      FROM account_tax_sale_order_line_rel rel
                      JOIN account_tax tax ON tax.id = rel.account_tax_id
                      JOIN res_company tax_company ON tax_company.id = tax.company_id
                     WHERE rel.sale_order_line_id = line.id AND tax.amount_type = 'percent'
                       AND COALESCE(tax.price_include_override, tax_company.account_price_include) = 'tax_excluded'
                 ), 0)) END
            """
        )
