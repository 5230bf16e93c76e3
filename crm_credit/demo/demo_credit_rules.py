from datetime import timedelta

from odoo import models
from odoo.fields import Command

# class: largest limit, smallest limit, code of the payment term
CLASSES = {
    "A": (2000000, 50000, "60"),
    "B": (1000000, 20000, "60"),
    "C": (500000, 10000, "30"),
    "D": (100000, 0, "15"),
    "E": (0, 0, "cash"),
}
EASY = {"own_tolerance": True, "tolerance": 10, "own_overdue": True, "overdue_rule": True, "overdue_days": 90}
STRICT = {
    "own_tolerance": True,
    "tolerance": 0,
    "own_overdue": True,
    "overdue_rule": True,
    "overdue_days": 30,
    "overdue_amount": 5000,
    "skip_disputed": "no",
    "check_invoice": "block",
}
POLICIES = {"A": ("Key customers", "重点客户", EASY), "D": ("Strict", "从严管理", STRICT), "E": ("Strict", "从严管理", STRICT)}
PLAN_NAMES = ("Strict dunning", "从严催收")
STRICT_LEVELS = (3, 10, 30)
# the levels that are shipped, in the order of their days
LEVELS = (
    ("付款提醒", "<p>下列发票已到期,可能是您一时疏忽,请于近日安排付款。</p>"),
    ("第二次催款函", "<p>此前我们已提醒过下列发票,至今未收到货款。请在七日内付款,或告知无法付款的原因。</p>"),
    ("最后催款函", "<p>虽经多次提醒,下列发票仍未结清。在货款付清之前,我司将暂停供货。</p>"),
)
FIRST_LEVEL = 300000


class CrmDemoCompany(models.AbstractModel):
    """What the credit of the demo company goes by: classes, policies, dunning plans, who approves how much."""

    _inherit = "crm.demo.company"

    def _load_credit_rules(self, world):
        """Set up classes, policies and dunning."""
        self._load_dunning_plans(world)
        self._load_credit_classes(world)

    def _load_dunning_plans(self, world):
        """Give the plan that is shipped Chinese letters, and make a copy that reminds sooner."""
        plan = world.company.credit_dunning_plan_id
        for level, (name, text) in zip(plan.level_ids, LEVELS, strict=False):
            level.with_context(lang="zh_CN").write({"name": name, "text": text})
        plan.with_context(lang="zh_CN").name = "标准催收"
        name, local_name = PLAN_NAMES
        strict = plan.copy({"name": name, "min_interval_days": 5})
        strict.with_context(lang="zh_CN").name = local_name
        for level, days in zip(strict.level_ids, STRICT_LEVELS, strict=False):
            level.days_overdue = days
        world.notes["strict_plan"] = strict

    def _load_credit_classes(self, world):
        """Fill in the classes A to E; those at both ends have policies of their own."""
        classes = self.env["crm.credit.class"].search([("company_id", "=", world.company.id)])
        policies = {}
        for risk in classes.filtered(lambda risk: risk.code in CLASSES):
            cap, floor, term = CLASSES[risk.code]
            risk.write({"limit_cap": cap, "limit_floor": floor, "payment_term_id": world.terms[term].id})
            if risk.code in POLICIES:
                name, local_name, values = POLICIES[risk.code]
                if name not in policies:
                    policies[name] = risk.policy_id.create(dict(values, name=name, company_id=world.company.id))
                    policies[name].with_context(lang="zh_CN").name = local_name
                risk.policy_id = policies[name]
            if risk.code in ("D", "E"):
                risk.dunning_plan_id = world.notes["strict_plan"]
        world.notes["classes"] = {risk.code: risk for risk in classes}

    def _load_approval_matrix(self, world):
        """One approval for smaller limits, two for larger ones; the director is away this week.

        It came after the first limits, which the director set alone.
        """
        manager, director = world.users["creditmanager"], world.users["creditdirector"]
        common = {"company_id": world.company.id}
        self.env["crm.credit.approval.level"].create(
            [
                dict(common, up_to=FIRST_LEVEL, approvals=1, user_ids=[Command.set((manager | director).ids)]),
                dict(common, unlimited=True, approvals=2, user_ids=[Command.set((manager | director).ids)]),
            ]
        )
        self.env["crm.credit.delegation"].with_user(director).create(
            dict(
                common,
                user_id=director.id,
                delegate_id=world.users["creditofficer2"].id,
                date_from=world.today - timedelta(days=2),
                date_to=world.today + timedelta(days=5),
                reason="出差参加行业展会",
            )
        )
