from datetime import timedelta

from odoo import models
from odoo.tools import SQL

OPEN_STATES = ("suspected", "noticed", "answered")


class CrmDiversionDetection(models.Model):
    """From findings to cases: one open case for a rule, a suspect and who or where it hurts."""

    _inherit = "crm.diversion.detection"

    def _step_cases(self, _cursor):
        """Findings join the open cases they belong to; where they are many enough within the window, a case is opened."""
        self.env["crm.diversion.case"].flush_model()
        [(last,)] = self.env.execute_query(
            SQL("SELECT coalesce(max(id), 0) FROM crm_diversion_finding WHERE company_id = %s", self.company_id.id)
        )
        self._attach_findings()
        cases = self.env["crm.diversion.case"]
        for rule in self._rules():
            cases |= cases._open_suspected(rule, self._groups_query(rule))
        if cases:
            self._attach_findings()
            cases._on_opened()
        self._guarded_write({"last_finding_id": max(last, self.last_finding_id)})

    def _attach_findings(self):
        """Give free findings to the open case of their key, from the beginning of its window on."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_diversion_finding f SET case_id = c.id
                  FROM crm_diversion_case c
                 WHERE f.case_id IS NULL AND f.company_id = %s AND c.company_id = f.company_id AND c.state = ANY(%s)
                   AND c.rule_id = f.rule_id AND c.dealer_id = f.dealer_id AND f.event_time >= c.window_from
                   AND coalesce(c.victim_id, 0) = coalesce(f.victim_id, 0)
                   AND coalesce(c.region_id, 0) = CASE WHEN f.victim_id IS NULL THEN coalesce(f.region_id, 0) ELSE 0 END
                """,
                self.company_id.id,
                list(OPEN_STATES),
            )
        )
        self.env["crm.diversion.finding"].invalidate_model()

    def _groups_query(self, rule):
        """SQL: (dealer_id, victim_id, region_id, window_from) of the free findings that reach the rule's numbers.

        Looked at are dealers with new findings and no open case of the same key. A code counts once, from the first time it
        was found; the window slides over these times.
        """
        return SQL(
            """
            WITH free AS (%(free)s), counted AS (
                SELECT free.*, sum(units) OVER (PARTITION BY dealer_id, victim_id, region_id
                       ORDER BY event_time RANGE BETWEEN %(window)s PRECEDING AND CURRENT ROW) AS in_window,
                       count(picking_id) OVER (PARTITION BY dealer_id, victim_id, region_id, picking_id
                       ORDER BY event_time RANGE BETWEEN %(window)s PRECEDING AND CURRENT ROW) AS of_delivery
                  FROM free
            )
            SELECT dealer_id, victim_id, region_id, min(event_time) - %(window)s AS window_from
              FROM counted
              LEFT JOIN (SELECT picking_id, count(*) AS units FROM crm_serial_shipment
                          WHERE picking_id IN (SELECT picking_id FROM free) GROUP BY 1) delivery USING (picking_id)
             WHERE in_window >= %(units)s OR (%(percent)s > 0 AND delivery.units >= %(least)s
                   AND of_delivery * 100.0 >= delivery.units * %(percent)s)
             GROUP BY dealer_id, victim_id, region_id ORDER BY dealer_id, victim_id, region_id
            """,
            free=self._free_query(rule),
            window=timedelta(days=rule.window_days),
            units=rule.min_units,
            percent=rule.min_percent,
            least=rule.least_shipped,
        )

    def _free_query(self, rule):
        """SQL: the first finding of each code without a case, of dealers with new findings and no open case of the same key."""
        return SQL(
            """
            SELECT DISTINCT ON (f.dealer_id, victim, region, f.code) f.dealer_id, victim AS victim_id, region AS region_id,
                   f.event_time, f.units, s.picking_id
              FROM crm_diversion_finding f
              LEFT JOIN crm_serial_shipment s ON s.id = f.shipment_id
             CROSS JOIN LATERAL (
                   SELECT coalesce(f.victim_id, 0) AS victim,
                          CASE WHEN f.victim_id IS NULL THEN coalesce(f.region_id, 0) ELSE 0 END AS region
             ) key
             WHERE f.rule_id = %(rule)s AND f.case_id IS NULL
               AND f.dealer_id IN (SELECT dealer_id FROM crm_diversion_finding WHERE rule_id = %(rule)s AND id > %(last)s)
               AND NOT EXISTS (
                   SELECT FROM crm_diversion_case c
                    WHERE c.rule_id = %(rule)s AND c.dealer_id = f.dealer_id AND c.state = ANY(%(open)s)
                      AND coalesce(c.victim_id, 0) = victim AND coalesce(c.region_id, 0) = region
               )
             ORDER BY f.dealer_id, victim, region, f.code, f.event_time
            """,
            rule=rule.id,
            last=self.last_finding_id,
            open=list(OPEN_STATES),
        )
