from datetime import timedelta

from odoo import models

# what it is about, expected revenue in CNY, probability, days until it is closed
PROSPECTS = [
    ("星辰 X30 首批铺货", 180000, 60, 12),
    ("校园渠道合作", 96000, 40, 25),
    ("春节备货", 260000, 70, 33),
    ("政企终端集采", 420000, 30, 48),
    ("智慧门店改造", 75000, 50, 55),
    ("区域服务商招募", 130000, 20, 68),
]


class CrmDemoCompany(models.AbstractModel):
    """Opportunities with dealers, for the sales forecast."""

    _inherit = "crm.demo.company"

    def _load_prospects(self, world):
        dealers = [*world.notes["mains"], *(sub for sub, _main in world.notes["subs"])]
        for (name, revenue, probability, days), dealer in zip(PROSPECTS, reversed(dealers), strict=False):
            leads = self.env["crm.lead"].with_user(dealer.record.user_id).with_context(lang="zh_CN")
            lead = leads.create(
                {
                    "type": "opportunity",
                    "name": f"{dealer.record.name}:{name}",
                    "partner_id": dealer.record.id,
                    "expected_revenue": revenue,
                    "date_deadline": world.today + timedelta(days=days),
                    "team_id": world.teams["telecom"].id,
                }
            )
            lead.probability = probability
