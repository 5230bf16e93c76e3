from odoo import models
from odoo.tools import SQL

from .crm_diversion_detection import EVENTS_A_PIECE


class CrmDiversionDetection(models.Model):
    """Events that have been looked at are looked at again when something came late: a shipment became known or changed, or an
    agreement was put in force from a day that had begun. Both are marked until then.

    What was found in these events and belongs to no case is forgotten before. What belongs to a case stays with it, open or
    decided: people weigh that. And as a rule finds an event once, it opens no second case.
    """

    _inherit = "crm.diversion.detection"

    def _step_again(self, cursor):
        """The next events, by their number. Agreements are those that there are at the beginning."""
        cursor = cursor or {"after": 0, "agreements": self._late_agreements().ids}
        agreements = self.env["crm.dealer.agreement"].browse(cursor["agreements"])
        last = self._stage_late(cursor["after"], agreements)
        if last is not None:
            self._forget_findings()
            self._write_findings(SQL("e.id IN (SELECT id FROM pg_temp.crm_diversion_late)"))
            return cursor | {"after": last}
        agreements._guarded_write({"judge_again": False})
        self.env.cr.execute(
            SQL("UPDATE crm_serial_shipment SET judge_again = FALSE WHERE company_id = %s AND judge_again", self.company_id.id)
        )
        self.env["crm.serial.shipment"].invalidate_model(["judge_again"])
        return None

    def _late_agreements(self):
        return self.env["crm.dealer.agreement"].search([("company_id", "=", self.company_id.id), ("judge_again", "=", True)])

    def _stage_late(self, after, agreements):
        """Put the next events into the temporary table ``crm_diversion_late``; return the last one, None if there are none."""
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.crm_diversion_late"))
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE crm_diversion_late ON COMMIT DROP AS
                SELECT id FROM (%s UNION %s UNION %s) late WHERE id > %s AND id <= %s ORDER BY id LIMIT %s
                """,
                self._late_shipments_query(),
                self._late_agreements_query(agreements),
                self._late_victims_query(agreements),
                after,
                self.last_event_id,
                EVENTS_A_PIECE,
            )
        )
        self.env.cr.execute(SQL("ANALYZE pg_temp.crm_diversion_late"))
        [(last,)] = self.env.execute_query(SQL("SELECT max(id) FROM pg_temp.crm_diversion_late"))
        return last

    def _late_shipments_query(self):
        """SQL: the events of serial numbers with a shipment that is new or has changed."""
        return SQL(
            "SELECT e.id FROM crm_serial_event e JOIN crm_serial_shipment s USING (company_id, lot_id)"
            " WHERE company_id = %s AND s.judge_again",
            self.company_id.id,
        )

    def _late_agreements_query(self, agreements):
        """SQL: the events of goods that were shipped under agreements."""
        return SQL(
            """
            SELECT e.id FROM crm_dealer_agreement a
              JOIN crm_serial_shipment s ON s.company_id = a.company_id AND s.dealer_id = a.dealer_id
               AND s.ship_day BETWEEN a.date_from AND a.last_day
              JOIN crm_serial_event e ON e.lot_id = s.lot_id AND e.company_id = s.company_id
             WHERE a.id = ANY(%s)
            """,
            agreements.ids,
        )

    def _late_victims_query(self, agreements):
        """SQL: the events found outside of a territory where agreements cover something on that day: there is a victim now."""
        return SQL(
            """
            SELECT f.event_id FROM crm_diversion_finding f
              JOIN crm_dealer_agreement a ON a.company_id = f.company_id
               AND f.event_time BETWEEN a.date_from - 1 AND a.last_day + 2
             WHERE a.id = ANY(%s) AND f.reason = 'outside_coverage' AND f.case_id IS NULL
               AND f.region_id IN (SELECT region_id FROM crm_dealer_coverage WHERE agreement_id = a.id)
            """,
            agreements.ids,
        )

    def _forget_findings(self):
        """Delete what the active rules found in the staged events, unless it belongs to a case or is evidence."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM crm_diversion_finding f USING pg_temp.crm_diversion_late late
                 WHERE f.event_id = late.id AND f.rule_id = ANY(%s) AND f.case_id IS NULL
                   AND NOT EXISTS (SELECT FROM crm_diversion_evidence line WHERE line.finding_id = f.id)
                """,
                self._rules().ids,
            )
        )
