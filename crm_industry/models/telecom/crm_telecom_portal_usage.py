from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

MONTHS = 12
# What the network took back, or could not place yet.
NOT_COUNTED = ("rejected", "recycled")


class CrmTelecomPortal(models.AbstractModel):
    """What subscriptions were used for, on the portal."""

    _inherit = "crm.telecom.portal"

    @api.model
    def _usage(self, subscription):
        """Return the usage of a subscription of the customer in the last twelve months, by month in the zone of its company; not
        what a former owner used it for.

        :param subscription: with full rights; the caller has made sure that it is the customer's
        :return: list of {"month" (first day), "kind", "minutes", "megabytes", "quantity", "amount"}, latest month first
        """
        company = subscription.company_id
        first = company._business_today().replace(day=1) - relativedelta(months=MONTHS - 1)
        if since := self._owned_since(subscription):
            first = max(first, since)
        zone = company.business_tz or "UTC"
        usage = self.env["crm.telecom.usage"]
        usage.flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT date_trunc('month', start_time AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS month, kind,
                       sum(minutes)::float AS minutes, sum(megabytes)::float AS megabytes, sum(quantity)::integer AS quantity,
                       sum(amount)::float AS amount
                  FROM crm_telecom_usage
                 WHERE subscription_id = %(subscription)s AND NOT state = ANY(%(left)s)
                   AND start_time >= %(first)s::timestamp AT TIME ZONE %(zone)s AT TIME ZONE 'UTC'
                 GROUP BY 1, 2 ORDER BY 1 DESC, 2
                """,
                zone=zone,
                subscription=subscription.id,
                left=list(NOT_COUNTED),
                first=first,
            )
        )
        kinds = dict(usage._selection_kind())
        return [row | {"kind": kinds.get(row["kind"], row["kind"])} for row in rows]

    @api.model
    def _owned_since(self, subscription):
        """Return the day on which the subscription came to its owner, False if nobody had it before."""
        done = [("subscription_id", "=", subscription.id), ("kind", "=", "ownership"), ("state", "=", "done")]
        return self.env["crm.telecom.move"].sudo().search(done, order="date desc", limit=1).date
