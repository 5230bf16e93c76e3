from odoo import models
from odoo.tools import SQL


class CrmDiversionCase(models.Model):
    """What was found, and what it is worth."""

    _inherit = "crm.diversion.case"

    def _found_figures(self):
        """Return {case id: (units found, what the dealer was charged for them without tax, in company currency)}.

        Units are different serial numbers and codes. Their value is the price of the order line they were delivered for,
        at the order's own rate; without an order the list price of the product today.
        """
        cases = self.filtered("id")
        if not cases:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH found AS (
                    SELECT DISTINCT ON (f.case_id, f.code) f.case_id, f.code, f.units, f.shipment_id, f.lot_id
                      FROM crm_diversion_finding f WHERE f.case_id = ANY(%s)
                     ORDER BY f.case_id, f.code, f.shipment_id NULLS LAST, f.id
                )
                SELECT found.case_id, sum(found.units),
                       sum(CASE WHEN found.shipment_id IS NULL THEN 0
                                ELSE coalesce(line.price_subtotal / nullif(line.product_uom_qty, 0)
                                              / coalesce(nullif(sale.currency_rate, 0), 1), m.list_price, 0) END)
                  FROM found
                  LEFT JOIN crm_serial_shipment s ON s.id = found.shipment_id
                  LEFT JOIN stock_move_line moved ON moved.id = s.move_line_id
                  LEFT JOIN stock_move move ON move.id = moved.move_id
                  LEFT JOIN sale_order_line line ON line.id = move.sale_line_id
                  LEFT JOIN sale_order sale ON sale.id = line.order_id
                  LEFT JOIN product_product p ON p.id = s.product_id
                  LEFT JOIN product_template m ON m.id = p.product_tmpl_id
                 GROUP BY found.case_id
                """,
                cases.ids,
            )
        )
        return {case_id: (int(units), float(value or 0.0)) for case_id, units, value in rows}
