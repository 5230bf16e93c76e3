from odoo import api, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedInteger


class CrmGradingGrade(models.Model):
    """How quickly customers of a grade are answered and called back when they complain."""

    _inherit = "crm.grading.grade"

    complaint_reply_hours = CheckedFloat(
        string="Complaints Answered within",
        digits=(16, 2),
        help="Working hours until the first answer; where the complaint's policy asks for less, that counts. 0: the policy's.",
    )
    complaint_callback_days = CheckedInteger(
        string="Complaints Called Back after",
        help="Working days after the delivery; where the complaint's policy asks for less, that counts. 0: the policy's.",
    )

    _complaint_terms_in_range = models.Constraint(
        "CHECK (complaint_reply_hours BETWEEN 0 AND 8760 AND complaint_callback_days BETWEEN 0 AND 365)",
        "Complaints are answered within 0 to 8,760 hours and called back after 0 to 365 days.",
    )

    @api.model
    def _service_policy_fields(self):
        return [*super()._service_policy_fields(), "complaint_reply_hours", "complaint_callback_days"]
