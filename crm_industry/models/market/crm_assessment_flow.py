from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.arguments import check_one

REPEAT = "crm_industry.mail_activity_assessment_repeat"
SHOWN = 3


class CrmAssessment(models.Model):
    """Finishing an assessment: all answered, much is shown, each gap has an action."""

    _inherit = "crm.assessment"

    def action_make_actions(self):
        """Begin an action for each gap that has none: of whoever leads the assessment, with the usual time. Both can be changed.

        :raise AccessError: the user is no manager
        :raise UserError: the assessment is finished
        """
        self._check_manager()
        self._check_unfinished()
        values = [
            {
                "name": answer.question_id.name,
                "assessment_id": assessment.id,
                "answer_id": answer.id,
                "user_id": assessment.user_id.id,
                "deadline": fields.Date.add(assessment.date, days=assessment.template_id.action_days),
            }
            for assessment in self
            for answer in assessment.answer_ids.filtered(lambda each: each.gap and not each.action_ids)
        ]
        self.env["crm.assessment.action"].create(values)
        return True

    @api.model_create_multi
    def create(self, vals_list):
        """Begin assessments; nobody is reminded of them any more."""
        assessments = super().create(vals_list)
        earlier = Domain.OR(Domain("company_id", "=", new.company_id.id) & Domain("date", "<", new.date) for new in assessments)
        self.search(earlier).activity_unlink([REPEAT])
        return assessments

    def action_finish(self):
        """Finish assessments: their answers and scores stay from now on, and somebody is reminded of the next one.

        :raise AccessError: the user is no manager
        :raise UserError: it names what is missing
        """
        result = super().action_finish()
        for assessment in self:
            assessment._remind_of_next()
        return result

    def action_reopen(self):
        """Open finished assessments again; nobody is reminded of the next one."""
        result = super().action_reopen()
        self.activity_unlink([REPEAT])
        return result

    def action_open_actions(self):
        """Open the actions (button)."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_assessment_action_action")
        return action | {
            "domain": [("assessment_id", "=", self.id)],
            "context": {"default_assessment_id": self.id},
        }

    def _check_complete(self):
        if missing := self._missing():
            raise UserError(
                self.env._(
                    "“%(assessment)s” can't be finished. %(missing)s",
                    assessment=self.name,
                    missing=" ".join(missing),
                )
            )

    def _missing(self):
        """Return what is missing before this assessment can be finished, one sentence each. Extend by super."""
        self.ensure_one()
        answers = self.answer_ids
        open_gaps = answers.filtered(lambda each: each.gap and not each.action_ids)
        found = (
            (answers.filtered(lambda each: not each.answered), self.env._("Not answered")),
            (answers._lacks_evidence(), self.env._("Evidence is missing")),
            (open_gaps, self.env._("Gaps without an action")),
        )
        return [
            self.env._(
                "%(what)s: %(number)s, for instance %(questions)s.",
                what=label,
                number=len(missing),
                questions=", ".join(f"“{name}”" for name in missing[:SHOWN].mapped("question_id.name")),
            )
            for missing, label in found
            if missing
        ]

    def _remind_of_next(self):
        self.activity_unlink([REPEAT])
        later = self.search_count([("company_id", "=", self.company_id.id), ("date", ">", self.date)], limit=1)
        if (months := self.template_id.repeat_months) and not later:
            self.activity_schedule(
                REPEAT,
                date_deadline=self.date + relativedelta(months=months),
                user_id=self.user_id.id,
                summary=self.env._("Assess it again"),
            )
