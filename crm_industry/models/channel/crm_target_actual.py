from dataclasses import dataclass

from odoo import api, models
from odoo.tools import SQL

from .crm_target import DIMENSIONS

FLAGS = tuple(DIMENSIONS.values())
WANTED = ("key", "company_id", "measure", "basis", "uom_id", "date_from", "date_to", "with_sub_dealers", *FLAGS)

# From a sale to what targets may name: the dealers, regions and categories above it, and the grade of the customer. Outer
# joins: the planner knows nothing of the sizes, expects one row of two inner ones, and would compare each sale with each target.
UPWARD = {
    "dealer_id": SQL(
        "LEFT JOIN dealer_below ON dealer_below.member_id = fact.partner_id AND dealer_below.company_id = fact.company_id"
        " AND fact.day BETWEEN dealer_below.date_from AND dealer_below.date_to"
    ),
    "region_id": SQL("LEFT JOIN region_below ON region_below.member_id = fact.region_id"),
    "categ_id": SQL("LEFT JOIN category_below ON category_below.member_id = fact.categ_id"),
    "grade_id": SQL(
        "LEFT JOIN crm_grading_standing standing ON standing.partner_id = fact.partner_id"
        " AND standing.company_id = fact.company_id"
    ),
}


@dataclass(frozen=True)
class WantedKind:
    """Targets that are counted alike: same basis, narrowed down by the same fields; the number tells which."""

    basis: str
    number: int
    flags: tuple
    below: bool
    first: object
    last: object


class CrmTarget(models.Model):
    """What has been sold against targets, for all of them by one statement for each basis.

    Sales are joined with the targets by equality: regions and categories through the list of all nodes below, sub-dealers
    through the list of dealers and the days on which they were below. Each kind of target has its own join, so that the
    statement stays as fast with a thousand targets as with ten.
    """

    _inherit = "crm.target"

    @api.model
    def _actuals(self, wanted, by_day=False, until=None):
        """Return [(key, amount or quantity)], or [(key, day, amount or quantity)] by day, of what has sales.

        :param wanted: SQL with the columns of `WANTED`: stored targets (`_wanted_stored`) or others (`_wanted_values`)
        :param until: last day that counts; None: today in each company
        """
        self.env.flush_all()
        kinds = self._wanted_kinds(wanted)
        rows = []
        for basis in sorted({kind.basis for kind in kinds}):
            chosen = [kind for kind in kinds if kind.basis == basis]
            rows += self.env.execute_query(self._actuals_query(wanted, basis, chosen, by_day, until))
        return rows

    def _wanted_stored(self):
        """SQL: these targets, but for what is not assigned."""
        columns = SQL(", ").join(SQL.identifier(name) for name in WANTED[1:])
        return SQL("SELECT id AS key, %s FROM crm_target WHERE id = ANY(%s) AND NOT coalesce(reserve, FALSE)", columns, self.ids)

    @api.model
    def _wanted_values(self, values):
        """SQL: targets that are not stored, given as dicts with the keys of `WANTED`."""
        kinds = dict.fromkeys(("key", "company_id", "uom_id", *FLAGS), "int") | dict.fromkeys(("measure", "basis"), "text")
        kinds |= dict.fromkeys(("date_from", "date_to"), "date") | {"with_sub_dealers": "bool"}
        arrays = [
            SQL("%s::%s[]", [None if value.get(name) is False else value.get(name) for value in values], SQL(kinds[name]))
            for name in WANTED
        ]
        names = SQL(", ").join(map(SQL.identifier, WANTED))
        return SQL("SELECT %s FROM unnest(%s) AS wanted (%s)", names, SQL(", ").join(arrays), names)

    @api.model
    def _wanted_kinds(self, wanted):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT basis, %s AS kind, coalesce(bool_or(with_sub_dealers), FALSE), min(date_from), max(date_to)
                  FROM (%s) wanted GROUP BY 1, 2
                """,
                self._kind_number(),
                wanted,
            )
        )
        return [
            WantedKind(basis, number, tuple(name for bit, name in enumerate(FLAGS) if number >> bit & 1), below, first, last)
            for basis, number, below, first, last in rows
        ]

    @api.model
    def _kind_number(self):
        """SQL: a bit for each field that a target is narrowed down by."""
        return SQL(" + ").join(
            SQL("(%s IS NOT NULL)::int * %s", SQL.identifier(name), 1 << bit) for bit, name in enumerate(FLAGS)
        )

    @api.model
    def _actuals_query(self, wanted, basis, kinds, by_day, until):
        """SQL: the sales of one basis by target, and by day if asked for."""
        days = by_day or any(kind.below for kind in kinds)
        only = SQL("TRUE")
        if all("dealer_id" in kind.flags for kind in kinds):
            only = SQL("customer.id = ANY(ARRAY(SELECT member_id FROM dealer_below))")
        first, last = min(kind.first for kind in kinds), max(kind.last for kind in kinds)
        return SQL(
            """
            WITH RECURSIVE wanted AS MATERIALIZED (
                SELECT given.*, coalesce(with_sub_dealers, FALSE) AS below, %(kind)s AS kind, unit.factor AS unit_factor,
                       split_part(unit.parent_path, '/', 1)::int AS unit_id
                  FROM (%(wanted)s) given LEFT JOIN uom_uom unit ON unit.id = given.uom_id WHERE basis = %(basis)s
            ),
            scope AS MATERIALIZED (%(scope)s),
            dealer_below AS MATERIALIZED (%(dealers)s),
            fact AS MATERIALIZED (%(facts)s),
            region_below AS MATERIALIZED (%(regions)s),
            category_below AS MATERIALIZED (%(categories)s),
            counted AS (%(counted)s)
            SELECT key, %(day)s sum(value) FROM counted GROUP BY key %(group)s
            """,
            wanted=wanted,
            kind=self._kind_number(),
            basis=basis,
            scope=self._scope_query(until),
            facts=self._cells(self._facts(basis, first, last, only), days),
            dealers=self._dealers_below_query(),
            regions=self._below_query("crm_region", "region_id"),
            categories=self._below_query("product_category", "categ_id"),
            counted=SQL(" UNION ALL ").join(self._counted_query(kind) for kind in kinds),
            day=SQL("day,") if by_day else SQL(),
            group=SQL(", day ORDER BY 1, 2") if by_day else SQL("ORDER BY 1"),
        )

    @api.model
    def _scope_query(self, until):
        """SQL: the companies and their branches, the zone their days are in, and the last day that counts."""
        roots = self.env["res.company"].sudo().search([("parent_id", "=", False)])
        days = [until or root._business_today() for root in roots]
        return SQL(
            """
            SELECT company.id AS branch_id, root.id AS company_id, root.zone, root.today
              FROM unnest(%s::int[], %s::text[], %s::date[]) AS root (id, zone, today)
              JOIN res_company company ON split_part(company.parent_path, '/', 1)::int = root.id
             WHERE root.id IN (SELECT company_id FROM wanted)
            """,
            roots.ids,
            [root.business_tz or "UTC" for root in roots],
            days,
        )

    @api.model
    def _cells(self, facts, days):
        """SQL: the sales summed up as far as the targets can't tell them apart; periods of targets are whole months."""
        keys = SQL("company_id, partner_id, customer_type_id, user_id, region_id, categ_id, brand_id, unit_id")
        return SQL(
            """
            SELECT %(keys)s, %(day)s AS day, sum(amount) AS amount, sum(quantity) AS quantity
              FROM (%(facts)s) line GROUP BY %(keys)s, %(day)s
            """,
            keys=keys,
            day=SQL("day") if days else SQL("date_trunc('month', day)::date"),
            facts=facts,
        )

    @api.model
    def _counted_query(self, kind):
        """SQL: the sales of the targets of one kind.

        First the sales find the nodes and dealers above them, then these are joined with the targets by equality. ``OFFSET 0``
        keeps the two apart: the planner knows nothing of the sizes and would join sales with targets too early.
        """
        heads = {
            "dealer_id": SQL("dealer_below.dealer_id, dealer_below.below"),
            "region_id": SQL("region_below.head_id AS region_id"),
            "categ_id": SQL("category_below.head_id AS categ_id"),
            "grade_id": SQL("standing.grade_id"),
        }
        same = [SQL("%s = %s", SQL.identifier("wanted", name), SQL.identifier("sale", name)) for name in kind.flags]
        if "dealer_id" in kind.flags:
            same.append(SQL("wanted.below = sale.below"))
        return SQL(
            """
            SELECT wanted.key, sale.day, CASE wanted.measure WHEN 'amount' THEN sale.amount
                   ELSE sale.quantity / wanted.unit_factor END AS value
              FROM (
                SELECT fact.company_id, fact.day, fact.unit_id, fact.amount, fact.quantity %(heads)s
                  FROM fact %(joins)s OFFSET 0
              ) sale
              JOIN wanted ON wanted.kind = %(number)s AND wanted.company_id = sale.company_id %(same)s
               AND sale.day BETWEEN wanted.date_from AND wanted.date_to
             WHERE wanted.measure = 'amount' OR wanted.unit_id = sale.unit_id
            """,
            heads=SQL("").join(SQL(", %s", heads.get(name) or SQL.identifier("fact", name)) for name in kind.flags),
            joins=SQL(" ").join(UPWARD[name] for name in kind.flags if name in UPWARD),
            number=kind.number,
            same=SQL("").join(SQL(" AND %s", condition) for condition in same),
        )

    @api.model
    def _dealers_below_query(self):
        """SQL: dealers of the targets, with those below them and the days on which these were below.

        ``below`` tells the rows of targets that count sub-dealers from those that don't.
        """
        return SQL(
            """
            SELECT company_id, dealer_id, dealer_id AS member_id, FALSE AS below,
                   '-infinity'::date AS date_from, 'infinity'::date AS date_to, 0 AS depth
              FROM wanted WHERE dealer_id IS NOT NULL AND NOT wanted.below
             GROUP BY company_id, dealer_id
             UNION ALL
            SELECT * FROM (
                WITH RECURSIVE tree AS (
                    SELECT company_id, dealer_id, dealer_id AS member_id, TRUE AS below,
                           '-infinity'::date AS date_from, 'infinity'::date AS date_to, 0 AS depth
                      FROM wanted WHERE dealer_id IS NOT NULL AND wanted.below GROUP BY company_id, dealer_id
                     UNION ALL
                    SELECT tree.company_id, tree.dealer_id, place.partner_id, TRUE,
                           greatest(tree.date_from, place.date_from),
                           least(tree.date_to, coalesce(place.date_to, 'infinity')), tree.depth + 1
                      FROM tree JOIN crm_dealer_position place
                        ON place.company_id = tree.company_id AND place.parent_dealer_id = tree.member_id
                       AND place.date_from <= tree.date_to
                       AND coalesce(place.date_to, 'infinity') >= tree.date_from
                     WHERE tree.depth < 50
                ) SELECT * FROM tree
            ) deep
            """
        )

    @api.model
    def _below_query(self, table, column):
        """SQL: nodes of a tree that targets name, each with all nodes below and itself."""
        return SQL(
            """
            SELECT head.id AS head_id, member.id AS member_id
              FROM %(table)s head JOIN %(table)s member ON starts_with(member.parent_path, head.parent_path)
             WHERE head.id IN (SELECT %(column)s FROM wanted)
            """,
            table=SQL.identifier(table),
            column=SQL.identifier(column),
        )
