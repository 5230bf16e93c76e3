from odoo import api, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection


class CrmSatisfactionMixin(models.AbstractModel):
    """How satisfied a customer says that it is, for windows in which an answer is written down: 1 to 5, the best first."""

    _name = "crm.satisfaction.mixin"
    _description = "Satisfaction of a Customer"

    score = CheckedSelection("_selection_score", required=True)

    @api.model
    def _selection_score(self):
        labels = {
            "5": self.env._("Very satisfied"),
            "4": self.env._("Satisfied"),
            "3": self.env._("Neither"),
            "2": self.env._("Dissatisfied"),
            "1": self.env._("Very dissatisfied"),
        }
        return list(labels.items())
