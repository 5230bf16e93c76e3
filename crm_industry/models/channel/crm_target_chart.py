from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, models

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.period import ONE_DAY

from ...tools.target_pace import each_day


class CrmTarget(models.Model):
    """Sold against target month by month, and summed up day by day."""

    _inherit = "crm.target"

    @api.readonly
    def chart_data(self):
        """Return the curves of one target, with the rights of the reader.

        :return: ::

            {"currency_id": int or False, "unit": str, "basis": str,
             "months": [{"month": ISO first day, "target": float, "actual": float}],
             "days": [ISO], "expected": [float, one a day], "actual": [float or None after today]}

        :rtype: dict
        :raise AccessError: the user may not read the target
        :raise UserError: it is not one target
        """
        check_one(self)
        self.check_access("read")
        return self._chart()

    def _chart(self):
        """Return the curves of targets of one tree that share no sales, see `chart_data`."""
        sold = defaultdict(float)
        # sudo: the figures of a target are for whoever may read it
        for _key, day, value in self.env["crm.target"].sudo()._actuals(self._wanted_stored(), by_day=True):
            sold[day] += float(value or 0)
        first, last = min(self.mapped("date_from")), max(self.mapped("date_to"))
        today = self.company_id.sudo()._business_today()
        days = list(each_day(first, last))
        expected = self._expected_by_day(days)
        actual, reached = [], 0.0
        for day in days:
            reached += sold.get(day, 0.0)
            actual.append(round(reached, 4) if day <= today else None)
        return {
            "currency_id": self.currency_id.id,
            "unit": self.uom_id.name or self.currency_id.name or "",
            "basis": dict(self._fields["basis"]._description_selection(self.env))[self[0].basis],
            "months": self._chart_months(days, expected, sold),
            "days": [day.isoformat() for day in days],
            "expected": [round(value, 4) for value in expected],
            "actual": actual,
        }

    def _expected_by_day(self, days):
        """Return what was to be sold by the end of each day."""
        [count] = self._day_counts().values()
        periods = defaultdict(float)
        for _target, first, last, amount in self._leaves():
            periods[first, last] += float(amount)
        return [
            sum(amount * count.share(first, last, day) for (first, last), amount in periods.items()) for day in days
        ]

    @api.model
    def _chart_months(self, days, expected, sold):
        """Return target and sold of each month; the target of a month is what the expected grows by in it."""
        reached = dict(zip(days, expected, strict=True))
        months, month = [], days[0]
        while month <= days[-1]:
            end = month + relativedelta(months=1) - ONE_DAY
            months.append(
                {
                    "month": month.isoformat(),
                    "target": round(reached[end] - reached.get(month - ONE_DAY, 0.0), 4),
                    "actual": round(sum(sold.get(day, 0.0) for day in each_day(month, end)), 4),
                }
            )
            month = end + ONE_DAY
        return months
