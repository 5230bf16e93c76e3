from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmTelecomSubscription(models.Model):
    """How likely a subscription is to be left soon."""

    _inherit = "crm.telecom.subscription"

    churn_points = fields.Integer(compute="_compute_churn", aggregator=None)
    churn_band = fields.Selection(
        lambda self: self.env["crm.telecom.churn.score"]._selection_band(),
        string="Churn Risk",
        compute="_compute_churn",
        search="_search_churn_band",
    )
    churn_explanation = fields.Char(string="Signs of Churn", compute="_compute_churn")

    @api.depends("state")
    def _compute_churn(self):
        # sudo: whoever sees the subscription sees its risk
        scores = self.env["crm.telecom.churn.score"].sudo().search([("subscription_id", "in", self._origin.ids)])
        found = {score.subscription_id.id: score for score in scores}
        for subscription in self:
            score = found.get(subscription._origin.id, scores.browse())
            subscription.churn_points = score.points
            subscription.churn_band = score.band
            subscription.churn_explanation = score.explanation

    @api.model
    def _search_churn_band(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: as they are shown
        scores = self.env["crm.telecom.churn.score"].sudo()
        found = scores._search([("subscription_id", "!=", False), ("band", "in", [band for band in value if band])])
        domain = Domain("id", "in", found.subselect("subscription_id"))
        if False in value:
            every = scores._search([("subscription_id", "!=", False)])
            domain |= Domain("id", "not in", every.subselect("subscription_id"))
        return domain

    def action_open_churn(self):
        """Open the churn risk of the subscription (button)."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_telecom_churn_score_action")
        return action | {"domain": [("subscription_id", "=", self.id)], "context": {}}
