from odoo import api, models
from odoo.tools import SQL


class CrmGradingStanding(models.Model):
    """The one query that tells what a customer's grade is, how it came about and what it means for the customer."""

    _inherit = "crm.grading.standing"

    @api.model
    def _figures(self, customers, company):
        """Return the standing of customers with a company, in one query.

        Reads with full rights: the caller has made sure that the user may see these customers.

        :param customers: commercial partners
        :param company: whose scheme counts, see `res.company._grading_scheme`
        :return: {customer id: {column: value}}; customers without a standing are missing. Columns are those of
            `_figures_columns`, and each policy field of the grade with its name as `<field>` and `<field>__name`
        :rtype: dict[int, dict]
        """
        if not customers.ids:
            return {}
        rows = self.env.execute_query_dict(self._figures_query(customers, company))
        return {row["partner_id"]: row for row in rows}

    @api.model
    def _figures_query(self, customers, company):
        standing = self.sudo()
        grade = self.env["crm.grading.grade"].sudo().with_company(company)
        columns, joins = self._policy_sql(grade)
        columns = self._figures_columns(standing, company) | columns
        return SQL(
            """
            SELECT %(columns)s
              FROM crm_grading_standing standing
              JOIN res_partner customer ON customer.id = standing.partner_id
              JOIN crm_grading_scheme scheme ON scheme.id = standing.scheme_id
              LEFT JOIN crm_grading_grade grade ON grade.id = standing.grade_id
              LEFT JOIN crm_grading_result result ON result.id = standing.result_id
              LEFT JOIN crm_grading_grade computed ON computed.id = result.computed_grade_id
              LEFT JOIN crm_grading_run run ON run.id = result.run_id
              %(joins)s
             WHERE standing.scheme_id = %(scheme)s AND standing.partner_id = ANY(%(customers)s)
            """,
            columns=SQL(", ").join(SQL("%s AS %s", value, SQL.identifier(name)) for name, value in columns.items()),
            joins=SQL(" ").join(joins),
            scheme=company._grading_scheme_sql(),
            customers=list(customers.ids),
        )

    @api.model
    def _figures_columns(self, standing, company):
        """Return {column: SQL} over the tables standing, customer, scheme, grade, result, computed (grade) and run."""

        def sql(alias, model, name):
            return self.env[model].sudo().with_company(company)._field_to_sql(alias, name)

        columns = {name: sql("standing", "crm.grading.standing", name) for name in (
            "partner_id", "scheme_id", "result_id", "grade_id", "score", "source", "date"
        )}  # fmt: skip
        for name in ("code", "name", "color"):
            columns[f"grade_{name}"] = sql("grade", "crm.grading.grade", name)
        for name in ("status", "rank", "size", "final_reason", "movement", "run_id"):
            columns[name] = sql("result", "crm.grading.result", name)
        return columns | {
            "computed_code": sql("computed", "crm.grading.grade", "code"),
            "scheme_name": sql("scheme", "crm.grading.scheme", "name"),
            "run_name": sql("run", "crm.grading.run", "name"),
            "run_date_to": sql("run", "crm.grading.run", "date_to"),
            "own_terms": sql("customer", "res.partner", "grading_own_terms"),
        }

    @api.model
    def _policy_sql(self, grade):
        """Return ({column: SQL}, [joins]) of the policy fields with the names of their values; archived ones count as none."""
        columns, joins = {}, []
        for name in grade._service_policy_fields():
            field = grade._fields[name]
            value = grade._field_to_sql("grade", name)
            columns[name] = value
            if field.type == "many2one":
                alias, model = f"policy_{name}", grade.env[field.comodel_name]
                active = SQL(" AND %s", model._field_to_sql(alias, model._active_name)) if model._active_name else SQL()
                joins.append(
                    SQL(
                        "LEFT JOIN %s ON %s = %s%s",
                        SQL("%s %s", SQL.identifier(model._table), SQL.identifier(alias)),
                        SQL.identifier(alias, "id"),
                        value,
                        active,
                    )
                )
                columns[name] = SQL.identifier(alias, "id")
                columns[f"{name}__name"] = model._field_to_sql(alias, model._rec_name)
        return columns, joins

    def _better_grades(self):
        """Return the grades of the scheme above the present one, best first; all when not rated."""
        self.ensure_one()
        present = self.grade_id
        return self.scheme_id.grade_ids.filtered(lambda grade: not present or grade._is_better_than(present))
