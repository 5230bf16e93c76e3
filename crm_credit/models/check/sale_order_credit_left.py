from odoo import models
from odoo.tools import SQL


class SaleOrder(models.Model):
    """What is left to deliver and to pay of confirmed orders."""

    _inherit = "sale.order"

    def _credit_left(self):
        """What is left of each order, company currency: not paid, and neither delivered nor invoiced.

        :return: dicts with unpaid and undelivered, by order id
        :rtype: dict[int, dict[str, float]]
        """
        if not self.ids:
            return {}
        self.env["crm.credit.exposure"]._flush_exposure()
        self.env["account.move"].flush_model(["amount_residual_signed", "amount_total"])
        left = {}
        for order_id, open_amount, delivered, residual, online in self.env.execute_query(self._credit_left_query()):
            paid = {self.env["res.currency"].browse(int(currency)): amount for currency, amount in (online or {}).items()}
            prepaid = self.browse(order_id)._credit_convert_prepaid(paid)
            left[order_id] = {
                "unpaid": max(float(open_amount) + float(residual) - prepaid, 0.0),
                "undelivered": max(float(open_amount) - float(delivered), 0.0),
            }
        return left

    def _credit_left_query(self):
        """Rows of the orders: not invoiced less down payments, the part of it that was delivered, left to pay of invoices,
        paid online by currency.

        The first two are what the exposure counts of the order. What is left to pay of an invoice for several orders is
        shared out by their lines.
        """
        Exposure = self.env["crm.credit.exposure"]
        return SQL(
            """
            WITH credit_company AS (%(companies)s),
            credit_scope AS (%(scope)s),
            line AS (
                SELECT order_id, GREATEST(SUM(remaining * price / rate), 0) AS lines, SUM(down_payment) AS down_payment,
                       SUM(GREATEST(LEAST(delivered, remaining), 0) * price / rate) AS delivered
                  FROM (%(lines)s) line WHERE order_id = ANY(%(orders)s) GROUP BY order_id
            ),
            invoice AS (%(invoices)s),
            online AS (
                SELECT order_id, jsonb_object_agg(currency_id, amount) AS amounts FROM (%(prepaid)s) prepaid GROUP BY order_id
            )
            SELECT line.order_id, line.lines - LEAST(line.down_payment, line.lines), line.delivered,
                   COALESCE(invoice.residual, 0), online.amounts
              FROM line
              LEFT JOIN invoice ON invoice.order_id = line.order_id
              LEFT JOIN online ON online.order_id = line.order_id
            """,
            companies=Exposure._companies_query(self.company_id),
            scope=Exposure._scope_query(self.partner_invoice_id.commercial_partner_id, groups=False),
            lines=Exposure._order_lines_query(self.partner_invoice_id.commercial_partner_id),
            invoices=self._credit_unpaid_invoices_query(),
            prepaid=Exposure._prepaid_query(self),
            orders=list(self.ids),
        )

    def _credit_unpaid_invoices_query(self):
        """Rows of the orders with what is left to pay of their posted invoices, company currency."""
        return SQL(
            """
            SELECT order_line.order_id,
                   SUM(item.price_total * move.amount_residual_signed / NULLIF(move.amount_total, 0)) AS residual
              FROM sale_order_line order_line
              JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = order_line.id
              JOIN account_move_line item ON item.id = rel.invoice_line_id
              JOIN account_move move ON move.id = item.move_id AND move.state = 'posted'
             WHERE order_line.order_id = ANY(%(orders)s)
             GROUP BY order_line.order_id
            """,
            orders=list(self.ids),
        )

    def _credit_delivered_value(self):
        """What has been delivered of the order, with taxes, company currency."""
        self.ensure_one()
        value = sum(
            line.qty_delivered * (line.price_total / line.product_uom_qty if line.product_uom_qty else line.price_reduce_taxinc)
            for line in self.order_line
        )
        return self._credit_company().currency_id.round(value / self._credit_rate())
