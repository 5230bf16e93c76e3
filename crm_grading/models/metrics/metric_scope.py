"""What one computation of the metrics is about, and the parts it is made of."""

import datetime
from dataclasses import dataclass, field

import pytz
from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

PREFIX = "crm_metrics_"


@dataclass(frozen=True)
class MetricPart:
    """A query by customer, or one that later parts need.

    :param name: how later queries call it, by `MetricScope.table`
    :param query: SELECT; with columns it has `partner_id` (commercial partner), at most one row for each
    :param columns: names of stored fields of `crm.customer.metrics` that the query fills with columns of the same names
    """

    name: str
    query: SQL
    columns: tuple = ()


@dataclass(frozen=True)
class MetricScope:
    """One company with its branches, one business day, all customers or some.

    :param company: the company at the root of the branch tree; its settings count
    :param today: the day up to which everything counts
    :param branches: ids of the company and its branches
    :param partners: ids of commercial partners, None for all
    :param prefix: how the names of work tables begin
    :param former: query of the former rows: partner_id, id, stage, stage_since, last_order, won_back_on
    """

    company: object
    today: datetime.date
    branches: tuple
    partners: tuple | None = None
    prefix: str = PREFIX
    former: SQL = field(default=None, repr=False)

    def table(self, name):
        """The name of a part as SQL, for the FROM of another one."""
        return SQL.identifier(self.prefix + name)

    @property
    def year_start(self):
        """First of the days of "12 months"."""
        return self._months_back(12)

    @property
    def prior_start(self):
        """First day of the 12 months before."""
        return self._months_back(24)

    @property
    def rfm_start(self):
        """First day that counts for the RFM scores, ABC classes and spend tiers."""
        months = self.company.grading_rfm_months
        return self._months_back(months) if months else datetime.date.min.replace(year=1900)

    @property
    def month_start(self):
        return self.today.replace(day=1)

    @property
    def zone(self):
        return self.company.business_tz or "UTC"

    @property
    def end(self):
        """The moment, in UTC without zone, when today is over for the company."""
        midnight = datetime.datetime.combine(self.today + datetime.timedelta(days=1), datetime.time())
        return pytz.timezone(self.zone).localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)

    def only(self, column):
        """Condition that restricts a column with commercial partners to the customers asked for."""
        if self.partners is None:
            return SQL("TRUE")
        return SQL("%s = ANY(%s)", column, list(self.partners))

    def rounded(self, amount):
        """The amount rounded to the company's currency."""
        return SQL("round(%s, %s)", amount, self.company.currency_id.decimal_places)

    def _months_back(self, months):
        return self.today - relativedelta(months=months) + datetime.timedelta(days=1)
