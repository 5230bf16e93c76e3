from odoo import api, models


class CrmVisit(models.Model):
    """What is found wrong on a visit can be handled as a complaint."""

    _inherit = "crm.visit"

    @api.model
    def _deviation_targets(self):
        return super()._deviation_targets() | {"complaint": self.env._("Complaint")}

    def _deviate(self, target, answers):
        return self._deviate_complaint(answers) if target == "complaint" else super()._deviate(target, answers)

    def _deviate_complaint(self, answers):
        """Record a complaint about what was seen."""
        return self.env["crm.complaint"].create(
            {
                "subject": self._deviation_title(),
                "description": self._deviation_text(answers),
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "channel": "visit",
            }
        )
