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
        query = SQL(
            """
            SELECT customer.commercial_partner_id AS partner_id,
                   SUM(CASE WHEN order_line.id IS NULL THEN -line.balance - %(product_cost)s
                            WHEN order_line.is_downpayment THEN 0
                            WHEN order_line.price_subtotal = 0 AND order_line.margin_percent = 0
                            THEN -line.balance - %(order_cost)s
                            ELSE -line.balance * order_line.margin_percent::numeric
                       END)::numeric AS value
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN res_partner customer ON customer.id = line.partner_id
              LEFT JOIN (%(first_order_line)s) invoiced ON invoiced.invoice_line_id = line.id
              LEFT JOIN sale_order_line order_line ON order_line.id = invoiced.order_line_id
              LEFT JOIN sale_order ON sale_order.id = order_line.order_id
              LEFT JOIN product_product product ON product.id = line.product_id
              LEFT JOIN product_template template ON template.id = product.product_tmpl_id
              LEFT JOIN uom_uom line_unit ON line_unit.id = line.product_uom_id
              LEFT JOIN uom_uom order_unit ON order_unit.id = order_line.product_uom_id
              LEFT JOIN uom_uom product_unit ON product_unit.id = template.uom_id
             WHERE %(invoiced)s
             GROUP BY customer.commercial_partner_id
            """,
            invoiced=self._invoice_lines_condition(company, ("out_invoice", "out_refund"), date_from, date_to),
            first_order_line=self._first_order_line_query(),
            order_cost=self._unit_cost(SQL("order_line.purchase_price / NULLIF(sale_order.currency_rate, 0)"), SQL("order_unit")),
            product_cost=self._unit_cost(SQL("(product.standard_price ->> line.company_id::text)::numeric"), SQL("product_unit")),
        )
        return query, 0

    @api.model
    def _first_order_line_query(self):
        """An invoice line stands for one order line; where somebody joined several, the oldest counts."""
        return SQL(
            "SELECT invoice_line_id, MIN(order_line_id) AS order_line_id"
            " FROM sale_order_line_invoice_rel GROUP BY invoice_line_id"
        )

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
