from odoo import api, models

from odoo.addons.crm_grading.tools.arguments import check_one

SHOWN = 12


class CrmAssessment(models.Model):
    """The charts of an assessment: its sections beside the one before, and the years."""

    _inherit = "crm.assessment"

    @api.readonly
    def chart_data(self):
        """Return what the radar and the curve of one assessment show, with the rights of the reader.

        :return: ::

            {"sections": [{"name": str, "score", "intention", "reality", "before": percent or None}],
             "before": name of the assessment before or False,
             "trend": [{"name": str, "date": ISO, "score": percent}], up to this one,
             "benchmark": {"mean", "best", "worst": percent, "source": str} or False}

        :rtype: dict
        :raise AccessError: the user may not read the assessment
        :raise UserError: it is not one assessment
        """
        check_one(self)
        self.check_access("read")
        mine, before = self._section_means(), self.previous_id._section_means() if self.previous_id else {}
        sections = self.answer_ids.section_id.sorted("sequence")
        return {
            "sections": [
                {"name": section.name, "before": before.get(section.id, {}).get("score"), **mine[section.id]}
                for section in sections
                if section.id in mine
            ],
            "before": self.previous_id.name or False,
            "trend": self._trend(),
            "benchmark": self._benchmark(),
        }

    def _section_means(self):
        """Return {section id: score, intention and reality in percent} of the sections with answers that count."""
        means = {}
        for section, answers in self.answer_ids.filtered("scored").grouped("section_id").items():
            means[section.id] = {
                "score": answers._mean(lambda answer: answer.score),
                "intention": answers._mean(lambda answer: 25 * int(answer.intention)),
                "reality": answers._mean(lambda answer: 25 * int(answer.reality)),
            }
        return means

    def _trend(self):
        done = self.search(
            [("company_id", "=", self.company_id.id), ("state", "=", "done"), ("date", "<=", self.date)],
            order="date desc, id desc",
            limit=SHOWN,
        )
        shown = (done | self).sorted(lambda each: (each.date, each.id))
        return [{"name": each.name, "date": each.date.isoformat(), "score": each.score} for each in shown]

    def _benchmark(self):
        template = self.template_id
        if not template.benchmark_mean:
            return False
        return {
            "mean": template.benchmark_mean,
            "best": template.benchmark_best,
            "worst": template.benchmark_worst,
            "source": template.benchmark_source or "",
        }
