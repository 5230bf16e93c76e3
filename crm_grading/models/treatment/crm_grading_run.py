from odoo import models
from odoo.tools import SQL


class CrmGradingRun(models.Model):
    """Runs respect approved overrides and vetoes; publishing one sees those that came after it was computed."""

    _inherit = "crm.grading.run"

    def _override_query(self):
        """Approved grades that are valid today; one without an end holds for its own result only."""
        self.env["crm.grading.appeal"].flush_model()
        return SQL(
            """
            SELECT partner_id, 'set' AS effect, requested_grade_id AS grade_id, reason AS text
              FROM crm_grading_appeal
             WHERE scheme_id = %s AND approval_state = 'approved' AND ended_on IS NULL AND valid_until >= %s
            """,
            self.scheme_id.id,
            self.company_id._business_today(),
        )

    def _veto_query(self):
        """Vetoes in force today."""
        vetoes = self.env["crm.grading.veto"]
        vetoes.flush_model()
        return vetoes._in_force_query(self.company_id, SQL("%s", self.scheme_id.id))

    def _settle_before_publish(self):
        """Publish with the overrides and vetoes of today: some may be newer than the computation, others over."""
        result = super()._settle_before_publish()
        target = SQL(
            "SELECT id FROM crm_grading_result WHERE run_id = %s AND partner_id = ANY(%s)",
            self.id,
            list(self._decided_customers().ids),
        )
        self.env["crm.grading.result"]._settle_results(target, self.company_id)
        return result

    def _decided_customers(self):
        """Return the customers about whose grade somebody has decided: now, or when the run was computed."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id FROM crm_grading_result WHERE run_id = %(run)s AND ruled IS NOT NULL
                 UNION SELECT partner_id FROM (%(overrides)s) overrides
                 UNION SELECT partner_id FROM (%(vetoes)s) vetoes
                """,
                run=self.id,
                overrides=self._override_query(),
                vetoes=self._veto_query(),
            )
        )
        return self.env["res.partner"].browse(partner_id for (partner_id,) in rows)
