from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.arguments import check_one


class CrmGradingRun(models.Model):
    """Publishing: the one moment when the grades of all customers change."""

    _inherit = "crm.grading.run"

    def action_publish(self):
        """Publish runs: from now on their grades are the customers' grades.

        All of it or nothing, in this transaction: the state, the run that is superseded, and the standing of every
        customer. The correction of a period before the last one published changes no standing.

        :raise AccessError: no grading manager
        :raise UserError: a scenario, not computed, or the period is published already and this is no correction
        """
        self._check_manager()
        # Before anything that decides is read: of two that publish at the same moment, one finds the other's run.
        self.env["crm.capacity.lock"]._lock_capacity(f"grading_publish:{run.scheme_id.id}" for run in self)
        self.invalidate_recordset()
        for run in self.sorted("date_to"):
            run._publish()
        return True

    def action_ask_publish(self):
        """Show what publishing the run does to the customers' grades, and ask.

        :raise AccessError: no grading manager
        :raise UserError: it can't be published
        :return: action
        """
        check_one(self)
        self._check_manager()
        self._check_publishable()
        asked = self.env["crm.grading.publication"].create({"run_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Publish"),
            "res_model": asked._name,
            "res_id": asked.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _publish(self):
        published = self._check_publishable()
        published._guarded_write({"state": "superseded", "superseded_by_id": self.id})
        published.flush_recordset()
        self._settle_before_publish()
        self._guarded_write(
            {"state": "published", "published_on": fields.Datetime.now(), "published_by": self.env.uid}
        )
        if not self._is_outdated():
            self._write_standings()

    def _check_publishable(self):
        """Return the run of the same period that this one supersedes, if there is one.

        :raise UserError: the run can't be published
        """
        self.ensure_one()
        if self.scenario:
            raise UserError(self.env._("%(run)s is a scenario: scenarios are compared, never published.", run=self.name))
        if self.state not in ("computed", "review") or self.job_state not in ("done", "idle"):
            raise UserError(self.env._("%(run)s is not computed, or not any more: it cannot be published.", run=self.name))
        self._check_current()
        # sudo: one publication by period, whoever may see the other one
        published = self.sudo()._find_published()
        if published and not self.is_correction:
            raise UserError(
                self.env._(
                    "%(published)s is published for this period already: mark %(run)s as a correction to replace it.",
                    published=published.name,
                    run=self.name,
                )
            )
        return published

    def _find_published(self):
        """Return the published run of the same scheme and period, if there is one."""
        return self.search(
            [
                ("scheme_id", "=", self.scheme_id.id),
                ("date_from", "=", self.date_from),
                ("date_to", "=", self.date_to),
                ("state", "=", "published"),
            ]
        )

    def _check_current(self):
        """Refuse what would make the grades of later runs, or the movements of this one, wrong.

        :raise UserError: the period has not begun, or another run before it was published since this one was computed
        """
        if self.date_from > self.company_id._business_today():
            raise UserError(
                self.env._("%(run)s cannot be published: its period begins on %(day)s.", run=self.name, day=self.date_from)
            )
        previous = self._find_previous()
        if previous and previous != self.previous_run_id:
            raise UserError(
                self.env._(
                    "%(run)s was computed before %(previous)s was published, and compares with older grades: compute it again.",
                    run=self.name,
                    previous=previous.name,
                )
            )

    def _is_outdated(self):
        """Whether a later period of the scheme is published, so that this run's grades are history."""
        later = [("scheme_id", "=", self.scheme_id.id), ("state", "=", "published"), ("date_to", ">", self.date_to)]
        return bool(self.sudo().search_count(later, limit=1))

    def _settle_before_publish(self):
        """Hook: bring the results in step with what was decided about single customers since they were computed.

        Extend by super. Runs in the transaction that publishes, before the standings are written.
        """

    def _write_standings(self):
        """Point the standing of every customer of the run to its result; forget customers that are not in it."""
        self.env.flush_all()
        scheme = self.scheme_id
        # Customers that became contacts of others since the run was computed: the grade is that of the customer.
        contacts = SQL("SELECT id FROM res_partner WHERE commercial_partner_id <> id")
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_grading_standing (partner_id, company_id, scheme_id, result_id, grade_id, score, source, date)
                SELECT partner_id, company_id, scheme_id, id, final_grade_id, total,
                       %(source)s, %(today)s
                  FROM crm_grading_result WHERE run_id = %(run)s AND partner_id NOT IN (%(contacts)s) ORDER BY partner_id
                    ON CONFLICT (partner_id, company_id, scheme_id) DO UPDATE
                   SET result_id = EXCLUDED.result_id, grade_id = EXCLUDED.grade_id, score = EXCLUDED.score,
                       source = EXCLUDED.source, date = EXCLUDED.date
                """,
                run=self.id,
                contacts=contacts,
                source=self.env["crm.grading.standing"]._source_sql("crm_grading_result"),
                today=self.company_id._business_today(),
            )
        )
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM crm_grading_standing standing
                 WHERE standing.scheme_id = %s AND standing.company_id = %s
                   AND NOT EXISTS (SELECT FROM crm_grading_result result
                                    WHERE result.run_id = %s AND result.partner_id = standing.partner_id
                                      AND result.partner_id NOT IN (%s))
                """,
                scheme.id,
                self.company_id.id,
                self.id,
                contacts,
            )
        )
        self.env.invalidate_all()
