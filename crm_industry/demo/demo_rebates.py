from datetime import timedelta

from odoo import models
from odoo.fields import Command

from odoo.addons.crm_grading.tools import period as periods

QUARTERLY = {30000: 1.0, 80000: 1.5, 150000: 2.0}
MONTHLY = {8: 20.0, 14: 35.0}


class CrmDemoCompany(models.AbstractModel):
    """Rebates by quarter and by month: settled, approved, asked for, kept back."""

    _inherit = "crm.demo.company"

    def _load_rebates(self, world):
        product = self._create_named("product.product", "Dealer Rebate", "渠道返利", {"type": "service"})
        world.company.rebate_product_id = product
        quarterly, monthly = self._load_rebate_rules(world)
        (quarterly | monthly).action_calculate()
        self._decide_rebates(world, quarterly)
        states = self.env["crm.rebate.accrual"]._read_group([], ["state"], ["__count"])
        self._progress("rebates: %s", ", ".join(f"{state} {count}" for state, count in states))

    def _load_rebate_rules(self, world):
        first, last = periods.last_complete(world.today, "quarter")
        before, _last = periods.last_complete(first, "quarter")
        dealer = self.env.ref("crm_industry.customer_type_dealer")
        rules = self._as(world, "channel", "crm.rebate.rule")
        quarterly = rules.create(
            {
                "name": "季度销售返利",
                "company_id": world.company.id,
                "scope": "type",
                "type_id": dealer.id,
                "date_from": before,
                "period": "quarter",
                "tier_ids": self._prepare_tiers(QUARTERLY),
            }
        )
        monthly = rules.create(
            {
                "name": "星辰手机月度台数返利",
                "company_id": world.company.id,
                "scope": "partner",
                "partner_ids": [Command.set([main.record.id for main in world.notes["mains"]])],
                "date_from": (last - timedelta(days=40)).replace(day=1),
                "period": "month",
                "measure": "invoiced_quantity",
                "method": "incremental",
                "brand_ids": [Command.set(world.notes["brand_XC"].ids)],
                "gate_reports": True,
                "tier_ids": self._prepare_tiers(MONTHLY),
            }
        )
        return quarterly, monthly

    def _prepare_tiers(self, tiers):
        return [Command.create({"threshold": threshold, "rate": rate}) for threshold, rate in tiers.items()]

    def _decide_rebates(self, world, rule):
        """The oldest ones are settled, the next ones approved, others wait for their approval."""
        ready = self._as(world, "channel", "crm.rebate.accrual").search([("rule_id", "=", rule.id)], order="date_from, id")
        ready = ready.filtered(lambda accrual: accrual.is_over and not accrual.reasons and accrual.due_amount > 0)
        oldest = ready.filtered(lambda accrual: accrual.date_from == ready[0].date_from)[:4]
        later = (ready - oldest)[-4:]
        (oldest | later).action_submit()
        (oldest | later[:2]).with_user(world.users["channel2"]).action_approve("核对无误")
        if oldest:
            oldest.with_user(world.users["accountant"]).action_settle()
