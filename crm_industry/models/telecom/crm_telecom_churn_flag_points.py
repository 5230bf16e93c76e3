from odoo import api, models
from odoo.tools import SQL


class CrmTelecomChurnFlag(models.Model):
    """What subscriptions come to by the flags of their company."""

    _inherit = "crm.telecom.churn.flag"

    @api.model
    def _next_piece(self, scope, after, size):
        """Return the id up to which the next piece of subscriptions goes and how many are in it; (None, 0) at the end."""
        query = SQL(
            "SELECT max(id), count(*) FROM (SELECT id FROM crm_telecom_subscription WHERE company_id = %s AND id > %s"
            " ORDER BY id LIMIT %s) s",
            scope.company.id,
            after,
            size,
        )
        return self.env.execute_query(query)[0]

    @api.model
    def _points_query(self, scope, after, upto):
        """SQL: subscription_id, account_id, partner_id, commitment_to, points and details, {id of a flag: value} of those it has.

        Of all subscriptions that were in use at the end of the last day that counts, whether they have a flag or not.
        """
        hits = [
            SQL(
                "SELECT %s AS flag_id, %s AS points, q.subscription_id, q.value::numeric AS value FROM (%s) q",
                scope.flags[code].id,
                scope.flags[code].points,
                query,
            )
            for code, query in self._flag_sources(scope).items()
        ]
        nothing = SQL(
            "SELECT NULL::integer AS flag_id, 0 AS points, NULL::integer AS subscription_id, 0::numeric AS value WHERE FALSE"
        )
        return SQL(
            """
            WITH p AS MATERIALIZED (%(scored)s), hit AS (%(hits)s)
            SELECT p.subscription_id, p.account_id, p.partner_id, p.commitment_to, coalesce(h.points, 0)::integer AS points,
                   coalesce(h.details, '{}') AS details
              FROM p LEFT JOIN (
                SELECT subscription_id, sum(points) AS points, jsonb_object_agg(flag_id, value) AS details
                  FROM hit GROUP BY subscription_id
              ) h ON h.subscription_id = p.subscription_id
            """,
            scored=self._scored_query(scope, after, upto),
            hits=SQL(" UNION ALL ").join([nothing, *hits]),
        )
