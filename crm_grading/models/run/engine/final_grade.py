"""From the computed grade to the one that counts: stability, then caps, then an override, then vetoes.

Each is a query around the one before it, over rows of one customer. Grades are numbers from 1 for the best; `ruled` are
the figures by the run's own rules, before somebody's decision (override, veto) changed them.
"""

from odoo.tools import SQL


def final_query(frozen, rows):
    """Add to `rows` last_ and ruled_ status, reason, grade and final_reason, and below.

    :param SQL rows: columns status, reason, computed, previous, previous_below, cap_not_rated, cap_grade, override_grade,
        veto_not_rated, veto_grade and whatever else is wanted
    """
    stable = _around(_below(rows), _stable(frozen))
    reasoned = _around(stable, _stable_reason())
    capped = _around(reasoned, _limited("stable", "cap", "ruled"))
    overridden = _around(capped, _overridden())
    return _around(overridden, _limited("wanted", "veto", "last"))


def _around(rows, columns):
    """Add columns to rows. OFFSET 0 keeps PostgreSQL from writing each expression out into all that use it."""
    return SQL("SELECT *, %s FROM (%s OFFSET 0) before", columns, rows)


def _below(rows):
    """Runs in a row, this one included, computed below the grade held before."""
    return _around(rows, SQL("CASE WHEN computed > previous THEN COALESCE(previous_below, 0) + 1 ELSE 0 END AS below"))


def _stable(frozen):
    """A downgrade waits until enough runs asked for it; nobody moves further than the largest step."""
    target = SQL("computed")
    if frozen["max_step"]:
        target = SQL("GREATEST(previous - %s, LEAST(previous + %s, computed))", frozen["max_step"], frozen["max_step"])
    return SQL(
        """
        status AS stable_status, reason AS stable_reason,
        CASE WHEN status = 'new' THEN %s
             WHEN computed IS NULL OR previous IS NULL THEN computed
             WHEN computed > previous AND below < %s THEN previous
             ELSE %s END AS stable_grade
        """,
        frozen.grade_number(frozen["initial_grade_id"]),
        frozen["downgrade_runs"],
        target,
    )


def _stable_reason():
    return SQL(
        """
        CASE WHEN stable_grade = computed OR computed IS NULL THEN NULL
             WHEN stable_grade = previous AND computed > previous THEN 'downgrade'
             ELSE 'step' END AS stable_final_reason
        """
    )


def _overridden():
    """Somebody decided which grade it is, also for a customer who would not be rated."""
    return SQL(
        """
        COALESCE(override_grade, ruled_grade) AS wanted_grade,
        CASE WHEN override_grade IS NULL THEN ruled_final_reason ELSE 'override' END AS wanted_final_reason,
        CASE WHEN override_grade IS NOT NULL AND ruled_status = 'not_rated' THEN 'rated'
             ELSE ruled_status END AS wanted_status,
        CASE WHEN override_grade IS NULL OR ruled_status = 'new' THEN ruled_reason END AS wanted_reason
        """
    )


def _limited(before, kind, after):
    """Not rated, or no better grade than allowed; customers without a grade keep none."""
    return SQL(
        """
        CASE WHEN %(not_rated)s THEN 'not_rated' ELSE %(status)s END AS %(new_status)s,
        CASE WHEN %(not_rated)s AND %(grade)s IS NOT NULL THEN %(kind)s ELSE %(reason)s END AS %(new_reason)s,
        CASE WHEN %(not_rated)s THEN NULL
             WHEN %(grade)s < %(limit)s THEN %(limit)s
             ELSE %(grade)s END AS %(new_grade)s,
        CASE WHEN %(grade)s IS NOT NULL AND (%(not_rated)s OR %(grade)s < %(limit)s) THEN %(kind)s
             ELSE %(final_reason)s END AS %(new_final_reason)s
        """,
        not_rated=SQL("COALESCE(%s, FALSE)", SQL.identifier(f"{kind}_not_rated")),
        limit=SQL.identifier(f"{kind}_grade"),
        kind=kind,
        status=SQL.identifier(f"{before}_status"),
        reason=SQL.identifier(f"{before}_reason"),
        grade=SQL.identifier(f"{before}_grade"),
        final_reason=SQL.identifier(f"{before}_final_reason"),
        new_status=SQL.identifier(f"{after}_status"),
        new_reason=SQL.identifier(f"{after}_reason"),
        new_grade=SQL.identifier(f"{after}_grade"),
        new_final_reason=SQL.identifier(f"{after}_final_reason"),
    )
