from odoo import api, models
from odoo.tools import SQL


class CrmGradingMeasure(models.Model):
    _inherit = "crm.grading.measure"

    @api.model
    def _providers(self):
        return super()._providers() | {"gross_margin": (self.env._("Gross margin of invoices"), "_gross_margin_query")}

    @api.model
    def _gross_margin_query(self, company, date_from, date_to):
        """Margin of posted customer invoices less refunds by invoice date, in company currency; it may be negative.

        What was ordered has the margin rate of its order line, goods given away cost what the order line says. Down
        payments have no margin. What was invoiced without an order has the product's present cost, as in the invoice
        analysis.
        """
        invoiced = self._invoice_lines_condition(company, ("out_invoice", "out_refund"), date_from, date_to)
        lines = self._line_margin_query(invoiced)
        return SQL("SELECT partner_id, SUM(margin) AS value FROM (%s) line GROUP BY partner_id", lines), 0

    @api.model
    def _line_margin_query(self, invoiced):
        """Rows partner_id and margin of invoice lines; of several order lines that were joined to one, the oldest counts."""
        return SQL(
            """
            SELECT DISTINCT ON (line.id) customer.commercial_partner_id AS partner_id,
                   (CASE WHEN order_line.id IS NULL THEN -line.balance - %(product_cost)s
                         WHEN order_line.is_downpayment THEN 0
                         WHEN order_line.price_subtotal = 0 AND order_line.margin_percent = 0
                         THEN -line.balance - %(order_cost)s
                         ELSE -line.balance * order_line.margin_percent::numeric
                    END)::numeric AS margin
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN res_partner customer ON customer.id = line.partner_id
              LEFT JOIN sale_order_line_invoice_rel ordered ON ordered.invoice_line_id = line.id
              LEFT JOIN sale_order_line order_line ON order_line.id = ordered.order_line_id
              LEFT JOIN product_product product ON product.id = line.product_id
              LEFT JOIN product_template template ON template.id = product.product_tmpl_id
              LEFT JOIN uom_uom line_unit ON line_unit.id = line.product_uom_id
              LEFT JOIN uom_uom order_unit ON order_unit.id = order_line.product_uom_id
              LEFT JOIN uom_uom product_unit ON product_unit.id = template.uom_id
             WHERE %(invoiced)s
             ORDER BY line.id, ordered.order_line_id
            """,
            invoiced=invoiced,
            order_cost=self._unit_cost(SQL("order_line.purchase_price / NULLIF((%s), 0)", self._order_rate()), SQL("order_unit")),
            product_cost=self._unit_cost(SQL("(product.standard_price ->> line.company_id::text)::numeric"), SQL("product_unit")),
        )

    @api.model
    def _order_rate(self):
        """Looked up for gifts only, which are few."""
        return SQL("SELECT currency_rate FROM sale_order WHERE sale_order.id = order_line.order_id")

    @api.model
    def _unit_cost(self, cost, unit):
        """Cost of an invoice line's quantity, positive for invoices, from the cost of one ``unit``."""
        return SQL(
            "COALESCE(%(cost)s, 0)::numeric * line.quantity * COALESCE(line_unit.factor, 1) / COALESCE(%(unit)s.factor, 1)"
            " * CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END",
            cost=cost,
            unit=unit,
        )

    @api.model
    def _invoice_lines_condition(self, company, move_types, date_from, date_to):
        """Condition on the aliases ``line`` (account.move.line) and ``move``: what was invoiced, by invoice date."""
        return SQL(
            "line.display_type = 'product' AND line.parent_state = 'posted' AND line.account_id IS NOT NULL"
            " AND move.move_type IN %s AND line.company_id IN %s AND line.invoice_date <= %s AND %s",
            tuple(move_types),
            tuple(company.env.companies.ids),
            date_to,
            SQL("line.invoice_date >= %s", date_from) if date_from else SQL("TRUE"),
        )
