from collections import defaultdict
from dataclasses import dataclass

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.target_pace import forecast, light
from ...tools.target_split import to_amount, to_units
from .crm_target import DIMENSIONS

FIGURES = ("actual", "attainment", "expected", "pace", "forecast", "gap", "light")


@dataclass(frozen=True)
class TargetFigures:
    """How a target stands today. Amounts in the currency or unit of the target; percentages are None without a base."""

    amount: float
    actual: float
    expected: float
    forecast: float
    attainment: float | None
    pace: float | None
    light: str


class CrmTarget(models.Model):
    """Sold so far, what was to be sold by now, and where it leads to. Worked out when shown, for all targets at once."""

    _inherit = "crm.target"

    actual = fields.Monetary(string="Sold", compute="_compute_figures", help="Up to today, as counted by the basis.")
    gap = fields.Monetary(string="Left to Sell", compute="_compute_figures", help="Goal less sold.")
    attainment = fields.Float(
        string="Attained (%)", compute="_compute_figures", digits=(16, 1), aggregator=None, help="Sold ÷ goal."
    )
    expected = fields.Monetary(
        string="Expected to Date",
        compute="_compute_figures",
        help="What was to be sold by now: of each lowest part its share of the days that are over, today included.",
    )
    pace = fields.Float(
        string="Pace (%)", compute="_compute_figures", digits=(16, 1), aggregator=None, help="Sold ÷ expected to date."
    )
    forecast = fields.Monetary(
        string="Forecast at the End", compute="_compute_figures", help="Goal × sold ÷ expected to date."
    )
    light = fields.Selection(
        [("good", "On Target"), ("watch", "To Watch"), ("behind", "Behind"), ("none", "Not Begun")],
        string="State of Sales",
        compute="_compute_figures",
    )

    @api.depends(
        "amount", "date_from", "date_to", "measure", "basis", "uom_id", "with_sub_dealers", "child_ids", *DIMENSIONS.values()
    )
    def _compute_figures(self):
        figures = self._figures()
        for target in self:
            found = figures.get(target._origin.id)
            target.actual = found.actual if found else 0.0
            target.gap = found.amount - found.actual if found else 0.0
            target.attainment = (found and found.attainment) or 0.0
            target.expected = found.expected if found else 0.0
            target.pace = (found and found.pace) or 0.0
            target.forecast = found.forecast if found else 0.0
            target.light = found.light if found else "none"

    def _figures(self, until=None):
        """Return {id: TargetFigures} of stored targets, by a number of statements that does not grow with them.

        :param until: last day that counts; None: today in the company of each
        """
        targets = self._origin
        if not targets:
            return {}
        # sudo: the figures of a target are for whoever may read it, without rights to invoices and deliveries
        sold = dict(self.env["crm.target"].sudo()._actuals(targets._wanted_stored(), until=until))
        expected = targets._expected(until)
        result = {}
        for target in targets:
            result[target.id] = target._figures_of(sold.get(target.id) or 0, expected[target.id], until)
        return result

    def _figures_of(self, sold, expected, until):
        company, rounding = self.company_id.sudo(), self._rounding()
        actual, expected = (float(to_amount(to_units(value, rounding), rounding)) for value in (sold, expected))
        over = self.date_to < (until or company._business_today())
        ahead = forecast(self.amount, expected, actual, over)
        return TargetFigures(
            amount=self.amount,
            actual=actual,
            expected=expected,
            forecast=float(to_amount(to_units(ahead, rounding), rounding)),
            attainment=100 * actual / self.amount if self.amount else None,
            pace=100 * actual / expected if expected else None,
            light="none" if self.reserve else light(actual, expected, company.target_green, company.target_amber),
        )

    def _leaves(self):
        """Return [(target id, first day, last day, amount)] of the lowest parts of these targets, summed up by period."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT above.id::int, leaf.date_from, leaf.date_to, sum(leaf.amount)
                  FROM crm_target leaf, unnest(string_to_array(trim('/' FROM leaf.parent_path), '/')) AS above (id)
                 WHERE leaf.split_by IS NULL AND leaf.root_id = ANY(%s) AND above.id::int = ANY(%s)
                 GROUP BY above.id, leaf.date_from, leaf.date_to
                """,
                self.root_id.ids,
                self.ids,
            )
        )

    def _expected(self, until=None):
        """Return {id: what was to be sold by the end of the day}. A whole expects what its lowest parts do, so that the seasons
        count and the parts add up.
        """
        result = defaultdict(float)
        counts = self._day_counts()
        today = {company: until or company.sudo()._business_today() for company in counts}
        company_of = {target.id: target.company_id for target in self}
        for target_id, first, last, amount in self._leaves():
            company = company_of[target_id]
            result[target_id] += float(amount) * counts[company].share(first, last, today[company])
        return result

    def _day_counts(self):
        """Return {company: DayCount} wide enough for the periods of these targets."""
        return {
            company: company._target_day_count(min(targets.mapped("date_from")), max(targets.mapped("date_to")))
            for company, targets in self.grouped("company_id").items()
        }
