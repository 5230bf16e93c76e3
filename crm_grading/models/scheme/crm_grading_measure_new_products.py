from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

# A product is new for so many days after its launch.
NEW_DAYS = 180


class CrmGradingMeasure(models.Model):
    _inherit = "crm.grading.measure"

    @api.model
    def _providers(self):
        return super()._providers() | {"new_products": (self.env._("New products bought"), "_new_products_query")}

    @api.model
    def _new_products_query(self, company, date_from, date_to):
        """Part of the new products on offer that a customer was invoiced between two days, 0 to 1.

        New are the products launched in the 180 days that end with the last day. Nobody has a value when there are none.
        """
        offered = SQL(
            """
            SELECT id FROM product_template
             WHERE sale_ok AND grading_launch_date > %s AND grading_launch_date <= %s
               AND (company_id IS NULL OR company_id IN %s)
            """,
            date_to - timedelta(days=NEW_DAYS),
            date_to,
            tuple(company.env.companies.ids),
        )
        [(number,)] = company.env.execute_query(SQL("SELECT COUNT(*) FROM (%s) offered", offered))
        query = SQL(
            """
            SELECT customer.commercial_partner_id AS partner_id,
                   COUNT(DISTINCT product.product_tmpl_id)::numeric / NULLIF(%(number)s, 0) AS value
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN res_partner customer ON customer.id = line.partner_id
              JOIN product_product product ON product.id = line.product_id
             WHERE product.product_tmpl_id IN (%(offered)s) AND line.quantity > 0 AND %(invoiced)s
             GROUP BY customer.commercial_partner_id
            """,
            number=number,
            offered=offered,
            invoiced=self._invoice_lines_condition(company, ("out_invoice",), date_from, date_to),
        )
        return query, 0 if number else None
