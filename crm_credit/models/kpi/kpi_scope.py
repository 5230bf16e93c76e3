"""Which company and which month a computation of credit figures is about."""

import datetime
from dataclasses import dataclass

import pytz
from dateutil.relativedelta import relativedelta


@dataclass(frozen=True)
class KpiScope:
    """A company with its branches and a month; the running month counts up to today.

    :param company: the company at the root of the branch tree
    :param first: first day of the month
    :param branches: ids of the company and its branches
    :param loss_accounts: ids of the accounts that losses of receivables are booked on
    """

    company: object
    first: datetime.date
    branches: tuple
    loss_accounts: tuple

    @property
    def last(self):
        """The last day that counts."""
        return min(self.first + relativedelta(months=1, days=-1), self.company._business_today())

    @property
    def days(self):
        """Days of the month that count."""
        return self.last.day

    @property
    def end(self):
        """The moment, in UTC without zone, when the last day is over for the company."""
        midnight = datetime.datetime.combine(self.last + datetime.timedelta(days=1), datetime.time())
        zone = pytz.timezone(self.company.business_tz or "UTC")
        return zone.localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)

    @property
    def values(self):
        """Parameters that the queries share."""
        return {
            "company": self.company.id,
            "branches": list(self.branches),
            "first": self.first,
            "last": self.last,
            "end": self.end,
            "losses": list(self.loss_accounts),
            "cash_days": self.company.credit_cash_days,
        }
