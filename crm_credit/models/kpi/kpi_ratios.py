"""The ratios of credit management."""

from dataclasses import dataclass

from odoo.addons.crm_grading.tools.ratios import Ratio


@dataclass(frozen=True)
class KpiRatio(Ratio):
    """A ratio with how it is shown: its unit, and which way is better."""

    unit: str = "percent"
    better: str = "down"


def _plus(*names):
    return tuple((1, name) for name in names)


RATIOS = {
    "credit_sales_ratio": KpiRatio(_plus("credit_sales"), _plus("sales"), 100),
    "dso": KpiRatio(_plus("receivable_days"), _plus("credit_sales"), unit="days"),
    "best_dso": KpiRatio(_plus("current_days"), _plus("credit_sales"), unit="days"),
    "days_late": KpiRatio(_plus("late_amount"), _plus("paid_amount"), unit="days"),
    "cei": KpiRatio(
        (*_plus("opening_receivable", "credit_sales"), (-1, "closing_receivable")),
        (*_plus("opening_receivable", "credit_sales"), (-1, "closing_current")),
        100,
        better="up",
    ),
    "overdue_share": KpiRatio(_plus("overdue"), _plus("closing_current", "overdue"), 100),
    "bad_debt_rate": KpiRatio(_plus("written_off"), _plus("credit_sales"), 100),
    "utilisation": KpiRatio(_plus("limit_used"), _plus("limit_amount"), 100),
}
