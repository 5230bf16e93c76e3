from odoo import api, models
from odoo.tools import SQL


class CrmGradingResult(models.Model):
    """Final grade under overrides and vetoes, at once and for a handful of customers."""

    _inherit = "crm.grading.result"

    @api.model
    def _settle(self, customers, company):
        """Bring the present results and standings of customers in step with the overrides and vetoes in force today.

        Repeatable: computed from what is in force, not from what has changed. The computed grade is never touched. An
        override replaces the grade by the run's rules, caps included; a veto comes last. Without either the grade by the run's
        rules is back. The engine does the same for all customers of a run (engine/final_grade.py).

        :param customers: commercial partners
        :param company: whose schemes; overrides and vetoes belong to the company of the scheme
        """
        if not customers:
            return
        # Two decisions about one customer at the same moment must see one another.
        self.env["crm.capacity.lock"]._lock_capacity(f"grading:{customer.id}:{company.id}" for customer in customers)
        target = SQL(
            "SELECT result_id FROM crm_grading_standing WHERE company_id = %s AND partner_id = ANY(%s)",
            company.id,
            list(customers.ids),
        )
        self._settle_results(target, company)
        self._settle_standings(customers, company)

    @api.model
    def _settle_results(self, target, company):
        """Update the results whose ids the sub-select `target` gives; for all a company's, also in runs of a million rows."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH position AS (
                    SELECT id, scheme_id, row_number() OVER (PARTITION BY scheme_id ORDER BY sequence, id) AS place
                      FROM crm_grading_grade
                ), settled AS (%(settled)s)
                UPDATE crm_grading_result result
                   SET status = settled.status,
                       reason = settled.reason,
                       final_grade_id = settled.grade_id,
                       final_reason = settled.final_reason,
                       ruled = settled.ruled,
                       movement = COALESCE(before.place - now.place, 0)
                  FROM settled
                  LEFT JOIN position before ON before.id = settled.previous_grade_id
                  LEFT JOIN position now ON now.id = settled.grade_id
                 WHERE result.id = settled.id
                   AND (result.status, result.reason, result.final_grade_id, result.final_reason, result.ruled)
                       IS DISTINCT FROM
                       (settled.status, settled.reason, settled.grade_id, settled.final_reason, settled.ruled)
                """,
                settled=self._settled_query(target, company),
            )
        )
        self.invalidate_model()

    @api.model
    def _settled_query(self, target, company):
        """Rows id, status, reason, grade_id, final_reason, ruled, previous_grade_id as they should be."""
        return SQL(
            """
            SELECT base.id, base.previous_grade_id,
                   CASE WHEN veto.effect = 'not_rated' THEN 'not_rated'
                        WHEN override.grade_id IS NOT NULL AND base.status = 'not_rated' THEN 'rated'
                        ELSE base.status END AS status,
                   CASE WHEN veto.effect = 'not_rated' AND wanted.id IS NOT NULL THEN 'veto'
                        WHEN override.grade_id IS NULL OR base.status = 'new' THEN base.reason END AS reason,
                   CASE WHEN veto.effect = 'not_rated' THEN NULL
                        WHEN wanted.place < veto.place THEN veto.grade_id
                        ELSE wanted.id END AS grade_id,
                   CASE WHEN veto.effect = 'not_rated' AND wanted.id IS NOT NULL OR wanted.place < veto.place THEN 'veto'
                        WHEN override.grade_id IS NOT NULL THEN 'override'
                        ELSE base.final_reason END AS final_reason,
                   CASE WHEN override.grade_id IS NOT NULL OR veto.effect = 'not_rated' OR wanted.place < veto.place
                        THEN jsonb_build_object('status', base.status, 'reason', base.reason, 'grade', base.grade_id,
                                                'final_reason', base.final_reason) END AS ruled
              FROM (%(base)s) base
              LEFT JOIN LATERAL (%(override)s) override ON TRUE
              LEFT JOIN LATERAL (%(veto)s) veto ON TRUE
              LEFT JOIN position wanted ON wanted.id = COALESCE(override.grade_id, base.grade_id)
            """,
            base=self._ruled_query(target),
            override=self._override_query(company),
            veto=self._veto_query(company),
        )

    @api.model
    def _ruled_query(self, target):
        """What the run's own rules gave."""
        return SQL(
            """
            SELECT id, partner_id, scheme_id, run_id, previous_grade_id,
                   CASE WHEN ruled IS NULL THEN status ELSE ruled->>'status' END AS status,
                   CASE WHEN ruled IS NULL THEN reason ELSE ruled->>'reason' END AS reason,
                   CASE WHEN ruled IS NULL THEN final_grade_id ELSE (ruled->>'grade')::int END AS grade_id,
                   CASE WHEN ruled IS NULL THEN final_reason ELSE ruled->>'final_reason' END AS final_reason
              FROM crm_grading_result
             WHERE id IN (%s)
            """,
            target,
        )

    @api.model
    def _override_query(self, company):
        """The approved grade in force for the customer and scheme of a row `base`."""
        return SQL(
            """
            SELECT appeal.requested_grade_id AS grade_id
              FROM crm_grading_appeal appeal
             WHERE appeal.partner_id = base.partner_id AND appeal.scheme_id = base.scheme_id
               AND appeal.approval_state = 'approved' AND appeal.ended_on IS NULL
               AND (appeal.valid_until >= %(today)s OR appeal.valid_until IS NULL AND appeal.result_id = base.id)
             ORDER BY appeal.decided_on DESC, appeal.id DESC
             LIMIT 1
            """,
            today=company._business_today(),
        )

    @api.model
    def _veto_query(self, company):
        """The strictest veto in force for the customer and scheme of a row `base`."""
        return SQL(
            """
            SELECT veto.effect, best.id AS grade_id, best.place
              FROM (%s) veto
              LEFT JOIN position best ON best.id = veto.grade_id
             WHERE veto.partner_id = base.partner_id
             ORDER BY veto.effect = 'not_rated' DESC, best.place DESC
             LIMIT 1
            """,
            self.env["crm.grading.veto"]._in_force_query(company, SQL("base.scheme_id")),
        )

    @api.model
    def _settle_standings(self, customers, company):
        """Give the standings of customers the grade of their results; publishing a run at the same moment meets a conflict."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_grading_standing standing
                   SET grade_id = result.final_grade_id,
                       source = %(source)s,
                       date = CASE WHEN standing.grade_id IS DISTINCT FROM result.final_grade_id
                                   THEN %(today)s ELSE standing.date END
                  FROM crm_grading_result result
                 WHERE result.id = standing.result_id
                   AND standing.company_id = %(company)s AND standing.partner_id = ANY(%(customers)s)
                """,
                source=self.env["crm.grading.standing"]._source_sql("result"),
                today=company._business_today(),
                company=company.id,
                customers=list(customers.ids),
            )
        )
        self.env["crm.grading.standing"].invalidate_model()
        self.env["res.partner"]._forget_grading()
