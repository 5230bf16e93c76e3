from odoo import api, fields, models

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection

from .crm_telecom_churn_flag import plain_number


class CrmTelecomChurnScore(models.Model):
    """How likely a subscription is to be left soon, and a customer to leave with one: points, and what they are made of.

    A row for each subscription in use that is not under notice, and one for each customer that has some (without subscription):
    a customer is in as much danger as its most endangered subscription. Written by the refresh of the figures alone.
    """

    _name = "crm.telecom.churn.score"
    _description = "Churn Risk"
    _log_access = False
    _order = "points desc, value desc, id"
    _rec_name = "partner_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    subscription_id = fields.Many2one(
        "crm.telecom.subscription", readonly=True, ondelete="cascade", help="Empty: the customer with all its subscriptions."
    )
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade")
    user_id = fields.Many2one(
        related="partner_id.user_id", string="Salesperson", store=True, index="btree_not_null", help="Of the customer."
    )
    top_id = fields.Many2one(
        "crm.telecom.subscription",
        string="Subscription in Danger",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="The subscription itself; of a customer, the most endangered one.",
    )
    points = fields.Integer(readonly=True, aggregator="avg")
    band = CheckedSelection("_selection_band", string="Risk", readonly=True)
    flag_ids = fields.Many2many("crm.telecom.churn.flag", "crm_telecom_churn_score_flag_rel", string="Signs", readonly=True)
    details = fields.Json(readonly=True, help="{id of a flag: its value}")
    explanation = fields.Char(string="Why", compute="_compute_explanation")
    value = fields.Monetary(
        string="Value a Month",
        readonly=True,
        help="Mean revenue of the last three complete months; without any bill in them, the monthly fee.",
    )
    commitment_to = fields.Date(string="Committed until", readonly=True, help="Of a customer, the first one that ends.")
    subscriptions = fields.Integer(readonly=True, help="1, or those of the customer.")
    endangered = fields.Integer(string="High Risk", readonly=True, help="How many of them have a high risk.")
    since = fields.Date(readonly=True, help="Since when points and signs have been these.")

    _subscription_uniq = models.UniqueIndex(
        "(subscription_id) WHERE subscription_id IS NOT NULL", "A subscription has one score."
    )
    _customer_uniq = models.UniqueIndex("(company_id, partner_id) WHERE subscription_id IS NULL", "A customer has one score.")
    _by_points = models.Index("(company_id, points DESC, value DESC)")

    @api.model
    def _selection_band(self):
        labels = {"low": self.env._("Low"), "medium": self.env._("Medium"), "high": self.env._("High")}
        return list(labels.items())

    @api.depends("details", "top_id")
    @api.depends_context("lang")
    def _compute_explanation(self):
        flags = self.env["crm.telecom.churn.flag"]
        ids = {int(flag_id) for score in self for flag_id in score.details or {}}
        # sudo: what the score says is for whoever sees it
        known = {flag.id: flag for flag in flags.sudo().browse(ids).exists()}
        texts = flags._flag_texts()
        for score in self:
            found = [(known.get(int(flag_id)), value) for flag_id, value in (score.details or {}).items()]
            found = sorted((pair for pair in found if pair[0]), key=lambda pair: (-pair[0].points, pair[0].code))
            words = [
                f"{texts.get(flag.code, flag.code).replace('%(value)s', plain_number(value))} (+{flag.points})"
                for flag, value in found
            ]
            if words and not score.subscription_id:
                words[0] = f"{score.top_id.name}: {words[0]}"
            score.explanation = "; ".join(words)

    @api.depends("partner_id", "top_id", "subscription_id")
    def _compute_display_name(self):
        for score in self:
            words = (score.subscription_id.name, score.partner_id.name)
            score.display_name = " · ".join(filter(None, words))

    @api.readonly
    def action_open_subscription(self):
        """Open the subscription, or of a customer the most endangered one."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.telecom.subscription",
            "res_id": self.top_id.id,
            "views": [(False, "form")],
        }
