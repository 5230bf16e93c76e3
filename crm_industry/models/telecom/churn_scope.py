"""As of which day, and for whom, subscriptions are scored."""

import datetime
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from .month_scope import moment_of


@dataclass(frozen=True)
class ChurnScope:
    """A company, the last day that counts, and the flags that are looked at. Nothing after that day counts.

    :param company: res.company
    :param until: the last day that counts
    :param flags: {code: crm.telecom.churn.flag}
    """

    company: object
    until: datetime.date
    flags: dict

    @property
    def ends(self):
        """The moment, in UTC without zone, when the last day is over for the company."""
        return moment_of(self.company, self.until + datetime.timedelta(days=1))

    @property
    def zone(self):
        # sudo: a setting
        return self.company.sudo().business_tz or "UTC"

    @property
    def month(self):
        """The first day of the last month that was complete."""
        return (self.until + datetime.timedelta(days=1)).replace(day=1) - relativedelta(months=1)

    def since(self, code):
        """Return the first day of the window of a flag, which ends with the last day that counts."""
        return self.until - datetime.timedelta(days=self.flags[code].window_days - 1)

    def threshold(self, code):
        return self.flags[code].threshold
