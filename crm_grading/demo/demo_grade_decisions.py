from datetime import timedelta

from odoo import models
from odoo.fields import Command

from .demo_grading import POLICY


class CrmDemoCompany(models.AbstractModel):
    """A veto, an appeal that waits, an approved override, and what the grades bring."""

    _inherit = "crm.demo.company"

    def _load_grade_decisions(self, world):
        """Decide about single customers as assessor, salesperson and manager do."""
        graded = self._graded_customers(world)
        self._veto_customer(world, graded)
        self._appeal_customer(world, graded)
        self._override_customer(world, graded)

    def _graded_customers(self, world):
        """Return customers of the middle of the last run, each to be used once; the steady one, who is on the portal, last."""
        results = self.env["crm.grading.result"].search(
            [("run_id", "=", world.notes["grading_run"].id), ("status", "=", "rated"), ("final_reason", "=", False)]
        )
        middle = [result.partner_id for result in results if result.final_grade_id.code in ("B", "C")]
        steady = world.customers[0].record
        return [partner for partner in middle if partner == steady] + [partner for partner in middle if partner != steady]

    def _demo_grades(self, world):
        return {grade.code: grade for grade in world.company.grading_scheme_id.grade_ids}

    def _veto_customer(self, world, graded):
        if graded:
            self.env["crm.grading.veto"].with_user(world.users["grading"]).create(
                {
                    "partner_id": graded.pop().id,
                    "company_id": world.company.id,
                    "grade_id": self._demo_grades(world)["D"].id,
                    "reason": "销售假冒商品,市场监管部门已立案",
                }
            )

    def _appeal_customer(self, world, graded):
        """A salesperson appeals; the managers have it on their list."""
        if not graded:
            return
        partner = graded.pop()
        appeals = self.env["crm.grading.appeal"].with_user(partner.user_id or world.users["salesmanager"])
        appeals.create(self._prepare_demo_appeal(world, partner, "A", "季末大额订单次月才开票,请计入本季度")).action_submit()

    def _override_customer(self, world, graded):
        """An assessor proposes, the manager approves for a year."""
        if not graded:
            return
        values = self._prepare_demo_appeal(world, graded.pop(), "A", "集团战略客户,全国框架协议已签订")
        values |= {"kind": "override", "valid_until": world.today + timedelta(days=365)}
        appeal = self.env["crm.grading.appeal"].with_user(world.users["assessor"]).create(values)
        appeal.action_submit()
        appeal.with_user(world.users["grading"]).action_approve("同意,有效期一年")

    def _prepare_demo_appeal(self, world, partner, code, reason):
        return {
            "partner_id": partner.id,
            "scheme_id": world.company.grading_scheme_id.id,
            "requested_grade_id": self._demo_grades(world)[code].id,
            "reason": reason,
        }

    def _load_grade_policy(self, world):
        """Give grades payment terms, price lists and priority from now on; exports keep what was agreed in dollars."""
        for code, (term, priority, discount) in POLICY.items():
            grade = self._demo_grades(world)[code]
            grade.write({"payment_term_id": world.terms[term].id, "priority": priority})
            if discount:
                grade.pricelist_id = self._make_grade_pricelist(world, code, discount)
        exports = [customer.record.id for customer in world.customers if customer.kind == "export"]
        self.env["res.partner"].browse(exports).with_company(world.company).grading_own_terms = True
        counts = self.env["crm.grading.standing"]._read_group(
            [("scheme_id", "=", world.company.grading_scheme_id.id)], ["grade_id"], ["__count"]
        )
        self._progress("grades: %s", ", ".join(f"{grade.code or '-'} {count}" for grade, count in counts))

    def _make_grade_pricelist(self, world, code, discount):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": f"Grade {code} price",
                "sequence": 20,
                "currency_id": world.company.currency_id.id,
                "company_id": world.company.id,
                "item_ids": [Command.create({"compute_price": "percentage", "percent_price": discount})],
            }
        )
        pricelist.with_context(lang="zh_CN").name = f"{code}级客户价"
        return pricelist
