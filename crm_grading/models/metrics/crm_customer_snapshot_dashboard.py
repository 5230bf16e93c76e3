from odoo import api, models

from ...tools.arguments import as_day

SHOWN_MONTHS = 25


class CrmCustomerSnapshot(models.Model):
    """How the customers that the reader may see moved from month to month, for the dashboard of the current company."""

    _inherit = "crm.customer.snapshot"

    @api.readonly
    @api.model
    def dashboard_transitions(self, month=False):
        """Return the lifecycle stages at the end of one month against the snapshot before it.

        :param month: first day of the month (ISO); False: the latest one
        :return: domain (of the company's snapshots), months (that can be asked for, latest first), before and month (the two
            compared, or False), stages ([key, label]), cells ([key before, key now, customers])
        :rtype: dict
        :raise AccessError: the user may not read snapshots
        :raise UserError: the month is no day
        """
        months = self._months_taken(self.env.company, SHOWN_MONTHS)
        pairs = {later: earlier for earlier, later in zip(months, months[1:], strict=False)}
        chosen = as_day(self.env, month)
        chosen = chosen if chosen in pairs else next(reversed(pairs), False)
        return {
            "domain": self._dashboard_domain(),
            "months": [day.isoformat() for day in reversed(pairs)],
            "before": chosen and pairs[chosen].isoformat(),
            "month": chosen and chosen.isoformat(),
            "stages": self._fields["stage"]._description_selection(self.env),
            "cells": self._dashboard_cells(pairs[chosen], chosen) if chosen else [],
        }

    @api.model
    def _dashboard_cells(self, before, month):
        matrix = self._stage_matrix(self.env.company, before, month)
        keys = [stage["key"] for stage in matrix["stages"]]
        return [
            [earlier, later, customers]
            for earlier, line in zip(keys, matrix["cells"], strict=True)
            for later, customers in zip(keys, line, strict=True)
            if customers
        ]

    @api.readonly
    @api.model
    def dashboard_rates(self):
        """Return `_month_rates` of the last two years with months as ISO dates, oldest first.

        :raise AccessError: the user may not read snapshots
        """
        months = self._months_taken(self.env.company, SHOWN_MONTHS)
        rates = self._month_rates(self.env.company, months) if len(months) > 1 else []
        return [line | {"month": line["month"].isoformat()} for line in rates]

    @api.readonly
    @api.model
    def dashboard_segment_trend(self):
        """Return customers per segment and month of the last two years.

        :return: domain (of the company's snapshots), months (oldest first), segments ([{id, name, color, customers: [one figure a
            month]}], best first)
        :rtype: dict
        :raise AccessError: the user may not read snapshots
        """
        months = self._months_taken(self.env.company, SHOWN_MONTHS)
        lines = self._segment_trend(self.env.company, months) if months else []
        figures = {(line["segment_id"], line["month"]): line["customers"] for line in lines}
        return {
            "domain": self._dashboard_domain(),
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

    @api.model
    def _dashboard_domain(self):
        return [("company_id", "=", self.env.company.root_id.id)]
