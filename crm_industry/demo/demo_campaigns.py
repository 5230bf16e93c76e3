from datetime import datetime, time, timedelta

from odoo import models

LOTS = 60
# English and Chinese name, tags of its customers or none, figures
SEGMENTS = {
    "shops": ("Tobacco shops", "卷烟零售户", ("Tobacco retailer",), "[]"),
    "risk": ("Good customers at risk", "有流失风险的重点客户", (), "[('net_sales_12m', '>', 20000)]"),
    "phones": ("Phone shops and dealers", "手机门店与经销商", ("Phone shop", "Telecom dealer"), "[]"),
}
COSTS = [("print", "陈列海报与货架标签", 600), ("gift", "进店试用礼盒", 500), ("staff", "客户经理走访工时", 400)]
ANSWERS = ("interested", "later", "declined", "unreached", "interested")


class CrmDemoCompany(models.AbstractModel):
    """A campaign that is over, one whose customers are being called, and one that is planned."""

    _inherit = "crm.demo.company"

    def _demo_users(self):
        users = super()._demo_users()
        marketer = {
            "role": "Market manager",
            "login": "market",
            "name": "许静怡",
            "groups": ["crm_industry.group_market_manager"],
        }
        return [*users[:-1], marketer, users[-1]]

    def _steps(self):
        return [*super()._steps(), self._load_campaigns, self._load_competitors]

    def _load_campaigns(self, world):
        segments = {}
        for key, (name, local_name, tags, figures) in SEGMENTS.items():
            marked = self.env["res.partner.category"].search([("name", "in", tags)])
            at_risk = [("grading_stage", "in", ["at_risk", "lost"])]
            values = {
                "domain": repr([("category_id", "in", marked.ids)] if tags else at_risk),
                "metrics_domain": figures,
                "company_id": world.company.id,
                "user_id": world.users["market"].id,
            }
            segments[key] = self._create_named("crm.market.segment", name, local_name, values)
        self._load_past_campaign(world, segments["shops"])
        self._load_present_campaign(world, segments["phones"])
        self._plan_campaign(world, segments["risk"], "流失风险客户挽回", 10, market_way="lead", market_budget=5000)
        self._progress("%s customers of campaigns", self.env["crm.campaign.member"].search_count([]))

    def _plan_campaign(self, world, segment, title, starts_in, **values):
        return self._as(world, "market", "utm.campaign").create(
            {
                "title": title,
                "user_id": world.users["market"].id,
                "company_id": world.company.id,
                "market_segment_id": segment.id,
                "market_start": world.today + timedelta(days=starts_in),
                **values,
            }
        )

    def _load_past_campaign(self, world, segment):
        """New cigarettes presented to shops: by a lot that shows a gain, if there is one."""
        campaign = self._plan_campaign(
            world, segment, "新品卷烟进店推广", -75, market_window_days=60, market_control_share=25.0, market_budget=2000
        )
        first = datetime.combine(campaign.market_start, time(2))
        campaign._market_choose(first - timedelta(days=3))
        for lot in range(1, LOTS):
            campaign._guarded_write({"market_seed": lot})
            campaign.sudo()._market_step_draw(None)
            self.env.invalidate_all()
            if campaign.market_brought > 2 * sum(amount for *_what, amount in COSTS):
                break
        campaign._guarded_write({"market_state": "begun"})
        campaign.market_cost_ids.create(
            [
                {"campaign_id": campaign.id, "kind": kind, "name": name, "amount": amount, "date": campaign.market_start}
                for kind, name, amount in COSTS
            ]
        )
        self._answer_campaign(world, campaign, first, every=6)

    def _load_present_campaign(self, world, segment):
        """Dealers and shops are being called: half of them have been reached."""
        campaign = self._plan_campaign(world, segment, "以旧换新秋季回访", -2, market_window_days=30, market_budget=8000)
        campaign._market_choose(datetime.combine(campaign.market_start, time(2)) - timedelta(days=1))
        campaign.action_market_start()
        self._answer_campaign(world, campaign, datetime.combine(campaign.market_start, time(3)), every=2)

    def _answer_campaign(self, world, campaign, first, every):
        """Note contacts and answers, but for every so many customers."""
        members = campaign.sudo().market_member_ids.filtered(lambda member: member.arm == "treated")
        for number, member in enumerate(members):
            if number % every:
                salesperson = member.partner_id.user_id or world.users["market"]
                member._guarded_write(
                    {
                        "contact_state": "contacted",
                        "contacted_on": first + timedelta(hours=number % 40),
                        "contacted_by": salesperson.id,
                    }
                )
                member.response = ANSWERS[number % len(ANSWERS)]
