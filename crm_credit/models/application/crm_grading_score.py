from odoo import models
from odoo.exceptions import AccessError

from .crm_credit_approval_level import OFFICER


class CrmGradingScore(models.Model):
    """Credit officers fill in the questionnaires that credit is scored by, without being assessors of anything else."""

    _inherit = "crm.grading.score"

    def write(self, vals):
        result = super().write(vals)
        if "measure_id" in vals:
            # Odoo looks at the record rules before a write only: not another questionnaire.
            self.check_access("write")
        return result

    def _check_assessor(self):
        """Officers confirm those of credit.

        :raise AccessError: the user is neither an assessor nor an officer, or a questionnaire is none of credit
        """
        officer = self.env.user.has_group(OFFICER)
        others = self.filtered(lambda score: not score.measure_id.sudo().credit_use) if officer else self
        if officer and not others:
            return self.check_access("write")
        if officer and not self.env.user.has_group("crm_grading.group_grading_assessor"):
            raise AccessError(
                self.env._(
                    "Credit officers confirm scores of credit questionnaires, “%(measure)s” is none.",
                    measure=others[0].measure_id.sudo().display_name,
                )
            )
        return super()._check_assessor()
