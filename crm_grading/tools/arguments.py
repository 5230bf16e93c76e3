"""Arguments of public methods, which any client may call: what makes no sense is refused in one sentence."""

import math
from numbers import Real

from odoo import fields
from odoo.exceptions import UserError
from odoo.orm.identifiers import NewId

# Rows of reports have larger ids than tables.
LARGEST_ID = 2**63 - 1
SHOWN = 40


def check_ids(records):
    """Refuse records that were made of anything but numbers.

    :raise UserError: naming what is no record
    """
    for record_id in records._ids:
        if not isinstance(record_id, NewId):
            as_id(records.env, record_id)


def check_one(records):
    """Refuse none and several, as `ensure_one` does.

    :raise UserError: it is not a single record
    """
    check_ids(records)
    if len(records) != 1:
        model = records.env["ir.model"].sudo()._get(records._name).name
        raise UserError(
            records.env._("Choose one record of “%(model)s”, not %(number)s.", model=model, number=len(records))
        )


def as_id(env, value):
    """Return ``value``, the id of a record that may or may not exist.

    :raise UserError: it is no such number
    """
    if type(value) is not int or not 0 < value <= LARGEST_ID:
        raise UserError(env._("%(value)s is no record: give the number of one.", value=_shown(value)))
    return value


def as_ids(env, values):
    """Return ``values``, ids of records, as a list; nothing at all is an empty one.

    :raise UserError: it is no list of such numbers
    """
    if not isinstance(values or [], list | tuple):
        raise UserError(env._("%(value)s is no list of records: give their numbers.", value=_shown(values)))
    return [as_id(env, value) for value in values or []]


def as_number(env, value):
    """Return ``value``, a finite number.

    :raise UserError: it is none
    """
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        raise UserError(env._("%(value)s is no number.", value=_shown(value)))
    return value


def as_text(env, value):
    """Return ``value``, a text; nothing at all is an empty one. What no database can hold (NUL, halves of letters) is left out.

    :raise UserError: it is no text
    """
    if not isinstance(value or "", str):
        raise UserError(env._("%(value)s is no text.", value=_shown(value)))
    return (value or "").replace("\x00", "").encode("utf-8", "ignore").decode()


def as_options(env, values, names):
    """Return ``values``, a mapping of some of the ``names`` to anything, as a dict; nothing at all is an empty one.

    :raise UserError: it is no mapping, or has another name
    """
    if not isinstance(values or {}, dict):
        raise UserError(env._("%(value)s is no set of options: name each one.", value=_shown(values)))
    for name in values or {}:
        if name not in names:
            raise UserError(
                env._("There is no option %(name)s: choose from %(names)s.", name=_shown(name), names=", ".join(names))
            )
    return values or {}


def as_day(env, value):
    """Return ``value``, a date or its ISO text, as a date; nothing at all is False.

    :raise UserError: it is no day
    """
    try:
        return fields.Date.to_date(value or None) or False
    except (TypeError, ValueError, AttributeError):
        raise UserError(
            env._("%(value)s is no day: write one as year, month and day, like 2026-03-31.", value=_shown(value))
        ) from None


def _shown(value):
    return f"“{str(value)[:SHOWN]}”"
