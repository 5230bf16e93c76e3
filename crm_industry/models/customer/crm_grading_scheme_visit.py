from odoo import models

from odoo.addons.crm_grading.tools.arguments import check_ids

# Grade: visits and calls in so many months.
USUAL = {"A": (4, 0, 1), "B": (3, 0, 1), "C": (2, 0, 1), "D": (1, 0, 1), "E": (1, 1, 3)}


class CrmGradingScheme(models.Model):
    """How often customers of the grades A to E are usually visited."""

    _inherit = "crm.grading.scheme"

    def action_usual_visits(self):
        """Have grades A to E that ask for no visits ask for the usual ones: 4, 3, 2 and 1 a month, E one and a call a quarter.

        A button; grades with other codes, and those that ask for visits already, stay as they are.

        :raise AccessError: the user may not change the scheme
        """
        check_ids(self)
        self.check_access("write")
        for grade in self.grade_ids:
            if grade.code in USUAL and not (grade.visit_count or grade.visit_calls):
                visits, calls, months = USUAL[grade.code]
                grade.write({"visit_count": visits, "visit_calls": calls, "visit_months": months})
        return True
