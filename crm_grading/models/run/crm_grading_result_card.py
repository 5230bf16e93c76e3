from odoo import api, models

from ...tools.arguments import check_one


class CrmGradingResult(models.Model):
    """What the form of a result draws: the grade that it gave, and why."""

    _inherit = "crm.grading.result"

    @api.readonly
    def result_card(self):
        """Return badge (grade, computed, movement, date, scheme, run) and explanation (see `_explanation`) of this result.

        :rtype: dict
        :raise AccessError: the user may not read the result
        """
        check_one(self)
        self.check_access("read")
        why = self._explanation()
        computed = why["computed"] and why["computed"]["code"]
        badge = {
            "grade": why["final"],
            "computed": computed if why["final"] and computed != why["final"]["code"] else None,
            "movement": why["movement"],
            "date": False,
            "scheme": why["scheme"],
            "run": why["run"],
        }
        return {"badge": badge, "explanation": why}
