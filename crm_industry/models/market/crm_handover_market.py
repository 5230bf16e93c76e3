from odoo import api, models
from odoo.fields import Domain


class CrmHandover(models.Model):
    """What somebody answers for in the market is handed over, too."""

    _inherit = "crm.handover"

    @api.model
    def _handover_models(self):
        active, draft = Domain("active", "=", True), Domain("state", "=", "draft")
        open_in_the_market = {
            "crm.assessment": (self.env._("Self-assessments"), draft),
            "crm.assessment.action": (self.env._("Improvement actions"), Domain("state", "=", "open")),
            "crm.lifecycle.objective": (self.env._("Lifecycle objectives"), active),
            "crm.data.register": (self.env._("Register of customer data"), active),
            "crm.moment": (self.env._("Moments of truth"), active),
            "crm.loyalty.survey": (self.env._("Loyalty surveys"), draft),
            "crm.market.segment": (self.env._("Segments"), active),
        }
        return super()._handover_models() | {
            model: {"label": label, "user": "user_id", "domain": domain, "customer": None}
            for model, (label, domain) in open_in_the_market.items()
        }
