from odoo import api, models
from odoo.tools import SQL


class CrmComplaintAnalysis(models.Model):
    """Repairs among the costs: the parts used, as far as the customer does not pay for them, and loan units that stay away."""

    _inherit = "crm.complaint.analysis"

    _depends = {
        "crm.complaint.repair": ["line_id", "payer", "resolution_id"],
        "crm.complaint.loan": ["repair_id"],
        "repair.order": ["complaint_repair_id", "sale_order_id"],
        "sale.order": ["currency_rate", "repair_accepted_amount", "state"],
        "stock.move": ["complaint_loan_id", "is_out", "repair_id", "repair_line_type", "state", "value"],
    }

    @api.model
    def _sent_query(self):
        return SQL(
            """
            SELECT resolution_id, SUM(value) AS value
              FROM (
                  SELECT resolution_id, value FROM (%s) sent
                  UNION ALL
                  SELECT repair.resolution_id, GREATEST(COALESCE(parts.value, 0) - COALESCE(paid.amount, 0), 0)
                    FROM crm_complaint_repair repair
                    JOIN (%s) parts ON parts.repair_id = repair.id
                    LEFT JOIN (%s) paid ON paid.repair_id = repair.id AND repair.payer = 'customer'
                  UNION ALL
                  SELECT repair.resolution_id, move.value
                    FROM stock_move move
                    JOIN crm_complaint_loan loan ON loan.id = move.complaint_loan_id
                    JOIN crm_complaint_repair repair ON repair.id = loan.repair_id
                   WHERE move.state = 'done' AND move.is_out
              ) spent
             GROUP BY resolution_id
            """,
            super()._sent_query(),
            self._parts_query(),
            self._paid_query(),
        )

    @api.model
    def _paid_query(self):
        """SQL: what customers have accepted to pay for the repair of each device, in company currency without tax."""
        return SQL(
            """
            SELECT job.complaint_repair_id AS repair_id,
                   SUM(quote.repair_accepted_amount / COALESCE(NULLIF(quote.currency_rate, 0), 1)) AS amount
              FROM repair_order job JOIN sale_order quote ON quote.id = job.sale_order_id
             WHERE quote.state = 'sale'
             GROUP BY job.complaint_repair_id
            """
        )

    @api.model
    def _parts_query(self):
        """SQL: what the parts used on each device were worth when they went in."""
        return SQL(
            """
            SELECT job.complaint_repair_id AS repair_id, SUM(move.value) AS value
              FROM stock_move move JOIN repair_order job ON job.id = move.repair_id
             WHERE job.complaint_repair_id IS NOT NULL AND move.repair_line_type = 'add' AND move.state = 'done'
             GROUP BY job.complaint_repair_id
            """
        )

    @api.model
    def _parts_costs_of(self, ids):
        """Return {id of a repair: what its parts were worth, in the currency of its company}."""
        self.env["stock.move"].flush_model(["repair_id", "repair_line_type", "state", "value"])
        self.env["repair.order"].flush_model(["complaint_repair_id"])
        query = SQL("SELECT repair_id, value FROM (%s) parts WHERE repair_id = ANY(%s)", self._parts_query(), list(ids))
        return {repair_id: float(value or 0) for repair_id, value in self.env.execute_query(query)}

    @api.model
    def _costs_of(self, ids):
        for model in ("crm.complaint.repair", "crm.complaint.loan", "repair.order", "sale.order"):
            self.env[model].flush_model(self._depends[model])
        return super()._costs_of(ids)
