from odoo.tools import SQL

from ....tools import split
from .frozen import column

# The axes along which a group is split: the total, and each dimension by its number.
TOTAL = 0
# How the grades of a group come about.
BY_RANK = ("split", "flag")


def make_splits(run, frozen, tables):
    """Work out how each peer group is split, on its row and in the work table `split`.

    Columns: axis_group (a text key), axis, group_id, size, policy, bounds (last position of each grade, best first).
    """
    sizes = SQL(", ").join(SQL("COUNT(%s)", column("d", item)) for item in frozen.dimensions)
    tables.cr.execute(
        SQL("SELECT group_id, COUNT(*), %s FROM %s WHERE rated GROUP BY group_id", sizes, tables.name("total"))
    )
    found = {group_id: counts for group_id, *counts in tables.cr.fetchall()}
    rows = []
    for group in run.peer_group_ids.sudo().filtered(lambda group: group.policy_applied != "merged"):
        counts = found.get(group.id, [0] * (len(frozen.dimensions) + 1))
        small = counts[TOTAL] < frozen["min_group"] and not frozen.by_scores
        policy = _policy(frozen, small)
        bounds = [split.bounds(count, frozen.ratios, frozen["split"]) for count in counts]
        by_rank = policy in BY_RANK
        group.write(
            {"size": counts[TOTAL], "small": small, "policy_applied": policy, "bounds": bounds[TOTAL] if by_rank else False}
        )
        rows += [(f"{axis}:{group.id}", axis, group.id, counts[axis], policy, bounds[axis]) for axis in range(len(counts))]
    columns = {"axis_group": SQL("text"), "axis": SQL("int"), "group_id": SQL("int"), "size": SQL("int")}
    columns |= {"policy": SQL("text"), "bounds": SQL("bigint[]")}
    tables.make_rows("split", columns, rows, "axis_group")


def _policy(frozen, small):
    if frozen.by_scores:
        return "bands"
    if not small:
        return "split"
    return "flag" if frozen["small_group"] == "merge" else frozen["small_group"]


def make_ranks(frozen, tables):
    """Make the work table `rank` of the rated customers: partner_id, low, high (shared ranks), grade (number from 1)."""
    codes = {item["code"]: item for item in frozen.indicators}
    order = SQL(", ").join(
        [SQL("total DESC"), *(SQL("%s DESC NULLS LAST", column("s", codes[code])) for code in frozen["tie_break"])]
    )
    ranked = SQL(
        """
        SELECT partner_id, group_id, total AS points, RANK() OVER best_first AS low, COUNT(*) OVER best_first AS high
          FROM %s WHERE rated WINDOW best_first AS (PARTITION BY group_id ORDER BY %s)
        """,
        tables.name("total"),
        order,
    )
    tables.make(
        "rank",
        SQL(
            """
            SELECT ranked.partner_id, ranked.low, ranked.high, %s AS grade
              FROM (%s) ranked JOIN %s split ON split.axis = %s AND split.group_id = ranked.group_id
             ORDER BY ranked.partner_id
            """,
            _grade(frozen),
            ranked,
            tables.name("split"),
            TOTAL,
        ),
    )


def make_dimension_cuts(frozen, dimension, tables):
    """Make `cut_<n>` of a dimension: group_id, q1 … the lowest score that gets each grade, NULL for grades nobody gets.

    Equal scores get one grade and better ones never a worse, so these cuts give each customer its grade.
    """
    number = dimension["number"]
    score = column("d", dimension)
    ranked = SQL(
        """
        SELECT group_id, %s AS points, RANK() OVER best_first AS low, COUNT(*) OVER best_first AS high
          FROM %s WHERE rated AND %s IS NOT NULL WINDOW best_first AS (PARTITION BY group_id ORDER BY %s DESC)
        """,
        score,
        tables.name("total"),
        score,
        score,
    )
    graded = SQL(
        "SELECT ranked.group_id, points, %s AS grade FROM (%s) ranked JOIN %s split ON split.axis = %s AND %s",
        _grade(frozen),
        ranked,
        tables.name("split"),
        number,
        SQL("split.group_id = ranked.group_id"),
    )
    cuts = SQL(", ").join(
        SQL("MIN(points) FILTER (WHERE grade = %s) AS %s", grade, SQL.identifier(f"q{grade}"))
        for grade in range(1, len(frozen.grades) + 1)
    )
    tables.make(f"cut_{number}", SQL("SELECT group_id, %s FROM (%s) graded GROUP BY group_id", cuts, graded), "group_id")


def dimension_grade(frozen, dimension):
    """Number of the grade of a customer of `total`, by the cuts of its group."""
    cuts = f"cut_{dimension['number']}"
    steps = SQL(" ").join(
        SQL("WHEN total.%s >= %s THEN %s", column("d", dimension), SQL.identifier(cuts, f"q{grade}"), grade)
        for grade in range(1, len(frozen.grades) + 1)
    )
    return SQL("CASE %s END", steps)


def _grade(frozen):
    """Number of the grade of a row of `ranked` by what `split` says of its group."""
    position = {"best": SQL("2 * low - 1"), "worst": SQL("2 * high - 1"), "average": SQL("low + high - 1")}[frozen["ties"]]
    last = len(frozen.grades)
    if last == 1:
        return SQL("1")
    by_rank = [SQL("WHEN %s <= split.bounds[%s] THEN %s", position, grade, grade) for grade in range(1, last)]
    by_score = [
        SQL("WHEN points >= %s::numeric THEN %s", str(grade["min_score"]), number)
        for number, grade in enumerate(frozen.grades[:-1], 1)
    ]
    return SQL(
        "CASE split.policy WHEN 'middle' THEN %s WHEN 'bands' THEN CASE %s ELSE %s END ELSE CASE %s ELSE %s END END",
        frozen.middle,
        SQL(" ").join(by_score),
        last,
        SQL(" ").join(by_rank),
        last,
    )
