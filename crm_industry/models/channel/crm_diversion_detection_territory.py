from odoo import models
from odoo.tools import SQL


class CrmDiversionDetection(models.Model):
    """R1 and R2: goods of one dealer where another one sells. One statement each, over the events to look at."""

    _inherit = "crm.diversion.detection"

    def _r1_query(self, rule, events):
        """SQL: events in regions that no coverage of the dealer valid on the ship day has, for that category and brand.

        A dealer without any agreement on that day has no territory to leave, and a region around it is no other one. The
        victim is who has the region on the day of the event, exclusive agreements first.
        """
        covered = self.env["crm.dealer.coverage"]._covers(
            "c", SQL("o.region_id"), SQL("o.categ_id"), SQL("o.brand_id"), SQL("o.event_day")
        )
        return SQL(
            """
            WITH outside AS MATERIALIZED (%(outside)s), contract AS (
                SELECT DISTINCT ON (o.id) o.id, c.agreement_id
                  FROM outside o
                  JOIN (SELECT DISTINCT dealer_id, agreement_id, date_from, date_to FROM crm_dealer_coverage
                         WHERE company_id = %(company)s) c
                    ON c.dealer_id = o.dealer_id AND o.ship_day BETWEEN c.date_from AND c.date_to
                 ORDER BY o.id, c.date_from DESC, c.agreement_id DESC
            ), victim AS (
                SELECT DISTINCT ON (o.id) o.id, c.dealer_id
                  FROM outside o
                  JOIN crm_dealer_coverage c ON c.company_id = %(company)s AND c.dealer_id <> o.dealer_id AND %(covered)s
                 ORDER BY o.id, c.exclusive DESC, c.parent_agreement_id NULLS FIRST, c.agreement_id
            )
            SELECT 'outside_coverage', o.id, o.lot_id, o.code, o.shipment_id, o.dealer_id, contract.agreement_id,
                   victim.dealer_id, o.found_at_id, o.region_id, o.event_time, 1, NULL::jsonb
              FROM outside o JOIN contract USING (id) LEFT JOIN victim USING (id)
             WHERE NOT (%(around)s)
            """,
            outside=self._outside_query(rule, events),
            around=self._around_condition(),
            company=self.company_id.id,
            covered=covered,
        )

    def _around_condition(self):
        """SQL: the region of the row ``o`` has parts, and the dealer covered one of them: it may have been there."""
        covered = self.env["crm.dealer.coverage"]._covers(
            "c", None, SQL("o.categ_id"), SQL("o.brand_id"), SQL("o.ship_day")
        )
        return SQL(
            """
            o.region_id IN (SELECT parent_id FROM crm_region WHERE parent_id IS NOT NULL) AND EXISTS (
                SELECT FROM crm_region place
                  JOIN crm_region part ON part.parent_path LIKE place.parent_path || '%%'
                  JOIN crm_dealer_coverage c ON c.region_id = part.id AND c.company_id = %s AND c.dealer_id = o.dealer_id
                 WHERE place.id = o.region_id AND %s
            )
            """,
            self.company_id.id,
            covered,
        )

    def _outside_query(self, rule, events):
        """SQL: the events in regions that the dealer of the goods did not cover on the ship day."""
        covered = self.env["crm.dealer.coverage"]._covers(
            "c", SQL("e.region_id"), SQL("s.categ_id"), SQL("s.brand_id"), SQL("s.ship_day")
        )
        return SQL(
            """
            SELECT e.id, e.lot_id, e.code, e.region_id, e.dealer_id AS found_at_id, e.event_time, %(event_day)s AS event_day,
                   s.id AS shipment_id, s.dealer_id, s.categ_id, s.brand_id, s.ship_day
              FROM crm_serial_event e
              JOIN crm_serial_shipment s ON %(with_dealer)s
             WHERE %(events)s AND e.region_id IS NOT NULL AND s.dealer_id IS NOT NULL
               AND NOT EXISTS (
                   SELECT FROM crm_dealer_coverage c
                    WHERE c.company_id = s.company_id AND c.dealer_id = s.dealer_id AND %(covered)s
               )
            """,
            event_day=self._event_day(),
            with_dealer=self._with_dealer(),
            events=self._rule_events(rule, events),
            covered=covered,
        )

    def _r2_query(self, rule, events):
        """SQL: events at a dealer other than the one the goods were shipped to, and not below it on the day of the event.

        Only dealers: that shops and consumers have what a dealer bought is its business.
        """
        return SQL(
            """
            WITH RECURSIVE tree (dealer_id, ancestor_id, during) AS (
                SELECT partner_id, parent_dealer_id, daterange(date_from, date_to, '[]') FROM crm_dealer_position
                 WHERE company_id = %(company)s AND parent_dealer_id IS NOT NULL
                UNION
                SELECT tree.dealer_id, step.parent_dealer_id, tree.during * daterange(step.date_from, step.date_to, '[]')
                  FROM tree JOIN crm_dealer_position step
                    ON step.partner_id = tree.ancestor_id AND step.company_id = %(company)s
                   AND step.parent_dealer_id IS NOT NULL AND daterange(step.date_from, step.date_to, '[]') && tree.during
            )
            SELECT 'other_dealer', e.id, e.lot_id, e.code, s.id, s.dealer_id, NULL::integer, NULL::integer, e.dealer_id,
                   e.region_id, e.event_time, 1, NULL::jsonb
              FROM crm_serial_event e
              JOIN crm_serial_shipment s ON %(with_dealer)s
              JOIN res_partner other ON other.id = e.dealer_id
              JOIN crm_customer_type kind ON kind.id = other.channel_type_id AND kind.is_dealer
             WHERE %(events)s AND e.dealer_id <> s.dealer_id
               AND NOT EXISTS (
                   SELECT FROM tree
                    WHERE tree.dealer_id = e.dealer_id AND tree.ancestor_id = s.dealer_id AND tree.during @> %(event_day)s
               )
            """,
            company=self.company_id.id,
            with_dealer=self._with_dealer(),
            events=self._rule_events(rule, events),
            event_day=self._event_day(),
        )

    # -- parts of the queries ------------------------------------------------------------------------------------------

    def _rule_events(self, rule, events):
        """SQL: those of the events ``e`` with the condition ``events`` that a rule looks at."""
        return SQL("e.company_id = %s AND e.kind = ANY(%s) AND %s", self.company_id.id, rule._event_kinds(), events)

    def _with_dealer(self):
        """SQL: the shipment ``s`` by which the article was with a dealer when the event ``e`` happened."""
        return SQL(
            "s.lot_id = e.lot_id AND s.company_id = e.company_id AND s.shipped_on <= e.event_time"
            " AND (s.ended_on IS NULL OR s.ended_on > e.event_time)"
        )

    def _event_day(self):
        """SQL: the day of the event ``e`` in the company."""
        return SQL("(e.event_time AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", self.company_id.sudo().business_tz or "UTC")
