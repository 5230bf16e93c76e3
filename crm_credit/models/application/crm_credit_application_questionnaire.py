from odoo import models
from odoo.exceptions import UserError


class CrmCreditApplication(models.Model):
    """The questionnaire about what no figure tells, filled in by the officer who assesses."""

    _inherit = "crm.credit.application"

    def action_questionnaire(self):
        """Open the questionnaire of the customer, the draft that was begun or a new one. Credit officers.

        :raise AccessError: the user is no officer
        :raise UserError: credit is scored without a questionnaire
        """
        self.ensure_one()
        self._check_officer()
        indicators = self.company_id._credit_scheme().dimension_ids.indicator_ids
        measure = indicators.measure_id.filtered(lambda measure: measure.kind == "manual")[:1]
        if not measure:
            raise UserError(
                self.env._("The credit of %(company)s is scored without a questionnaire.", company=self.company_id.name)
            )
        begun = self.env["crm.grading.score"].search(
            [
                ("measure_id", "=", measure.id),
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "draft"),
                ("create_uid", "=", self.env.uid),
            ],
            limit=1,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Questionnaire"),
            "res_model": "crm.grading.score",
            "view_mode": "form",
            "res_id": begun.id,
            "context": {
                "default_measure_id": measure.id,
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
            },
        }
