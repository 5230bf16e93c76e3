from odoo import api, models


class CrmCustomerMetrics(models.Model):
    """Figures of the customer dashboard, over the customers that the reader may see."""

    _inherit = "crm.customer.metrics"

    @api.readonly
    @api.model
    def dashboard_data(self):
        """Return the customers of the current company by segment, RFM cell, ABC class and lifecycle stage.

        Amounts are net sales of 12 months in the currency of the company's root. Record rules decide which customers count.

        :return: domain (of the rows counted), currency_id, figures_on (ISO date or False), customers, sales, repeat (customers
            with a second order), segments, cells ([R, FM, segment id, customers, sales]), abc and stages ([key, label,
            customers, sales], all keys)
        :rtype: dict
        :raise AccessError: the user may not read metrics
        """
        domain = [("company_id", "=", self.env.company.root_id.id)]
        sets = [[], ["repeat_customer"], ["abc"], ["stage"], ["recency_score", "frequency_score", "monetary_score", "segment_id"]]
        whole, repeat, abc, stages, cells = self._read_grouping_sets(
            domain, sets, ["__count", "net_sales_12m:sum", "figures_on:max"]
        )
        customers, sales, figures_on = whole[0] if whole else (0, 0.0, False)
        return {
            "domain": domain,
            "currency_id": self.env.company.root_id.currency_id.id,
            "figures_on": figures_on and figures_on.isoformat(),
            "customers": customers,
            "sales": sales or 0.0,
            "repeat": sum(count for is_repeat, count, *_rest in repeat if is_repeat),
            "segments": self._dashboard_segments(cells),
            "cells": self._dashboard_cells(cells),
            "abc": self._dashboard_keys("abc", abc),
            "stages": self._dashboard_keys("stage", stages),
        }

    @api.model
    def _dashboard_keys(self, name, groups):
        """Return [key, label, customers, sales] for every value of the selection ``name``, in its order."""
        found = {key: (customers, sales or 0.0) for key, customers, sales, *_rest in groups}
        labels = self._fields[name]._description_selection(self.env)
        return [[key, label, *found.get(key, (0, 0.0))] for key, label in labels]

    @api.model
    def _dashboard_cells(self, groups):
        """Return the 25 cells of the RFM table with their segment; F and M are joined to their mean, a half rounded up."""
        segments = {(cell.recency, cell.fm): cell.segment_id.id for cell in self.env["crm.customer.segment.cell"].search([])}
        figures = {place: [0, 0.0] for place in segments}
        for recency, frequency, monetary, _segment, customers, sales, *_rest in groups:
            cell = figures.get((recency, (frequency + monetary + 1) // 2))
            if cell:
                cell[0] += customers
                cell[1] += sales or 0.0
        return [[*place, segments[place], *figures[place]] for place in sorted(figures, reverse=True)]

    @api.model
    def _dashboard_segments(self, groups):
        """Return all segments with their customers and sales, best first."""
        figures = {}
        for _recency, _frequency, _monetary, segment, customers, sales, *_rest in groups:
            total = figures.setdefault(segment.id, [0, 0.0])
            total[0] += customers
            total[1] += sales or 0.0
        return [
            {
                "id": segment.id,
                "name": segment.name,
                "color": segment.color,
                "advice": segment.advice or "",
                "customers": figures.get(segment.id, (0, 0.0))[0],
                "sales": figures.get(segment.id, (0, 0.0))[1],
            }
            for segment in self.env["crm.customer.segment"].search([])
        ]
