from datetime import timedelta

from odoo import models
from odoo.tools import SQL


class CrmDiversionDetection(models.Model):
    """R5: a dealer buys more and more of what nobody in its territory puts to use."""

    _inherit = "crm.diversion.detection"

    def _step_growth(self, _cursor):
        """Once a day; a dealer is found once a month."""
        today = self.company_id._business_today()
        rule = self._rules().filtered(lambda one: one.kind == "R5")
        if rule and self.growth_on != today:
            self.env.cr.execute(self._insert_findings(rule, self._growth_query(rule, today)))
            self.env["crm.diversion.finding"].invalidate_model()
            self._guarded_write({"growth_on": today})

    def _growth_query(self, rule, today):
        """SQL: dealers whose shipments of the window grew too much against the window before, with too few activations.

        The units are those shipped and not activated.
        """
        return SQL(
            """
            WITH sold AS (%(sold)s), used AS (%(used)s)
            SELECT 'growth', NULL::integer, NULL::integer, %(month)s, NULL::integer, sold.dealer_id, NULL::integer,
                   NULL::integer, NULL::integer, dealer.channel_region_id, %(now)s::timestamp,
                   (sold.shipped - coalesce(used.activated, 0))::integer,
                   jsonb_build_object('shipped', sold.shipped, 'before', sold.before, 'days', %(days)s::integer,
                                      'activated', coalesce(used.activated, 0))
              FROM sold
              JOIN res_partner dealer ON dealer.id = sold.dealer_id
              LEFT JOIN used ON used.dealer_id = sold.dealer_id
             WHERE sold.before > 0 AND sold.shipped >= sold.before * (1 + %(growth)s / 100.0)
               AND coalesce(used.activated, 0) * 100.0 < sold.shipped * %(activation)s
            """,
            sold=self._sold_query(rule, today),
            used=self._activated_query(rule, today),
            month=today.strftime("%Y-%m"),
            now=self.env.cr.now(),
            days=rule.window_days,
            growth=rule.growth_percent,
            activation=rule.activation_percent,
        )

    def _sold_query(self, rule, today):
        """SQL: units shipped to each dealer in the window, and in the one before."""
        middle = today - timedelta(days=rule.window_days)
        return SQL(
            """
            SELECT dealer_id, count(*) FILTER (WHERE ship_day > %(middle)s) AS shipped,
                   count(*) FILTER (WHERE ship_day <= %(middle)s) AS before
              FROM crm_serial_shipment
             WHERE company_id = %(company)s AND dealer_id IS NOT NULL AND ship_day > %(start)s AND ship_day <= %(today)s
             GROUP BY dealer_id
            """,
            company=self.company_id.id,
            start=middle - timedelta(days=rule.window_days),
            middle=middle,
            today=today,
        )

    def _activated_query(self, rule, today):
        """SQL: units of the window that were activated where R1 found nothing wrong with the place."""
        return SQL(
            """
            SELECT s.dealer_id, count(DISTINCT e.lot_id) AS activated
              FROM crm_serial_shipment s
              JOIN crm_serial_event e ON %(with_dealer)s AND e.kind = ANY(%(kinds)s)
             WHERE s.company_id = %(company)s AND s.ship_day > %(middle)s AND s.ship_day <= %(today)s
               AND NOT EXISTS (SELECT FROM crm_diversion_finding f WHERE f.event_id = e.id AND f.reason = 'outside_coverage')
             GROUP BY s.dealer_id
            """,
            with_dealer=self._with_dealer(),
            kinds=rule._event_kinds(),
            company=self.company_id.id,
            middle=today - timedelta(days=rule.window_days),
            today=today,
        )
