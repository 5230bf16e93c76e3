from collections import defaultdict

from odoo.tools import SQL

from .frozen import column


def write_group_figures(run, frozen, tables):
    """Write cuts and means of the ranked customers on their peer groups."""
    figures = defaultdict(dict)
    for group_id, grade, lowest in _cuts(tables):
        figures[group_id].setdefault("cuts", {})[frozen.grades[grade - 1]["code"]] = float(lowest)
    for dimension in frozen.dimensions:
        for group_id, *lowest in _dimension_cuts(frozen, dimension, tables):
            known = {
                grade["code"]: float(score)
                for grade, score in zip(frozen.grades, lowest, strict=True)
                if score is not None
            }
            figures[group_id].setdefault("dimension_cuts", {})[dimension["code"]] = known
    for name, letter, items in (("means", "c", frozen.indicators), ("dimension_means", "d", frozen.dimensions)):
        for group_id, *means in _means(tables, letter, items):
            figures[group_id][name] = {
                item["code"]: float(mean) for item, mean in zip(items, means, strict=True) if mean is not None
            }
    for group in run.peer_group_ids.sudo():
        if group.id in figures:
            group.write(figures[group.id])


def _cuts(tables):
    tables.cr.execute(
        SQL(
            """
            SELECT total.group_id, ranked.grade, MIN(total.total)
              FROM %s ranked JOIN %s total USING (partner_id)
             GROUP BY total.group_id, ranked.grade ORDER BY total.group_id, ranked.grade
            """,
            tables.name("rank"),
            tables.name("total"),
        )
    )
    return tables.cr.fetchall()


def _dimension_cuts(frozen, dimension, tables):
    cuts = SQL(", ").join(SQL.identifier(f"q{grade}") for grade in range(1, len(frozen.grades) + 1))
    tables.cr.execute(SQL("SELECT group_id, %s FROM %s", cuts, tables.name(f"cut_{dimension['number']}")))
    return tables.cr.fetchall()


def _means(tables, letter, items):
    means = SQL(", ").join(SQL("ROUND(AVG(%s), 4)", column(letter, item)) for item in items)
    tables.cr.execute(SQL("SELECT group_id, %s FROM %s WHERE rated GROUP BY group_id", means, tables.name("total")))
    return tables.cr.fetchall()
