"""Whose page is looked at, by whom, and when. The page reads everything with full rights, so this says what belongs to it."""

import datetime
from dataclasses import dataclass

import pytz

from odoo.tools import SQL

from odoo.addons.crm_grading.models.metrics.metric_scope import MetricScope


@dataclass(frozen=True)
class ViewScope:
    """One customer for one reader.

    :param customer: the customer (commercial partner), with the rights of the reader
    :param people: ids of the customer and all its contacts, archived ones too
    :param company: the company at the root of the branch tree; its settings and currency count
    :param branches: ids of the company and all its branches: figures are of all of them
    :param companies: ids of those that the reader has chosen: documents are of these
    :param today: the company's business day
    :param user: the reader
    """

    customer: object
    people: tuple
    company: object
    branches: tuple
    companies: tuple
    today: datetime.date
    user: object

    def theirs(self, column):
        """SQL: a column with partners names the customer or one of its contacts."""
        return SQL("%s = ANY(%s)", column, list(self.people))

    def chosen(self, column):
        """SQL: a column with companies names one whose documents are shown."""
        return SQL("%s = ANY(%s)", column, list(self.companies))

    def of_branches(self, column):
        """SQL: a column with companies names one whose figures are shown."""
        return SQL("%s = ANY(%s)", column, list(self.branches))

    @property
    def metrics(self):
        """The scope of the customer's metrics."""
        return MetricScope(self.company, self.today, self.branches, (self.customer.id,))

    @property
    def zone(self):
        return self.company.business_tz or "UTC"

    def midnight(self, column):
        """SQL: the moment, in UTC, at which the day of a column begins."""
        return SQL("((%s)::timestamp AT TIME ZONE %s AT TIME ZONE 'UTC')", column, self.zone)

    def day(self, column):
        """SQL: the company's day of a column with moments in UTC."""
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", column, self.zone)

    def begin(self, day):
        """Return the moment, in UTC without zone, at which a day begins for the company."""
        midnight = datetime.datetime.combine(day, datetime.time())
        return pytz.timezone(self.zone).localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)

    def local_day(self, moment):
        """Return the company's day of a moment in UTC."""
        return pytz.utc.localize(moment).astimezone(pytz.timezone(self.zone)).date()
