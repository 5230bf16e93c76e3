from odoo import models
from odoo.fields import Command

# event, days, customer type, since how many days, plan, [(summary, days until it is due)], run at once
RULES = [
    ("first_order", 0, None, 45, ("首单客户跟进", "首单关怀"), [("电话回访首单体验", 2), ("拜访并介绍全系产品", 10)], True),
    ("agreement_ending", 60, "dealer", 60, ("协议到期前续约", "续约准备"), [("约谈续约条件", 3), ("准备续约文本", 12)], True),
    ("past_cycle", 15, "retail", 30, ("超期未下单唤醒", "唤醒沉睡门店"), [("电话了解库存和竞品", 1)], False),
]


class CrmDemoCompany(models.AbstractModel):
    """What happens by itself when something happens to a customer."""

    _inherit = "crm.demo.company"

    def _load_process_rules(self, world):
        for event, days, kind, since, (name, plan), activities, run in RULES:
            if event not in self.env["crm.process.rule"]._events():
                continue
            rule = self._as(world, "channel", "crm.process.rule").create(
                {
                    "name": name,
                    "company_id": world.company.id,
                    "event": event,
                    "days": days,
                    "type_id": self.env.ref(f"crm_industry.customer_type_{kind}").id if kind else False,
                    "plan_id": self._make_activity_plan(world, plan, activities).id,
                    "fallback_user_id": world.users["salesmanager"].id,
                    "date_from": world.day(since),
                    "day_limit": 5,
                }
            )
            if run:
                rule.action_run_now()
        self._progress("%s plans started", self.env["crm.process.log"].search_count([]))

    def _make_activity_plan(self, world, name, activities):
        call = self.env.ref("mail.mail_activity_data_call")
        return self.env["mail.activity.plan"].create(
            {
                "name": name,
                "res_model": "res.partner",
                "company_id": world.company.id,
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": call.id,
                            "summary": summary,
                            "delay_count": days,
                            "delay_unit": "days",
                            "delay_from": "after_plan_date",
                            "responsible_type": "on_demand",
                        }
                    )
                    for summary, days in activities
                ],
            }
        )
