from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.arguments import as_number

FIGURES = {"grading_grade_id": "grade_id", "grading_score": "score"}
COMPARE = {"<": SQL("<"), "<=": SQL("<="), ">": SQL(">"), ">=": SQL(">=")}


class ResPartner(models.Model):
    """Customers are found, sorted and grouped by the grade with the current company, in SQL."""

    _inherit = "res.partner"

    def _field_to_sql(self, alias, field_expr, query=None):
        """Join the standing of the partner's customer, so that Odoo can sort and group by grade and score."""
        if field_expr not in FIGURES or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        standing = query.make_alias(alias, "grading_standing")
        columns = self.env["crm.grading.standing"]._fields
        query.add_join(
            "LEFT JOIN",
            standing,
            "crm_grading_standing",
            SQL(
                "%s = %s AND %s = %s",
                SQL.identifier(standing, "partner_id", to_flush=columns["partner_id"]),
                self._field_to_sql(alias, "commercial_partner_id", query),
                SQL.identifier(standing, "scheme_id", to_flush=columns["scheme_id"]),
                self.env.company._grading_scheme_sql(),
            ),
        )
        column = FIGURES[field_expr]
        return SQL.identifier(standing, column, to_flush=columns[column])

    @api.model
    def _search_grading_grade_id(self, operator, value):
        # Odoo leaves the groups of a field unchecked when it has a search method.
        self._check_field_access(self._fields["grading_grade_id"], "read")
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        if operator == "in":
            return self._grading_domain("grading_grade_id", value)
        grades = self.env["crm.grading.grade"].with_context(active_test=False)
        if operator in ("any", "any!"):
            found = grades._search(value, bypass_access=operator == "any!")
        else:
            found = grades._search(Domain("display_name", operator, value))
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IN %s", model._field_to_sql(alias, "grading_grade_id", query), found.subselect()
            )
        )

    @api.model
    def _search_grading_score(self, operator, value):
        """Customers without a grade have no score: only `= False` finds them."""
        self._check_field_access(self._fields["grading_score"], "read")
        if operator == "in":
            return self._grading_domain("grading_score", value)
        if operator not in COMPARE:
            return NotImplemented
        value = as_number(self.env, value)
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s %s %s", model._field_to_sql(alias, "grading_score", query), COMPARE[operator], value
            )
        )

    @api.model
    def _grading_domain(self, name, values):
        """Return the domain of an `in`; a False among the values stands for customers without a standing."""
        known = tuple(as_number(self.env, value) for value in values if value is not False and value is not None)
        unknown = len(known) < len(values)

        def to_sql(model, alias, query):
            column = model._field_to_sql(alias, name, query)
            terms = [SQL("%s IN %s", column, known)] if known else []
            return SQL("(%s)", SQL(" OR ").join(terms + [SQL("%s IS NULL", column)] * unknown))

        return Domain.custom(to_sql=to_sql)
