from odoo import models
from odoo.tools import SQL


class CrmGradingScoreImport(models.Model):
    """How rows become scores."""

    _inherit = "crm.grading.score.import"

    def _import_check(self, stage):
        self._import_leave_out_empty(stage)
        self._import_find_customer(stage)
        stage.set("day", SQL("coalesce(s.date, %s)", self.date), SQL("(SELECT 1) one"), SQL("TRUE"))
        today = self.company_id._business_today()
        stage.fail(SQL("s.day > %s", today), self.env._("%(day)s lies in the future.", day="{day}"), day="day")
        self._import_check_points(stage)
        key = SQL("%s || ':' || s.partner_id || ':' || s.day", self.measure_id.code)
        stage.set("external_id", key, SQL("(SELECT 1) one"), SQL("s.external_id IS NULL"))
        self._import_check_repeated(stage)

    def _import_answers(self):
        """SQL: the columns of the questions."""
        return [SQL.identifier("s", f"q_{question.id}") for question in self._import_questions()]

    def _import_leave_out_empty(self, stage):
        """A customer of the template whom nobody has scored is no bad row."""
        given = SQL(", ").join([*self._import_answers(), SQL("s.score")])
        self.env.cr.execute(SQL("DELETE FROM %s s WHERE s.error IS NULL AND coalesce(%s) IS NULL", stage.table, given))

    def _import_check_points(self, stage):
        """Fill ``result``: the score itself, or the points as a percentage of the most points."""
        stage.fail(
            SQL("s.score NOT BETWEEN 0 AND 100"),
            self.env._("The score %(score)s is not between 0 and 100.", score="{score}"),
            score="score",
        )
        answers = self._import_answers()
        given = SQL("num_nonnulls(%s)", SQL(", ").join(answers)) if answers else SQL("0")
        stage.fail(
            SQL("%s NOT IN (0, %s)", given, len(answers)),
            self.env._("Some questions have no answer: answer all of them, or give the score."),
        )
        stage.fail(
            SQL("%s > 0 AND s.score IS NOT NULL", given),
            self.env._("Both answers and a score are given: leave one of them empty."),
        )
        for question in self._import_questions():
            name = f"q_{question.id}"
            stage.fail(
                SQL("%s NOT BETWEEN 0 AND %s", SQL.identifier("s", name), question.points),
                self.env._(
                    "%(question)s: %(value)s is not between 0 and %(points)s.",
                    question=question.name,
                    value="{value}",
                    points=f"{question.points:g}",
                ),
                value=name,
            )
        most = sum(self._import_questions().mapped("points"))
        total = SQL("100 * (%s) / %s::numeric", SQL(" + ").join(answers), most) if answers else SQL("NULL")
        result = SQL("trim_scale(round(coalesce(s.score, %s), 4))", total)
        stage.set("result", result, SQL("(SELECT 1) one"), SQL("TRUE"))

    def _import_check_repeated(self, stage):
        text = self.env._("Customer and day are those of row %(first)s.", first="{first}")
        stage.fail_repeated(["partner_id", "day"], text)

    # -- apply -----------------------------------------------------------------------------------------------------

    def _import_key(self):
        return SQL("%s AND t.state = 'confirmed'", super()._import_key())

    def _import_values(self):
        return {
            "measure_id": SQL("%s", self.measure_id.id),
            "partner_id": SQL("s.partner_id"),
            "date": SQL("s.day"),
            "score": SQL("s.result"),
            "note": SQL("s.note"),
        }

    def _import_payload(self):
        return [*super()._import_payload(), *self._import_answers()]

    def _import_insert_values(self):
        return super()._import_insert_values() | {"state": SQL("'confirmed'"), "assessor_id": SQL("%s", self.job_user_id.id)}

    def _import_lock_keys(self):
        """Assessors who confirm a score of the same questionnaire take the same lock."""
        return [*super()._import_lock_keys(), self.env["crm.grading.score"]._lock_key(self.measure_id, self.company_id)]

    def _import_apply(self, stage, piece):
        """Scores are never changed: the one of the same row, or of the same customer and day, is replaced and kept."""
        piece = SQL("s.status IN ('new', 'changed') AND %s", piece)
        same_row = SQL("t.id = s.record_id")
        same_day = SQL(
            "t.partner_id = s.partner_id AND t.date = s.day AND t.measure_id = %s AND t.company_id = %s",
            self.measure_id.id,
            self.company_id.id,
        )
        for same in (same_row, same_day):
            self._import_replace(stage, SQL("%s AND %s", piece, same))
        self._import_insert(stage, piece, ("new", "changed"))
        written = SQL(
            "n.state = 'confirmed' AND n.company_id = %s AND n.source = %s AND n.external_id = s.external_id",
            self.company_id.id,
            self.source,
        )
        for same in (same_row, same_day):
            self._import_link(stage, SQL("%s AND %s AND %s", piece, same, written))
        self._import_insert_answers(stage, SQL("%s AND %s", piece, written))

    def _import_replace(self, stage, condition):
        self.env.cr.execute(
            SQL(
                "UPDATE crm_grading_score t SET state = 'replaced', write_uid = %s, write_date = now() AT TIME ZONE 'UTC'"
                " FROM %s s WHERE t.state = 'confirmed' AND %s",
                self.job_user_id.id,
                stage.table,
                condition,
            )
        )

    def _import_link(self, stage, condition):
        """Note by which score the old ones were replaced."""
        self.env.cr.execute(
            SQL(
                "UPDATE crm_grading_score t SET replaced_by_id = n.id FROM %s s, crm_grading_score n"
                " WHERE t.state = 'replaced' AND t.replaced_by_id IS NULL AND %s",
                stage.table,
                condition,
            )
        )

    def _import_insert_answers(self, stage, condition):
        answers = self.env["crm.grading.score.answer"]
        for question in self._import_questions():
            points = SQL.identifier("s", f"q_{question.id}")
            self.env.cr.execute(
                SQL(
                    "INSERT INTO crm_grading_score_answer (score_id, question_id, sequence, points, maximum)"
                    " SELECT n.id, %s, %s, %s, %s FROM %s s, crm_grading_score n WHERE %s AND %s IS NOT NULL",
                    question.id,
                    question.sequence,
                    points,
                    question.points,
                    stage.table,
                    condition,
                    points,
                )
            )
        answers.invalidate_model()
