from odoo import api, fields, models

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_market_segment import MARKETER
from .uplift import Arm, is_weak, roi, uplift


class UtmCampaign(models.Model):
    """What a campaign brought. Live figures: until its window is over they still change.

    Brought = customers addressed × (mean margin of the addressed − mean margin of the control group). Everybody who was drawn
    counts, whether reached or not, so that nothing but chance makes the two groups differ.
    """

    _inherit = "utm.campaign"

    market_treated_count = fields.Integer(string="Addressed", compute="_compute_market_results", groups=MARKETER)
    market_control_count = fields.Integer(string="Control Group", compute="_compute_market_results", groups=MARKETER)
    market_excluded_count = fields.Integer(string="Left Out", compute="_compute_market_results", groups=MARKETER)
    market_contacted_count = fields.Integer(string="Contacted", compute="_compute_market_results", groups=MARKETER)
    market_lead_count = fields.Integer(string="Leads of the Campaign", compute="_compute_market_results", groups=MARKETER)
    market_won_count = fields.Integer(string="Leads Won", compute="_compute_market_results", groups=MARKETER)
    market_buyer_count = fields.Integer(string="Addressed Who Bought", compute="_compute_market_results", groups=MARKETER)
    market_order_count = fields.Integer(string="Orders of Addressed", compute="_compute_market_results", groups=MARKETER)
    market_named_orders = fields.Integer(string="Orders Naming the Campaign", compute="_compute_market_results", groups=MARKETER)
    market_sales = fields.Monetary(string="Sales to Addressed", compute="_compute_market_results", groups=MARKETER)
    market_buyer_rate = fields.Float(
        string="Addressed Who Bought (%)", compute="_compute_market_results", digits=(16, 2), groups=MARKETER
    )
    market_control_rate = fields.Float(
        string="Control Group Who Bought (%)", compute="_compute_market_results", digits=(16, 2), groups=MARKETER
    )
    market_mean = fields.Monetary(string="Margin per Addressed", compute="_compute_market_results", groups=MARKETER)
    market_control_mean = fields.Monetary(
        string="Margin per Customer Held Out", compute="_compute_market_results", groups=MARKETER
    )
    market_brought = fields.Monetary(string="Margin Brought", compute="_compute_market_results", groups=MARKETER)
    market_brought_low = fields.Monetary(string="Margin Brought, at Least", compute="_compute_market_results", groups=MARKETER)
    market_brought_high = fields.Monetary(string="Margin Brought, at Most", compute="_compute_market_results", groups=MARKETER)
    market_cost = fields.Monetary(string="Cost", compute="_compute_market_results", groups=MARKETER)
    market_budget_used = fields.Float(
        string="Budget Used (%)", compute="_compute_market_results", digits=(16, 1), groups=MARKETER
    )
    market_roi = fields.Float(string="ROI (%)", compute="_compute_market_results", digits=(16, 1), groups=MARKETER)
    market_roi_low = fields.Float(string="ROI, at Least (%)", compute="_compute_market_results", digits=(16, 1), groups=MARKETER)
    market_roi_high = fields.Float(string="ROI, at Most (%)", compute="_compute_market_results", digits=(16, 1), groups=MARKETER)
    market_known = fields.Boolean(string="Compared", compute="_compute_market_results", groups=MARKETER)
    market_interval_known = fields.Boolean(string="With Interval", compute="_compute_market_results", groups=MARKETER)
    market_roi_known = fields.Boolean(string="With ROI", compute="_compute_market_results", groups=MARKETER)
    market_warning = fields.Text(string="How Far to Trust It", compute="_compute_market_results", groups=MARKETER)

    @api.depends("market_state", "market_from", "market_until", "market_budget", "market_cost_ids.amount")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_market_results(self):
        """Of the user's companies; campaigns of others show nothing."""
        own = self.filtered(lambda campaign: campaign.company_id in self.env.companies)._origin
        figures = self.env["crm.campaign.outcome"]._arm_figures(own)
        excluded = dict(
            self.env["crm.campaign.member"]._read_group(
                [("campaign_id", "in", own.ids), ("arm", "=", "excluded")], ["campaign_id"], ["__count"]
            )
        )
        costs = dict(self.env["crm.campaign.cost"]._read_group([("campaign_id", "in", own.ids)], ["campaign_id"], ["amount:sum"]))
        for campaign in self:
            row = {arm: figures.get((campaign._origin.id, arm), {}) for arm in ("treated", "control")}
            campaign.market_excluded_count = excluded.get(campaign._origin, 0)
            campaign.market_cost = costs.get(campaign._origin, 0.0)
            budget = campaign.market_budget
            campaign.market_budget_used = 100 * campaign.market_cost / budget if budget > 0 else 0.0
            campaign._market_set_counts(**row)
            campaign._market_set_return(self._market_arm(row["treated"]), self._market_arm(row["control"]))

    @api.model
    def _market_arm(self, row):
        """Return the `Arm` of a row of `crm.campaign.outcome._arm_figures`, empty for none."""
        if not row:
            return Arm()
        return Arm(row["members"], row["buyers"], float(row["mean"]), float(row["variance"]))

    def _market_set_counts(self, treated, control):
        self.market_treated_count = treated.get("members", 0)
        self.market_control_count = control.get("members", 0)
        self.market_contacted_count = treated.get("contacted", 0)
        self.market_lead_count = treated.get("leads", 0)
        self.market_won_count = treated.get("won", 0)
        self.market_buyer_count = treated.get("buyers", 0)
        self.market_order_count = treated.get("orders", 0)
        self.market_named_orders = treated.get("named_orders", 0)
        self.market_sales = treated.get("sales", 0.0)
        self.market_mean = treated.get("mean", 0.0)
        self.market_control_mean = control.get("mean", 0.0)
        self.market_buyer_rate = 100 * treated["buyers"] / treated["members"] if treated else 0.0
        self.market_control_rate = 100 * control["buyers"] / control["members"] if control else 0.0

    def _market_set_return(self, treated, control):
        found = uplift(treated, control)
        value, low, high = (found.value, found.low, found.high) if found else (None, None, None)
        self.market_known, self.market_interval_known = found is not None, low is not None
        self.market_brought, self.market_brought_low, self.market_brought_high = value or 0.0, low or 0.0, high or 0.0
        cost = self.market_cost
        rates = [roi(amount, cost) for amount in (value, low, high)]
        self.market_roi_known = rates[0] is not None
        self.market_roi, self.market_roi_low, self.market_roi_high = (rate or 0.0 for rate in rates)
        self.market_warning = "\n".join(self._market_warnings(treated, control))

    def _market_warnings(self, treated, control):
        """Return sentences about what the figures can't tell."""
        if not treated.size:
            return []
        sentences = []
        if self.market_until and fields.Datetime.now() < self.market_until:
            sentences.append(self.env._("The window is still open: the figures will change."))
        if not control.size:
            sentences.append(self.env._("Without a control group nobody knows what these customers would have bought anyway."))
        elif is_weak(treated, control):
            sentences.append(self.env._("Few customers or few buyers: the figures may be chance."))
        elif self.market_brought_low <= 0 <= self.market_brought_high:
            sentences.append(self.env._("The interval includes zero: the campaign may have brought nothing."))
        return sentences

    def action_market_view_members(self):
        """Show the customers of the campaign with what they ordered."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_campaign_outcome_action")
        return action | {"domain": [("campaign_id", "=", self.id)], "context": {}}

    def action_market_view_list(self):
        """Show the customers of the campaign, with contacts and answers."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_campaign_member_action")
        return action | {"domain": [("campaign_id", "=", self.id)], "context": {}}
