from odoo import models

# Whom the retailers of the demo company report; what consumers ask for and what is left: the first has run out.
REPORTED = ((18, 0), (25, 12), (9, 6), (4, 10))
REPORTERS = 4
OFFENCE, SEEN = "08", "两个品规无价签"


class CrmDemoCompany(models.AbstractModel):
    """A retailer of the tobacco company on the portal, and reports of demand of this week."""

    _inherit = "crm.demo.company"

    def _demo_users(self):
        users = super()._demo_users()
        retailer = {"role": "Tobacco retailer (portal)", "login": "retailer", "name": "周美兰", "groups": ["base.group_portal"]}
        return users[:-1] + [retailer] + users[-1:]

    def _tobacco_steps(self):
        return [*super()._tobacco_steps(), self._load_tobacco_portal, self._load_tobacco_demand]

    def _load_tobacco_portal(self, world):
        """A shop of which there is most to see has a login; inspectors have confirmed an offence of it, which it may appeal
        against."""
        retailer = self._choose_portal_retailer(world)
        world.notes["tobacco_portal"] = retailer
        if not retailer:
            return
        contact = world.users["retailer"].partner_id
        contact.write({"parent_id": retailer.partner_id.id, "type": "contact", "function": "店主"})
        if "confirmed" not in retailer.compliance_event_ids.mapped("state"):
            self._make_demo_event(world, retailer, OFFENCE, SEEN, ("confirm",))
        self._hold_mails()
        self._progress("%s on the portal", retailer.display_name)

    def _choose_portal_retailer(self, world):
        """With a licence that holds, and if there is such a one with a quota, a grade and an offence."""
        retailers = world.notes["tobacco_retailers"].filtered(lambda retailer: retailer.licence_state == "valid")
        plans = self.env["crm.supply.plan"].search([("company_id", "=", world.company.id), ("state", "=", "published")])
        quotas = plans._quotas(retailers.partner_id)
        limited = {partner for (_plan, partner), quota in quotas.items() if quota}
        return retailers.sorted(
            lambda retailer: (
                retailer.partner_id.id not in limited,
                not retailer.grade_id,
                "confirmed" not in retailer.compliance_event_ids.mapped("state"),
                retailer.id,
            )
        )[:1]

    def _load_tobacco_demand(self, world):
        """The retailer reports on the portal, the client manager for the other ones that have no login."""
        own = world.notes["tobacco_portal"]
        if not own:
            return
        products = self.env["crm.tobacco.demand"]._reportable(own)[: len(REPORTED)]
        rows = list(zip(products, REPORTED, strict=False))
        texts = {}
        for product, (demand, stock) in rows:
            texts |= {f"demand_{product.id}": str(demand), f"stock_{product.id}": str(stock)}
        self._as(world, "retailer", "crm.tobacco.portal")._report_demand(texts)
        for number, retailer in enumerate((world.notes["tobacco_retailers"] - own)[:REPORTERS], 1):
            lines = [
                {"product_id": product.id, "demand": demand + number, "stock": stock * number}
                for product, (demand, stock) in rows
            ]
            self._as(world, "sales2", "crm.tobacco.demand")._report(retailer, None, lines)
        self._progress("%s reports of demand", REPORTERS + 1)
