from odoo import models

MOST_MAIN = 6
MOST_SUB = 4


class CrmDemoCompany(models.AbstractModel):
    """The dealer tree: a general distributor in each province, city dealers below, one of them moved."""

    _inherit = "crm.demo.company"

    def _load_dealers(self, world):
        """Choose the dealers and give them their places in the tree."""
        mains, subs = self._choose_dealers(world)
        world.notes.update(mains=mains, subs=subs)
        for number, dealer in enumerate(mains + [sub for sub, _main in subs], 1):
            dealer.record.ref = f"D-{number:04}"
        company, tiers = world.company, [self.env.ref(f"crm_industry.dealer_tier_{number}") for number in (1, 2, 3)]
        positions = self._as(world, "channel", "crm.dealer.position")
        for number, dealer in enumerate(mains):
            place = {"tier_id": tiers[0].id, "reason": "省级总经销" if number else "首家合作经销商"}
            positions._place_from(dealer.record, company, world.day(700 - 30 * number), place)
        for number, (sub, main) in enumerate(subs):
            first = {"tier_id": tiers[1].id, "reason": "直供经销商"}
            below = {"tier_id": tiers[2].id, "parent_dealer_id": main.record.id, "reason": "划归省级总经销管理"}
            positions._place_from(sub.record, company, world.day(500), first if number % 2 == 0 else below)
            if number % 2 == 0:
                positions._place_from(sub.record, company, world.day(200), below)
        self._load_parts_dealers(world, positions, tiers[1])
        self._load_dealer_portal(world, mains)
        self._progress("%s general distributors, %s dealers below", len(mains), len(subs))

    def _choose_dealers(self, world):
        """Return the best dealer of each province, the steady customer first, and [(city dealer, its distributor)]."""
        steady = world.customers[0]

        def rank(customer):
            sound = customer.payer in ("good", "normal") and not customer.last_day
            return customer is steady, sound, customer.order_size

        found = [customer for customer in world.customers if (customer.trade, customer.kind) == ("telecom", "dealer")]
        found.sort(key=rank, reverse=True)
        mains, cities, subs = {}, set(), []
        for dealer in found:
            main = mains.setdefault(dealer.values["state"], dealer)
            city = dealer.values["city"]
            if main is not dealer and rank(dealer)[1] and city not in cities and city != main.values["city"]:
                subs.append((dealer, main))
            cities.add(city)
        chosen = list(mains.values())[:MOST_MAIN]
        return chosen, [(sub, main) for sub, main in subs if main in chosen][:MOST_SUB]

    def _load_parts_dealers(self, world, positions, tier):
        """Dealers of car parts buy from the company directly."""
        parts = [customer for customer in world.customers if customer.kind == "parts" and not customer.last_day]
        parts = [customer for customer in parts if customer.payer in ("good", "normal")]
        parts.sort(key=lambda customer: -customer.order_size)
        world.notes["parts"] = parts
        for dealer in parts[:4]:
            place = {"tier_id": tier.id, "reason": "汽配区域经销商"}
            positions._place_from(dealer.record, world.company, world.day(400), place)

    def _load_dealer_portal(self, world, mains):
        """The second distributor has somebody on the portal, as the first one, the steady customer, has."""
        contact = world.users["dealer"].partner_id
        contact.write({"parent_id": mains[1].record.id if len(mains) > 1 else False, "type": "contact", "function": "总经理"})
