from markupsafe import Markup

from odoo import api, models
from odoo.tools import format_date


class CrmVisit(models.Model):
    """What is made of deviations when a visit is over, as the items of the checklist say."""

    _inherit = "crm.visit"

    @api.model
    def _deviation_targets(self):
        """Return {key: label} of what a deviation can lead to. Extend by super, and take the key in `_deviate`."""
        return {"activity": self.env._("Activity of who visited")}

    def _deviate(self, target, answers):
        """Make one thing of all deviations with the same target. Extend by super: take your own key, pass the others on.

        :param str target: key of `_deviation_targets`
        :param answers: `crm.visit.answer` of this visit, with full rights
        :return: the record that was made, with full rights; None if nothing was
        """
        self.ensure_one()
        return self._deviate_activity(answers) if target == "activity" else None

    def _visited(self):
        result = super()._visited()
        self._follow_deviations()
        return result

    def _follow_deviations(self):
        """Make what the checklists say of the deviations: one thing for each visit and target."""
        # sudo: whoever visits may say what is wrong
        for visit in self.sudo():
            deviating = visit.answer_ids.filtered(lambda answer: answer.is_deviation and answer.item_id.deviation_target)
            for target, answers in deviating.grouped(lambda answer: answer.item_id.deviation_target).items():
                record = visit._deviate(target, answers)
                if record:
                    answers._note_led_to(record)

    @api.model
    def _deviation_text(self, answers):
        """Return deviations as a list in HTML: item, answer and remark."""
        lines = [" · ".join(filter(None, (answer.item_id.name, answer._shown_value(), answer.text))) for answer in answers]
        return Markup("<ul>%s</ul>") % Markup().join(Markup("<li>%s</li>") % line for line in lines)

    def _deviation_title(self):
        """Return what the thing is called that is made of deviations."""
        return self.env._("Seen on the visit of %(day)s", day=format_date(self.env, self.planned_date))

    def _deviate_activity(self, answers):
        """Give who visited something to do for the customer."""
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.user_id.id,
            summary=self._deviation_title(),
            note=self._deviation_text(answers),
        )
        return self
