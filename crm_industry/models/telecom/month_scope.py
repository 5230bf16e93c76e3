"""Which company and which month figures of subscriptions are about."""

import datetime
from dataclasses import dataclass

import pytz
from dateutil.relativedelta import relativedelta


@dataclass(frozen=True)
class MonthScope:
    """A month of a company, in its time zone; the running month counts up to today.

    :param company: res.company
    :param first: first day of the month
    """

    company: object
    first: datetime.date

    @property
    def last(self):
        """The last day that counts."""
        return min(self.first + relativedelta(months=1, days=-1), self.company._business_today())

    @property
    def begins(self):
        """The moment, in UTC without zone, when the month begins for the company."""
        return moment_of(self.company, self.first)

    @property
    def ends(self):
        """The moment, in UTC without zone, when the month is over for the company."""
        return moment_of(self.company, self.first + relativedelta(months=1))


def moment_of(company, day):
    """Return the moment, in UTC without zone, when a day begins for a company."""
    # sudo: a setting
    zone = pytz.timezone(company.sudo().business_tz or "UTC")
    return zone.localize(datetime.datetime.combine(day, datetime.time())).astimezone(pytz.utc).replace(tzinfo=None)
