"""Moments in files of contacts and events."""

import pytz

from odoo.tools import SQL

from odoo.addons.crm_grading.tools.import_cells import CellError

from ...tools.moments import read_moment


def moment_text(text):
    """Return the cell as a text that PostgreSQL reads.

    :raise CellError: it is no moment
    """
    try:
        return read_moment(text).isoformat(sep=" ")
    except ValueError:
        raise CellError(text) from None


def find_moments(importer, stage, column, target):
    """Set the moments in UTC that a column names, in the company's time zone where it gives no distance from UTC. What lies in
    the future is bad.

    :param importer: record with `crm.import.mixin`
    :param str column: of the file, with texts of `moment_text`
    :param str target: of the stage, a timestamp
    """
    given = SQL.identifier("s", column)
    stage.set(
        target,
        SQL(
            "CASE WHEN %(given)s ~ '[+-][0-9]{2}:[0-9]{2}$' THEN %(given)s::timestamptz AT TIME ZONE 'UTC'"
            " ELSE %(given)s::timestamp AT TIME ZONE %(zone)s AT TIME ZONE 'UTC' END",
            given=given,
            zone=str(pytz.timezone(importer.company_id.sudo().business_tz or "UTC")),
        ),
        SQL("(SELECT 1) one"),
        SQL("TRUE"),
    )
    future = SQL("%s > (now() AT TIME ZONE 'UTC') + interval '1 hour'", SQL.identifier("s", target))
    stage.fail(future, importer.env._("%(time)s lies in the future.", time="{time}"), time=column)
