from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...tools.arguments import check_ids

PIECE = 2000
COLUMNS = (
    "id", "partner_id", "peer_group_id", "status", "reason", "total", "coverage", "rank", "size", "computed_grade_id",
    "final_grade_id", "final_reason", "previous_grade_id", "movement", "detail",
)  # fmt: skip


class CrmGradingRun(models.Model):
    """All that a run found out, read row by row however many they are."""

    _inherit = "crm.grading.run"

    def _check_export(self):
        """Refuse to give out whole runs to others than assessors.

        :raise AccessError: the user is no assessor, or may not read the run
        """
        check_ids(self)
        self.check_access("read")
        if not self.env.user.has_group("crm_grading.group_grading_assessor"):
            raise AccessError(self.env._("Only grading assessors can export a run; ask one of them for the file."))

    def action_export_xlsx(self):
        """Download the run as a workbook."""
        self._check_export()
        return {"type": "ir.actions.act_url", "url": f"/crm_grading/run/{self.id}/xlsx", "target": "download"}

    def _result_rows(self):
        """Yield the results that the reader may see as dicts, peer group by peer group, the best first.

        Keys are the columns of the result, `partner` and `reference` of the customer, and `dimensions` ({code: [score, grade
        id]}). Read through a cursor of the database server: only a few thousand rows are here at a time.
        """
        cr = self.env.cr
        self.env.flush_all()
        cr.execute(SQL("DECLARE crm_grading_export NO SCROLL CURSOR FOR %s", self._export_query()))
        try:
            while True:
                cr.execute(SQL("FETCH %s FROM crm_grading_export", PIECE))
                rows = cr.dictfetchall()
                if not rows:
                    break
                yield from rows
        finally:
            cr.execute(SQL("CLOSE crm_grading_export"))

    def _export_query(self):
        results = self.env["crm.grading.result"]
        query = results._search([("run_id", "=", self.id)], order="peer_group_id, rank, id")
        query.order = SQL(", ").join(SQL.identifier(results._table, name) for name in ("peer_group_id", "rank", "id"))
        columns = [SQL("%s AS %s", SQL.identifier(results._table, name), SQL.identifier(name)) for name in COLUMNS]
        return SQL(
            """
            SELECT result.*, customer.complete_name AS partner, customer.ref AS reference, dimension.dimensions
              FROM (%s) result
              LEFT JOIN res_partner customer ON customer.id = result.partner_id
              LEFT JOIN LATERAL (
                   SELECT jsonb_object_agg(line.code, jsonb_build_array(line.score, line.grade_id)) AS dimensions
                     FROM crm_grading_result_dimension line
                    WHERE line.result_id = result.id
                   ) dimension ON true
            """,
            query.select(*columns),
        )
