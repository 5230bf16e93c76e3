from odoo import models
from odoo.fields import Command

LEAVER = {"login": "formersales", "name": "罗文斌", "groups": ["sales_team.group_sale_salesman"]}
CUSTOMERS = 9


class CrmDemoCompany(models.AbstractModel):
    """A salesperson has left, and another one is about to go on leave."""

    _inherit = "crm.demo.company"

    def _load_handovers(self, world):
        leaver = self.env["res.users"].create(self._prepare_user_values(world, LEAVER))
        shops = [customer for customer in world.customers if (customer.trade, customer.kind) == ("tobacco", "shop")]
        self.env["res.partner"].union(*(shop.record for shop in shops[:CUSTOMERS])).write({"user_id": leaver.id})
        done = self._make_handover(
            world,
            leaver,
            "离职交接",
            mode="even",
            successor_ids=[Command.set((world.users["sales2"] | world.users["sales"]).ids)],
        )
        if done.open_count and not done.lost_count:
            done.action_start()
        leaver.active = False
        prepared = self._make_handover(
            world, world.users["sales3"], "产假期间由同事代管", mode="person", successor_id=world.users["salesmanager"].id
        )
        self._progress("handovers: %s records done, %s listed", done.done_count, prepared.open_count)

    def _make_handover(self, world, user, reason, **values):
        common = {"user_id": user.id, "reason": reason, "company_id": world.company.id, "contacts_per_day": 3}
        handover = self._as(world, "salesmanager", "crm.handover").create(common | values)
        handover.action_list()
        return handover
