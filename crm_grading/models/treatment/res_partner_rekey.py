from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """What becomes of grades, appeals and vetoes of a customer that another one absorbs."""

    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        """Move results and what was decided about them; where both were graded, the grade of the one that stays counts."""
        result = super()._rekey_customer(old, new)
        self.env.flush_all()
        old._log_lost_results(new)
        old._rekey_results(new)
        old._rekey_appeals(new)
        vetoes = self.env["crm.grading.veto"].search([("partner_id", "=", old.id)])
        for table in ("crm_grading_appeal", "crm_grading_veto"):
            self.env.cr.execute(
                SQL("UPDATE %s SET partner_id = %s WHERE partner_id = %s", SQL.identifier(table), new.id, old.id)
            )
        self.env.invalidate_all(flush=False)
        for veto in vetoes:
            veto.message_post(body=self.env._("Formerly of %(customer)s.", customer=old.display_name))
        standings = self.env["crm.grading.standing"].search([("partner_id", "=", new.id)])
        for company in standings.company_id:
            self.env["crm.grading.result"]._settle(new, company)
        return result

    def _rekey_results(self, new):
        """Give results and standings to another customer, except in the runs and schemes that graded that one as well."""
        for table, key in (
            ("crm_grading_result", SQL("kept.run_id = moved.run_id")),
            ("crm_grading_standing", SQL("kept.scheme_id = moved.scheme_id AND kept.company_id = moved.company_id")),
        ):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %(table)s moved SET partner_id = %(new)s
                     WHERE partner_id = %(old)s
                       AND NOT EXISTS (SELECT FROM %(table)s kept WHERE kept.partner_id = %(new)s AND %(key)s)
                    """,
                    table=SQL.identifier(table),
                    new=new.id,
                    old=self.id,
                    key=key,
                )
            )
        self.env.cr.execute(SQL("DELETE FROM crm_grading_standing WHERE partner_id = %s", self.id))

    def _rekey_appeals(self, new):
        """Let no decision about a result that is given up act on the grade of the customer that stays.

        An undecided one is cancelled, an approved one ends unless it is valid beyond its result.
        """
        appeals = self.env["crm.grading.appeal"].search([("partner_id", "=", self.id)])
        lost = appeals.filtered(lambda appeal: appeal.result_id.partner_id == self)
        undecided = appeals.filtered(lambda appeal: appeal.approval_state == "submitted")
        undecided._guarded_write({"approval_state": "cancelled"})
        undecided._tell_decision()
        lost.filtered(
            lambda appeal: appeal.approval_state == "approved" and not appeal.ended_on and not appeal.valid_until
        )._end()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_grading_appeal appeal SET result_id = kept.id
                  FROM crm_grading_result given_up, crm_grading_result kept
                 WHERE appeal.result_id = given_up.id AND given_up.partner_id = %s
                   AND kept.run_id = given_up.run_id AND kept.partner_id = %s
                """,
                self.id,
                new.id,
            )
        )

    def _log_lost_results(self, new):
        """Write the results into the chatter of the customer that stays where it has its own of the same runs, once."""
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT run.name AS run, run.date_to, grade.code AS grade, lost.total
                  FROM crm_grading_result lost
                  JOIN crm_grading_result kept ON kept.run_id = lost.run_id AND kept.partner_id = %s
                  JOIN crm_grading_run run ON run.id = lost.run_id AND run.state IN ('published', 'superseded')
                  LEFT JOIN crm_grading_grade grade ON grade.id = lost.final_grade_id
                 WHERE lost.partner_id = %s
                   AND EXISTS (SELECT FROM crm_grading_standing standing WHERE standing.partner_id = lost.partner_id)
                 ORDER BY run.date_to, run.id
                """,
                new.id,
                self.id,
            )
        )
        if not rows:
            return
        lines = [
            self.env._(
                "%(run)s: %(grade)s, %(total)s points",
                run=row["run"],
                grade=row["grade"] or self.env._("not rated"),
                total=round(row["total"] or 0.0, 1),
            )
            for row in rows
        ]
        new.message_post(
            body=self.env._(
                "Grades of %(customer)s, which is now part of this customer: %(grades)s.",
                customer=self.display_name,
                grades="; ".join(lines),
            )
        )
