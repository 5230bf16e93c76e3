from datetime import timedelta

from odoo import models
from odoo.tools import SQL


class CrmDiversionDetection(models.Model):
    """R3 and R4: codes that can't be right. One statement each, over the events to look at."""

    _inherit = "crm.diversion.detection"

    def _r3_query(self, rule, events):
        """SQL: events of codes that nobody knows, and of serial numbers that were with no customer at that time.

        The tolerance counts on both ends of the time that an article was with a customer. Suspected is where it was seen.
        """
        return SQL(
            """
            SELECT CASE WHEN e.lot_id IS NULL THEN 'unknown_code' ELSE 'not_shipped' END, e.id, e.lot_id, e.code,
                   NULL::integer, e.dealer_id, NULL::integer, NULL::integer, e.dealer_id, e.region_id, e.event_time, 1,
                   jsonb_build_object('tolerance', %(hours)s::integer)
              FROM crm_serial_event e
              LEFT JOIN stock_lot lot ON lot.id = e.lot_id
              LEFT JOIN product_product p ON p.id = lot.product_id
              LEFT JOIN product_template m ON m.id = p.product_tmpl_id
             WHERE %(events)s AND (e.lot_id IS NULL OR m.tracking = 'serial')
               AND NOT EXISTS (
                   SELECT FROM crm_serial_shipment s
                    WHERE s.lot_id = e.lot_id AND s.company_id = e.company_id
                      AND s.shipped_on <= e.event_time + %(tolerance)s
                      AND (s.ended_on IS NULL OR s.ended_on >= e.event_time - %(tolerance)s)
               )
            """,
            hours=rule.tolerance_hours,
            tolerance=timedelta(hours=rule.tolerance_hours),
            events=self._rule_events(rule, events),
        )

    def _r4_query(self, rule, events):
        """SQL: events whose code was seen in so many regions within the hours before. All events of the codes that these
        events have: files come late."""
        return SQL(
            """
            WITH seen AS MATERIALIZED (%(seen)s)
            SELECT 'cloned', e.id, e.lot_id, e.code, s.id, coalesce(s.dealer_id, e.dealer_id), NULL::integer, NULL::integer,
                   e.dealer_id, e.region_id, e.event_time, 1,
                   jsonb_build_object('regions', e.regions, 'hours', %(hours)s::integer)
              FROM (
                   SELECT e.*, count(DISTINCT o.region_id) AS regions
                     FROM seen e JOIN seen o ON o.code = e.code AND o.event_time BETWEEN e.event_time - %(span)s AND e.event_time
                    GROUP BY e.id, e.company_id, e.lot_id, e.code, e.dealer_id, e.region_id, e.event_time
                   HAVING count(DISTINCT o.region_id) >= %(regions)s
              ) e
              LEFT JOIN crm_serial_shipment s ON %(with_dealer)s
            """,
            seen=self._often_seen_query(rule, events),
            hours=rule.hours,
            span=timedelta(hours=rule.hours),
            regions=rule.regions,
            with_dealer=self._with_dealer(),
        )

    def _often_seen_query(self, rule, events):
        """SQL: all events of the codes of some events that were seen often enough, in more than one region."""
        return SQL(
            """
            SELECT id, company_id, lot_id, code, dealer_id, region_id, event_time FROM crm_serial_event
             WHERE company_id = %(company)s AND region_id IS NOT NULL AND kind = ANY(%(kinds)s)
               AND code IN (
                   SELECT code FROM crm_serial_event
                    WHERE company_id = %(company)s AND region_id IS NOT NULL AND kind = ANY(%(kinds)s)
                      AND code IN (SELECT e.code FROM crm_serial_event e WHERE %(events)s)
                    GROUP BY code HAVING count(*) >= %(regions)s AND min(region_id) < max(region_id)
               )
            """,
            company=self.company_id.id,
            kinds=rule._event_kinds(),
            events=self._rule_events(rule, events),
            regions=rule.regions,
        )
