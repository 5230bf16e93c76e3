"""What a run reads: queries with one row a customer, and how the value of each indicator comes from their columns."""

from dataclasses import dataclass

from odoo.tools import SQL


@dataclass(frozen=True)
class Source:
    """One query: ``partner_id`` (a commercial partner, unique) and numeric ``columns``."""

    name: str
    query: SQL
    columns: tuple[str, ...]


@dataclass(frozen=True)
class RawPlan:
    """The sources, and by code of the indicator an expression over ``<source name>.<column>``.

    The sources are to be joined to the customers by LEFT JOIN, each under its own name: an expression gives the right
    value (zero or NULL) for a customer without a row, too.
    """

    sources: tuple[Source, ...]
    values: dict[str, SQL]
