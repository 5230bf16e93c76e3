from odoo import api, models
from odoo.tools import SQL


class CrmCreditKpi(models.Model):
    """What customers were at the end of a month: risk class, limit and grade."""

    _inherit = "crm.credit.kpi"

    @api.model
    def _standings_query(self, scope):
        """SELECT of a row for each customer with a credit account or a grade.

        Class, limit and group come from the log of limit changes, else from the account as it is now. The company's default
        credit is that of now. The grade is the standing one if it dates from before the end of the month, else that of the
        last grading published by then, else the standing one.

        :return: partner_id, class_id, grade_id, has_account, own_limit (null: none), head_limit (of the group; null: none)
        :rtype: SQL
        """
        return SQL(
            """
            SELECT COALESCE(credit.partner_id, grade.partner_id) AS partner_id, credit.class_id, grade.grade_id,
                   credit.partner_id IS NOT NULL AS has_account,
                   credit.own_limit, head.own_limit AS head_limit
              FROM (%(credit)s) credit
              FULL JOIN (%(grades)s) grade ON grade.partner_id = credit.partner_id
              LEFT JOIN (%(credit)s) head ON head.account_id = credit.head_id
            """,
            credit=self._credit_query(scope),
            grades=self._grades_query(scope),
        )

    @api.model
    def _credit_query(self, scope):
        mode, default = scope.company._credit_default()
        return SQL(
            """
            SELECT account.id AS account_id, account.partner_id, state.class_id, state.group_id AS head_id,
                   CASE WHEN state.mode = 'default' AND state.group_id IS NOT NULL THEN NULL
                        ELSE CASE COALESCE(NULLIF(state.mode, 'default'), %(mode)s)
                                  WHEN 'limited' THEN CASE state.mode WHEN 'default' THEN %(default)s ELSE state.amount END
                                  WHEN 'prepay' THEN 0 END + COALESCE(temporary.amount, 0) END AS own_limit
              FROM crm_credit_account account
              LEFT JOIN LATERAL (
                SELECT new_class_id, new_mode, new_amount, new_group_id FROM crm_credit_limit_change change
                 WHERE change.partner_id = account.partner_id AND change.company_id = account.company_id
                   AND change.date < %(end)s
                 ORDER BY change.date DESC, change.id DESC LIMIT 1
              ) before ON TRUE
              LEFT JOIN LATERAL (
                SELECT old_class_id, old_mode, old_amount, old_group_id FROM crm_credit_limit_change change
                 WHERE change.partner_id = account.partner_id AND change.company_id = account.company_id
                   AND change.date >= %(end)s
                 ORDER BY change.date, change.id LIMIT 1
              ) after ON TRUE
             CROSS JOIN LATERAL (
                SELECT before.new_class_id AS class_id, before.new_mode AS mode, before.new_amount AS amount,
                       before.new_group_id AS group_id WHERE before.new_mode IS NOT NULL
                 UNION ALL
                SELECT after.old_class_id, after.old_mode, after.old_amount, after.old_group_id
                 WHERE before.new_mode IS NULL AND after.old_mode IS NOT NULL
                 UNION ALL
                SELECT account.class_id, account.limit_mode, account.limit_amount, account.group_account_id
                 WHERE before.new_mode IS NULL AND after.old_mode IS NULL
              ) state
              LEFT JOIN (%(temporary)s) temporary ON temporary.account_id = account.id
             WHERE account.company_id = %(company)s
            """,
            mode=mode,
            default=default,
            temporary=self._temporary_query(scope),
            **scope.values,
        )

    @api.model
    def _temporary_query(self, scope):
        return SQL(
            """
            SELECT account_id, SUM(amount) AS amount FROM crm_credit_temporary_limit
             WHERE date_from <= %(last)s AND date_to >= %(last)s GROUP BY account_id
            """,
            **scope.values,
        )

    @api.model
    def _grades_query(self, scope):
        return SQL(
            """
            SELECT standing.partner_id,
                   CASE WHEN standing.date > %(last)s AND past.partner_id IS NOT NULL THEN past.grade_id
                        ELSE standing.grade_id END AS grade_id
              FROM crm_grading_standing standing
              LEFT JOIN (
                SELECT DISTINCT ON (result.partner_id) result.partner_id, result.final_grade_id AS grade_id
                  FROM crm_grading_result result JOIN crm_grading_run run ON run.id = result.run_id
                 WHERE run.scheme_id = %(scheme)s AND run.state IN ('published', 'superseded') AND run.published_on < %(end)s
                 ORDER BY result.partner_id, run.published_on DESC, run.id DESC
              ) past ON past.partner_id = standing.partner_id
             WHERE standing.scheme_id = %(scheme)s
            """,
            scheme=scope.company._grading_scheme().id or None,
            **scope.values,
        )
