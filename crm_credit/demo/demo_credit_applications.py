from datetime import timedelta

from odoo import models

from .demo_credit_rules import FIRST_LEVEL

# kind, factor on the present limit, how far it went, days ago, why, what the officer wrote
APPLICATIONS = [
    ("increase", 1.3, "approved", 41, "客户新开两家门店,月采购量增长三成", "近一年按时付款,财务状况良好,建议批准"),
    ("increase", 1.5, "approved", 23, "年度框架协议已签,采购量上升", "评分稳定,建议按公式核定额度"),
    ("temporary", 0.4, "approved", 12, "旺季集中备货,货款节后结清", "客户历史临时额度均按期归还"),
    ("increase", 3.0, "refused", 15, "客户希望一次性大额采购", "资料不全,评分覆盖率低,额度与销售规模不符"),
    ("increase", 4.0, "half", 4, "承接运营商集采项目,需备货", "金额超过经理权限,需两人批准"),
    ("increase", 1.4, "assessed", 3, "新增汽车电子品类,订单增加", "付款及时,建议批准"),
    ("decrease", 0.6, "scored", 2, "客户业务收缩,建议下调额度", None),
    ("increase", 1.6, "submitted", 1, "客户拟扩大合作,申请提高额度", None),
    ("increase", 1.2, "draft", 0, "与客户洽谈年度合同,先行准备", None),
]
LEAST = 50000
REFUSAL = "额度与客户规模不符,补充审计报告后再申请"


class CrmDemoCompany(models.AbstractModel):
    """Credit applications in each state, and the reviews that are due."""

    _inherit = "crm.demo.company"

    def _load_credit_applications(self, world):
        """Let salespeople apply, the officer assess, and the approvers decide."""
        made = []
        for row, customer in zip(APPLICATIONS, world.notes["credit"]["applying"], strict=False):
            kind, factor, fate, ago, reason, note = row
            application = self._apply_for_credit(world, customer, kind, factor, reason)
            self._decide_application(world, application, fate, note)
            made.append((application, ago))
        self._load_reviews(world)
        for application, ago in made:
            self._date_application(application, ago)
        self._progress("%s credit applications", len(made))

    def _apply_for_credit(self, world, customer, kind, factor, reason):
        account = self.env["crm.credit.account"]._for_customers(customer.record, world.company)
        present = account.limit_amount if account.limit_mode == "limited" else world.company.credit_default_limit
        values = {
            "kind": kind,
            "partner_id": customer.record.id,
            "company_id": world.company.id,
            "requested_mode": "limited",
            "requested_amount": self._amount_applied_for(kind, present, factor),
            "reason": reason,
        }
        if kind == "temporary":
            values |= {"date_from": world.day(10), "date_to": world.today + timedelta(days=35)}
        salesperson = customer.record.user_id
        return self.env["crm.credit.application"].with_user(salesperson).with_context(lang="zh_CN").create(values)

    def _amount_applied_for(self, kind, present, factor):
        """Return the amount of an application; a large one needs two approvals."""
        if kind == "decrease":
            return round(present * factor, -3)
        return max(round(present * factor, -4), LEAST if factor < 4 else 1.6 * FIRST_LEVEL)

    def _decide_application(self, world, application, fate, note):
        """Take the application as far as its fate tells."""
        if fate == "draft":
            return
        application.action_submit()
        if fate == "submitted":
            return
        officer = application.with_user(world.users["creditofficer"])
        officer.action_score()
        if fate == "scored":
            return
        values = {"assessment_note": note}
        if application.kind != "temporary":
            # the officer knows more than the formula
            values |= {"decided_mode": "limited", "decided_amount": officer.requested_amount}
        officer.write(values)
        officer.action_assess()
        manager = application.with_user(world.users["creditmanager"])
        if fate == "refused":
            manager.action_refuse(REFUSAL)
        elif fate in ("approved", "half"):
            manager.action_approve("同意")
        if fate == "approved" and application.sudo().stage == "approve":
            # above the first level: the second officer in the place of the director
            application.with_user(world.users["creditofficer2"]).action_approve("受高总委托,同意")

    def _load_reviews(self, world):
        """The officer makes reviews of the accounts that have been due for longest."""
        due = self.env["crm.credit.account"].search(
            [("company_id", "=", world.company.id), ("review_date", "<=", world.today)], order="review_date, id", limit=2
        )
        if due:
            due.with_user(world.users["creditofficer"]).with_context(lang="zh_CN").action_make_reviews()
