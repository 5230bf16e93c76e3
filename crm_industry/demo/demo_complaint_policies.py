from odoo import models
from odoo.fields import Command

REGULARS = ("replacement", "exchange", "refund", "credit", "discount", "apology")
# name, category, orders at least, goods worth at least, ways, who approves, hours to answer and to solve, days to the callback
POLICIES = [
    ("老客户货损", "damaged", 5, 0, REGULARS, "by_cost", 2, 8, 3),
    ("货损", "damaged", 0, 0, ("exchange", "refund", "apology"), "manager", 4, 24, 3),
    ("大额商品投诉", "goods", 0, 20000, REGULARS, "both", 2, 24, 3),
    ("配送延误", "delivery", 0, 0, ("discount", "credit", "apology"), "manager", 4, 16, 2),
]


class CrmDemoCompany(models.AbstractModel):
    """What is done for whom: regular customers keep damaged goods and get new ones, others send them back."""

    _inherit = "crm.demo.company"

    def _load_complaint_policies(self, world):
        for name, category, orders, amount, ways, approver, reply, solution, callback in POLICIES:
            self._as(world, "servicemanager", "crm.complaint.policy").create(
                {
                    "name": name,
                    "company_id": world.company.id,
                    "category_id": self.env.ref(f"crm_industry.complaint_category_{category}").id,
                    "min_orders": orders,
                    "amount_from": amount,
                    "way_ids": [Command.set([self.env.ref(f"crm_industry.complaint_resolution_{way}").id for way in ways])],
                    "approver": approver,
                    "finance_amount": 500,
                    "free_amount": 50,
                    "reply_hours": reply,
                    "resolution_hours": solution,
                    "callback_days": callback,
                }
            )
        world.company.write(
            {
                "complaint_manager_id": world.users["servicemanager"].id,
                "complaint_finance_id": world.users["accountant"].id,
                "complaint_warehouse_id": world.users["stock"].id,
            }
        )
        self._progress("%s complaint policies", len(POLICIES))
