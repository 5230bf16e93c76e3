from odoo import models
from odoo.tools import SQL

from .crm_channel_import_rows import COMPARE_REPORTS
from .crm_channel_report_line import FIGURES


class CrmChannelImport(models.Model):
    """How good rows become lines of reports."""

    _inherit = "crm.channel.import"

    def _job_steps(self):
        *steps, finish = super()._job_steps()
        return [*steps, ("compare", self.env._("Comparing with deliveries")), finish]

    def _import_key(self):
        return SQL("t.company_id = %s AND t.source = %s", self._company().id, self.source)

    def _import_values(self):
        return {
            "report_id": SQL("s.report_id"),
            "product_id": SQL("s.product_id"),
            "retailer_id": SQL("nullif(s.retailer_id, 0)"),
            **{name: SQL("coalesce(%s, 0)", SQL.identifier("s", name)) for name in FIGURES},
        }

    def _import_payload(self):
        """The report is known by dealer and period: a correction has another one."""
        values = self._import_values()
        del values["report_id"]
        return [SQL("s.partner_id"), SQL("s.date_from"), *values.values()]

    def _import_insert_values(self):
        return super()._import_insert_values() | {"company_id": SQL("%s", self._company().id)}

    def _import_lock_keys(self):
        """Whoever else makes or decides a report of the same dealer and period takes the same lock."""
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT partner_id, date_from FROM %s WHERE error IS NULL", self._import_stage().table)
        )
        reports, company, partners = self.env["crm.channel.report"], self._company(), self.env["res.partner"]
        return super()._import_lock_keys() + [reports._lock_key(company, partners.browse(partner), day) for partner, day in rows]

    def _import_match(self, stage, piece):
        """A line of a decided report that says the same is the same, whatever system it came from."""
        result = super()._import_match(stage, piece)
        self.env.cr.execute(
            SQL(
                "UPDATE %s s SET status = 'same' FROM crm_channel_report r"
                " WHERE r.id = s.report_id AND r.state NOT IN ('draft', 'submitted') AND %s",
                stage.table,
                piece,
            )
        )
        return result

    def _import_apply(self, stage, piece):
        """Lines are replaced, never changed one by one: two of them may have swapped their products."""
        piece = SQL("s.status IN ('new', 'changed') AND %s", piece)
        self._import_make_reports(stage, piece)
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_channel_report_line l USING %s s WHERE %s AND (l.id = s.record_id OR (l.report_id = s.report_id"
                " AND l.product_id = s.product_id AND coalesce(l.retailer_id, 0) = s.retailer_id))",
                stage.table,
                piece,
            )
        )
        self._import_insert(stage, piece, ("new", "changed"))

    def _import_make_reports(self, stage, piece):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_channel_report (company_id, partner_id, period, date_from, date_to, state, origin, source,
                                                revision, off_count, create_uid, create_date, write_uid, write_date)
                SELECT DISTINCT %(company)s, s.partner_id, s.period, s.date_from,
                       (s.date_from + ('1 ' || s.period)::interval - interval '1 day')::date, 'draft', 'import', %(source)s, 1, 0,
                       %(user)s, now() AT TIME ZONE 'UTC', %(user)s, now() AT TIME ZONE 'UTC'
                  FROM %(stage)s s WHERE s.report_id IS NULL AND %(piece)s
                """,
                company=self._company().id,
                source=self.source,
                user=self.job_user_id.id,
                stage=stage.table,
                piece=piece,
            )
        )
        made = SQL("r.company_id = %s AND r.state = 'draft' AND s.report_id IS NULL", self._company().id)
        condition = SQL("%s AND r.partner_id = s.partner_id AND r.period = s.period AND r.date_from = s.date_from", made)
        stage.set("report_id", SQL("r.id"), SQL("crm_channel_report r"), condition)
        self.env["crm.channel.report"].invalidate_model()

    def _import_step_compare(self, cursor):
        """Submit and compare the reports that got new figures, some hundreds at a time."""
        if self.dry_run:
            return None
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT report_id FROM %s WHERE error IS NULL AND status IN ('new', 'changed') AND report_id > %s"
                " ORDER BY 1 LIMIT %s",
                self._import_stage().table,
                cursor or 0,
                COMPARE_REPORTS,
            )
        )
        reports = self.env["crm.channel.report"].browse([report_id for (report_id,) in rows])
        drafts = reports.filtered(lambda report: report.state == "draft")
        if drafts:
            drafts._submit(self.job_user_id)
        if reports - drafts:
            (reports - drafts)._reconcile()
        return reports[-1].id if len(reports) == COMPARE_REPORTS else None
