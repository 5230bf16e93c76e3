"""Fields for values that come from anywhere, by RPC as well: what can't be worked with is refused in one sentence.

PostgreSQL takes NaN for larger than any number and Python for no larger than any, so neither finds it by comparing.
"""

import math
from datetime import date

from odoo import fields
from odoo.exceptions import ValidationError

# What numeric(16, 4) holds.
LARGEST = 10**12 - 1
LARGEST_WHOLE = 2**31 - 1
# Odoo's rounding loses cents of larger ones.
LARGEST_AMOUNT = 10**13 - 1
# Wide enough for any business; a hundred years can still be taken off or added.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


class CheckedFloat(fields.Float):
    """A finite number that the column can hold."""

    def convert_to_cache(self, value, record, validate=True):
        return super().convert_to_cache(_checked_number(self, float, LARGEST, value, record), record, validate)

    def convert_to_column(self, value, record, values=None, validate=True):
        return super().convert_to_column(_checked_number(self, float, LARGEST, value, record), record, values, validate)


class CheckedMonetary(fields.Monetary):
    """A finite amount of a size that Odoo works with exactly."""

    def convert_to_cache(self, value, record, validate=True):
        return super().convert_to_cache(_checked_number(self, float, LARGEST_AMOUNT, value, record), record, validate)

    def convert_to_column_insert(self, value, record, values=None, validate=True):
        # Not validated is what has been in the cache: Odoo's rounding adds a trifle to the largest one.
        amount = _checked_number(self, float, LARGEST_AMOUNT, value, record) if validate else value
        return super().convert_to_column_insert(amount, record, values, validate)


class CheckedInteger(fields.Integer):
    """A whole number that the column can hold."""

    def convert_to_cache(self, value, record, validate=True):
        return super().convert_to_cache(_checked_number(self, int, LARGEST_WHOLE, value, record), record, validate)

    def convert_to_column(self, value, record, values=None, validate=True):
        return super().convert_to_column(_checked_number(self, int, LARGEST_WHOLE, value, record), record, values, validate)


class CheckedDate(fields.Date):
    """A day near enough to add years to it, or take years off."""

    def convert_to_cache(self, value, record, validate=True):
        try:
            day = super().convert_to_cache(value, record, validate)
        except (TypeError, ValueError):
            day = None
        if value and not (isinstance(day, date) and FIRST_DAY <= day <= LAST_DAY):
            raise ValidationError(
                record.env._(
                    "“%(field)s” of “%(record)s”: %(value)s is no day to work with. Give one from %(first)s to %(last)s.",
                    **_names(self, record, value),
                    first=FIRST_DAY,
                    last=LAST_DAY,
                )
            )
        return day

    def convert_to_column(self, value, record, values=None, validate=True):
        # Not validated are the operands of searches, where any day may be asked for, and what is in the cache already.
        return super().convert_to_column(value, record, values) if validate else fields.Date.to_date(value or None)


class CheckedSelection(fields.Selection):
    """One of the values that a method lists; Odoo by itself takes any text for such a field."""

    def convert_to_cache(self, value, record, validate=True):
        if validate and value and value not in self.get_values(record.env):
            raise ValidationError(
                record.env._("“%(field)s” of “%(record)s”: there is no choice “%(value)s”.", **_names(self, record, value))
            )
        return super().convert_to_cache(value, record, validate)


def _checked_number(field, kind, largest, value, record):
    """Return ``value`` as a number.

    :raise ValidationError: it is none, not finite or too large
    """
    try:
        number = kind(value or 0)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    # Odoo's rounding adds a trifle to the largest one.
    if not abs(number) < largest + 1:
        raise ValidationError(
            record.env._(
                "“%(field)s” of “%(record)s”: %(value)s is no number to work with. Give one from %(least)s to %(most)s.",
                **_names(field, record, value),
                least=-largest,
                most=largest,
            )
        )
    return number


def _names(field, record, value):
    env = record.env
    # sudo: the name of the model, for whoever has to correct the value
    name = record.display_name if len(record) == 1 and record.id else env["ir.model"].sudo()._get(record._name).name
    return {"field": field._description_string(env), "record": name, "value": str(value)[:40]}
