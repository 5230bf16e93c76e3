from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .selections import STAGES

SHOWN_MONTHS = 24
# Stages of customers who can be lost; "acquire" never bought, "lost" is gone already.
HELD = ("new", "develop", "retain", "at_risk", "won_back")


class CrmCustomerSnapshot(models.Model):
    """How the customers that the reader may see moved from month to month, as plain figures for the dashboard."""

    _inherit = "crm.customer.snapshot"

    stage_before = fields.Selection(
        STAGES, string="Stage a Month Before", compute="_compute_stage_before", search="_search_stage_before"
    )

    @api.depends("partner_id", "company_id", "month")
    def _compute_stage_before(self):
        stages = {}
        if self.ids:
            query, earlier = self._paired_search([("id", "in", self.ids)])
            own = SQL.identifier(self._table, "id")
            stages = dict(self.env.execute_query(query.select(own, SQL.identifier(earlier, "stage"))))
        for snapshot in self:
            snapshot.stage_before = stages.get(snapshot.id, False)

    def _search_stage_before(self, operator, value):
        if operator != "in" or False in value:
            return NotImplemented
        query, earlier = self._paired_search([])
        query.add_where(SQL("%s IN %s", SQL.identifier(earlier, "stage"), tuple(value)))
        return Domain("id", "in", query)

    @api.readonly
    @api.model
    def dashboard_transitions(self, month=False):
        """Return the lifecycle stages of one month against the month before.

        :param month: first day of the month (ISO); False: the last one that has a month before it
        :return: months (that can be asked for, latest first), month, domain (of the company's snapshots), stages ([key, label]),
            cells ([key before, key now, customers])
        :rtype: dict
        """
        pairs = self._stage_pairs()
        months = sorted({row[0] for row in pairs}, reverse=True)
        month = month if month in months else next(iter(months), False)
        return {
            "months": months,
            "month": month,
            "domain": [("company_id", "=", self.env.company.root_id.id)],
            "stages": self._fields["stage"]._description_selection(self.env),
            "cells": [[before, after, customers] for day, before, after, customers in pairs if day == month],
        }

    @api.readonly
    @api.model
    def dashboard_rates(self):
        """Return retention, churn and win-back of each month, oldest first.

        Opening are the customers in a stage from new to at risk or won back at the end of the month before. Retention: share of
        them not lost at the end; churn: share lost. Win-back: share of those lost before that are no longer.

        :return: [{month, opening, kept, lost, lost_before, won, retention, churn, win_back}], percentages or None
        :rtype: list[dict]
        """
        months = {}
        for month, before, after, customers in self._stage_pairs():
            line = months.setdefault(month, dict.fromkeys(("kept", "lost", "lost_before", "won"), 0))
            if before in HELD:
                line["lost" if after == "lost" else "kept"] += customers
            elif before == "lost":
                line["lost_before"] += customers
                line["won"] += customers if after in HELD else 0
        return [self._prepare_rates(month, line) for month, line in sorted(months.items())]

    @api.model
    def _prepare_rates(self, month, line):
        opening = line["kept"] + line["lost"]

        def share(part, whole):
            return 100.0 * part / whole if whole else None

        return line | {
            "month": month,
            "opening": opening,
            "retention": share(line["kept"], opening),
            "churn": share(line["lost"], opening),
            "win_back": share(line["won"], line["lost_before"]),
        }

    @api.readonly
    @api.model
    def dashboard_segment_trend(self):
        """Return {domain, months, segments: [{id, name, color, customers: [one figure a month]}]}, oldest month first."""
        groups = self._read_group(self._dashboard_domain(), ["month:month", "segment_id"], ["__count"])
        months = sorted({month for month, _segment, _count in groups})
        figures = {(segment.id, month): count for month, segment, count in groups}
        return {
            "domain": [("company_id", "=", self.env.company.root_id.id)],
            "months": [month.isoformat() for month in months],
            "segments": [
                {
                    "id": segment.id,
                    "name": segment.name,
                    "color": segment.color,
                    "customers": [figures.get((segment.id, month), 0) for month in months],
                }
                for segment in self.env["crm.customer.segment"].search([])
            ],
        }

    # -- queries ---------------------------------------------------------------------------------------------------

    @api.model
    def _dashboard_domain(self):
        """The last two years of the current company."""
        return [("company_id", "=", self.env.company.root_id.id), ("month", ">=", f"-{SHOWN_MONTHS}m")]

    def _stage_pairs(self):
        """Return [(month as ISO text, stage a month before, stage, customers)] of customers with both snapshots."""
        query, earlier = self._paired_search(self._dashboard_domain())
        month, stage = (self._field_to_sql(self._table, name, query) for name in ("month", "stage"))
        before = SQL.identifier(earlier, "stage")
        query.groupby = SQL("%s, %s, %s", month, before, stage)
        return self.env.execute_query(query.select(SQL("%s::text, %s, %s, count(*)", month, before, stage)))

    def _paired_search(self, domain):
        """Return (query of the snapshots that have one a month before, alias of the earlier one)."""
        query = self._search(domain)
        earlier = query.make_alias(self._table, "earlier")
        names = ("partner_id", "company_id", "month")
        partner, company, month = (self._field_to_sql(self._table, name, query) for name in names)
        query.add_join(
            "JOIN",
            earlier,
            self._table,
            SQL(
                "%s = %s AND %s = %s AND %s = (%s - interval '1 month')::date",
                SQL.identifier(earlier, "partner_id"),
                partner,
                SQL.identifier(earlier, "company_id"),
                company,
                SQL.identifier(earlier, "month"),
                month,
            ),
        )
        return query, earlier
