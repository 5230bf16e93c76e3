from odoo import api, models
from odoo.tools import SQL

from .selections import STAGES

ACTIVE = ("new", "develop", "retain", "at_risk", "won_back")


class CrmCustomerSnapshot(models.Model):
    """What snapshots of several months tell; as plain data, with the rights of the user."""

    _inherit = "crm.customer.snapshot"

    @api.model
    def _month_rows(self, company, months):
        """SELECT of the rows of some months that the user may read: partner_id, month, stage, segment_id, net_sales_month."""
        self.flush_model()
        query = self._search([("company_id", "=", company.root_id.id), ("month", "in", months)])
        names = ("partner_id", "month", "stage", "segment_id", "net_sales_month")
        return query.select(*[SQL.identifier(query.table, name) for name in names])

    @api.model
    def _stage_matrix(self, company, month_from, month_to):
        """Customers by the stage of one month and of a later one.

        A customer without row in one of them counts as "acquire" there.

        :param month_from, month_to: first days of months
        :return: {"from": date, "to": date, "stages": [{"key", "label"}], "cells": [[count by later stage] by earlier stage]}
        :rtype: dict
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT coalesce(earlier.stage, 'acquire'), coalesce(later.stage, 'acquire'), count(*)
                  FROM (SELECT * FROM (%(rows)s) r WHERE month = %(from)s) earlier
                  FULL JOIN (SELECT * FROM (%(rows)s) r WHERE month = %(to)s) later USING (partner_id)
                 GROUP BY 1, 2
                """,
                **{"rows": self._month_rows(company, [month_from, month_to]), "from": month_from, "to": month_to},
            )
        )
        counts = {(earlier, later): count for earlier, later, count in rows}
        keys = [key for key, _label in STAGES]
        labels = dict(self._fields["stage"]._description_selection(self.env))
        return {
            "from": month_from,
            "to": month_to,
            "stages": [{"key": key, "label": labels[key]} for key in keys],
            "cells": [[counts.get((earlier, later), 0) for later in keys] for earlier in keys],
        }

    @api.model
    def _month_rates(self, company, months):
        """Retention, churn and win-back of each month against the month before it in the list.

        Opening: customers active (new, developing, retained, at risk, won back) in the month before. Retention: those of them
        that still are; churn: those that are lost now; win-back: those lost before and active now, of the lost before.

        :param months: first days of months, ascending
        :return: for all but the first: {"month", "opening", "kept", "lost", "retention", "churn", "lost_before", "won",
            "win_back"}; rates in percent, None without a base
        :rtype: list[dict]
        """
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH rows AS (%(rows)s), pair (earlier, later) AS (SELECT * FROM unnest(%(earlier)s::date[], %(later)s::date[]))
                SELECT pair.later AS month,
                       count(*) FILTER (WHERE a.stage = ANY(%(active)s)) AS opening,
                       count(*) FILTER (WHERE a.stage = ANY(%(active)s) AND b.stage = ANY(%(active)s)) AS kept,
                       count(*) FILTER (WHERE a.stage = ANY(%(active)s) AND b.stage = 'lost') AS lost,
                       count(*) FILTER (WHERE a.stage = 'lost') AS lost_before,
                       count(*) FILTER (WHERE a.stage = 'lost' AND b.stage = ANY(%(active)s)) AS won
                  FROM pair JOIN rows a ON a.month = pair.earlier
                  LEFT JOIN rows b ON b.month = pair.later AND b.partner_id = a.partner_id
                 GROUP BY pair.later ORDER BY pair.later
                """,
                rows=self._month_rows(company, months),
                earlier=months[:-1],
                later=months[1:],
                active=list(ACTIVE),
            )
        )
        for row in rows:
            row["retention"] = self._percent(row["kept"], row["opening"])
            row["churn"] = self._percent(row["lost"], row["opening"])
            row["win_back"] = self._percent(row["won"], row["lost_before"])
        return rows

    @api.model
    def _percent(self, part, whole):
        return round(100 * part / whole, 2) if whole else None

    @api.model
    def _segment_trend(self, company, months):
        """Customers and sales of each segment by month.

        :return: [{"month", "segment_id", "segment", "customers", "net_sales"}]; sales of the month in company currency
        :rtype: list[dict]
        """
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT month, segment_id, count(*) AS customers, sum(net_sales_month) AS net_sales
                  FROM (%s) rows GROUP BY month, segment_id ORDER BY month, segment_id
                """,
                self._month_rows(company, months),
            )
        )
        segments = self.env["crm.customer.segment"].browse({row["segment_id"] for row in rows if row["segment_id"]})
        names = {segment.id: segment.display_name for segment in segments}
        return [row | {"segment": names.get(row["segment_id"], ""), "net_sales": float(row["net_sales"] or 0)} for row in rows]

    @api.model
    def _months_taken(self, company, limit=13):
        """First days of the months with snapshots that the user may read, the latest `limit` of them, ascending."""
        groups = self._read_group(
            [("company_id", "=", company.root_id.id)], ["month:month"], order="month:month desc", limit=limit
        )
        return sorted(month for (month,) in groups)
