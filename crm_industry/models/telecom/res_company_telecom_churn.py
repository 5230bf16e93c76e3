from odoo import api, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class ResCompany(models.Model):
    """From how many points on a subscription is in danger."""

    _inherit = "res.company"

    telecom_churn_medium = CheckedInteger(
        string="Medium Churn Risk from", default=20, groups="base.group_user", help="Points of the score."
    )
    telecom_churn_high = CheckedInteger(
        string="High Churn Risk from", default=40, groups="base.group_user", help="Points of the score."
    )

    _telecom_churn_bands = models.Constraint(
        "CHECK (telecom_churn_medium BETWEEN 1 AND 1000 AND telecom_churn_high BETWEEN telecom_churn_medium AND 1000)",
        "The medium risk begins with 1 point or more, the high one not below it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["crm.telecom.churn.flag"]._create_missing(companies)
        return companies
