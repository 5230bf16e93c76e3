from odoo import api, models
from odoo.tools import SQL

COSTING = (
    "crm.complaint.resolution",
    "crm.complaint.resolution.line",
    "crm.complaint.resolution.type",
    "stock.move",
    "account.move",
)


class CrmComplaintAnalysis(models.Model):
    """What complaints cost: as approved, or what goods and credit notes came to where that is more. Goods that were taken
    down cost nothing.

    Goods that are exchanged count in full until those that come back are in stock again: from then on only the difference. What
    is scrapped from the transfer by which it came back is worth nothing. With a refund, what comes back is not taken off.
    """

    _inherit = "crm.complaint.analysis"

    @api.model
    def _cost_query(self):
        """The cost of approved resolutions, in the currency of their companies."""
        return SQL(
            """
            SELECT resolution.complaint_id,
                   SUM(GREATEST(
                       GREATEST(
                           COALESCE(resolution.amount, 0) - COALESCE(resolution.dropped_cost, 0),
                           COALESCE(sent.value, 0) + COALESCE(credited.amount, 0)
                       )
                       - COALESCE(back.value, 0), 0
                   )) AS cost
              FROM crm_complaint_resolution resolution
              LEFT JOIN (%(sent)s) sent ON sent.resolution_id = resolution.id
              LEFT JOIN (%(back)s) back ON back.resolution_id = resolution.id
              LEFT JOIN (
                  SELECT complaint_resolution_id, -SUM(amount_untaxed_signed) AS amount
                    FROM account_move WHERE complaint_resolution_id IS NOT NULL AND state = 'posted'
                   GROUP BY complaint_resolution_id
              ) credited ON credited.complaint_resolution_id = resolution.id
             WHERE resolution.approval_state = 'approved'
             GROUP BY resolution.complaint_id
            """,
            sent=self._sent_query(),
            back=self._back_query(),
        )

    @api.model
    def _sent_query(self):
        """What the goods were worth that have left; a parcel that came back undelivered has not."""
        return SQL(
            """
            SELECT line.resolution_id, SUM(CASE WHEN move.is_out THEN move.value ELSE -move.value END) AS value
              FROM stock_move move
              JOIN crm_complaint_resolution_line line ON line.id = move.complaint_line_id
              LEFT JOIN stock_move parcel ON parcel.id = move.origin_returned_move_id
             WHERE move.state = 'done'
               AND (move.is_out OR move.is_in AND parcel.complaint_line_id = move.complaint_line_id AND parcel.is_out)
             GROUP BY line.resolution_id
            """
        )

    @api.model
    def _back_query(self):
        """What goods that were exchanged are worth that have come back and are still fit for use."""
        return SQL(
            """
            SELECT came.resolution_id, SUM(GREATEST(came.value - COALESCE(scrapped.value, 0), 0)) AS value
              FROM (
                  SELECT line.resolution_id, move.picking_id, move.product_id, SUM(move.value) AS value
                    FROM stock_move move
                    JOIN crm_complaint_resolution_line line ON line.id = move.complaint_line_id
                    JOIN crm_complaint_resolution resolution ON resolution.id = line.resolution_id
                    JOIN crm_complaint_resolution_type way ON way.id = resolution.type_id AND way.kind = 'exchange'
                    LEFT JOIN stock_move parcel ON parcel.id = move.origin_returned_move_id
                   WHERE move.state = 'done' AND move.is_in AND parcel.complaint_line_id IS DISTINCT FROM move.complaint_line_id
                   GROUP BY line.resolution_id, move.picking_id, move.product_id
              ) came
              LEFT JOIN (
                  SELECT picking_id, product_id, SUM(value) AS value FROM stock_move
                   WHERE state = 'done' AND is_out AND scrap_id IS NOT NULL AND picking_id IS NOT NULL
                   GROUP BY picking_id, product_id
              ) scrapped ON scrapped.picking_id = came.picking_id AND scrapped.product_id = came.product_id
             GROUP BY came.resolution_id
            """
        )

    @api.model
    def _costs_of(self, ids):
        """Return {id of a complaint: cost in the currency of its company}."""
        if not ids:
            return {}
        for model in COSTING:
            self.env[model].flush_model(self._depends[model])
        query = SQL("SELECT complaint_id, cost FROM (%s) cost WHERE complaint_id = ANY(%s)", self._cost_query(), list(ids))
        return {complaint: float(cost) for complaint, cost in self.env.execute_query(query)}
