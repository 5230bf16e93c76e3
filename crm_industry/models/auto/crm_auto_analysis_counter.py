from odoo import api, models
from odoo.tools import SQL

from .crm_auto_analysis_query import local_day


class CrmAutoAnalysis(models.Model):
    """Sales over the parts counter of stations among the service figures."""

    _inherit = "crm.auto.analysis"

    @api.model
    def _counter_query(self):
        """Rows of the confirmed orders of stations without a job or a vehicle, with their lines of parts."""
        columns = {
            "id": SQL("counter.id::bigint * 8 + 4"),
            "topic": SQL("'counter'"),
            "date": local_day("counter.date_order"),
            "company_id": SQL("counter.company_id"),
            "station_id": SQL("counter.auto_station_id"),
            "partner_id": SQL("partner.commercial_partner_id"),
            "part_lines": SQL("part.lines"),
            "part_lines_filled": SQL("part.filled"),
        }
        body = SQL(
            """
            FROM sale_order counter
            JOIN res_company company ON company.id = counter.company_id
            JOIN res_partner partner ON partner.id = counter.partner_id
           CROSS JOIN LATERAL (%s) part
           WHERE counter.auto_station_id IS NOT NULL AND counter.state = 'sale'
             AND NOT EXISTS (SELECT FROM crm_service_job job WHERE job.sale_order_id = counter.id)
             AND NOT EXISTS (
                 SELECT FROM sale_order_line line JOIN product_product product ON product.id = line.product_id
                   JOIN product_template template ON template.id = product.product_tmpl_id
                  WHERE line.order_id = counter.id AND template.is_vehicle)
            """,
            self._parts_query(SQL("counter.id"), SQL("NULL::date")),
        )
        return columns, body
