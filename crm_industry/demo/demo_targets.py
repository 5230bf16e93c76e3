from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import models

# goal of this year against the sales of the last twelve months, so that there is green, amber and red
PEOPLE = {"sales": 0.9, "sales2": 1.12, "sales3": 1.5}
DEALERS = (0.9, 1.5, 1.15, 0.95, 1.7, 1.05)


class CrmDemoCompany(models.AbstractModel):
    """Targets of this year by salesperson and by distributor, and next year's, which wait for their approval."""

    _inherit = "crm.demo.company"

    def _load_targets(self, world):
        season = self._as(world, "channel", "crm.target.season").create({"name": "公司销售季节", "company_id": world.company.id})
        season.action_take_sales()
        roots = [self._load_people_targets(world, season), self._load_dealer_targets(world, season)]
        for root in roots:
            root.action_submit()
            root.with_user(world.users["channel2"]).action_approve("同意下达")
        first = world.today.replace(month=1, day=1) + relativedelta(years=1)
        coming = self._make_target(world, f"{first.year} 年销售目标", round(roots[0].amount * 1.15, -4), date_from=first)
        self._split_targets(world, coming, "quarter", season_id=season.id)
        coming.action_submit()
        self.env["crm.target.snapshot"]._take(world.company)
        self._progress("%s targets", self.env["crm.target"].search_count([]))

    def _load_people_targets(self, world, season):
        """By salesperson, each by quarter and by month."""
        sales = self._yearly_sales(world, lambda order: order.record.user_id)
        goals = {world.users[login]: factor * sales[world.users[login]] for login, factor in PEOPLE.items()}
        whole = self._make_target(world, f"{world.today.year} 年销售目标", max(round(sum(goals.values()), -4), 10000))
        people = self.env["res.users"].union(*goals)
        parts = self._split_targets(world, whole, "person", "user_id", goals, user_ids=people.ids)
        quarters = self._split_targets(world, parts, "quarter", season_id=season.id)
        self._split_targets(world, quarters, "month", season_id=season.id)
        return whole

    def _load_dealer_targets(self, world, season):
        """By distributor with the dealers below it, each by quarter; the rest is the other dealers'."""
        above = {sub.record: main.record for sub, main in world.notes["subs"]}
        sales = self._yearly_sales(world, lambda order: above.get(order.customer.record, order.customer.record))
        mains = [dealer.record for dealer in world.notes["mains"]]
        goals = {dealer: factor * sales[dealer] for dealer, factor in zip(mains, DEALERS, strict=False)}
        kind = self.env.ref("crm_industry.customer_type_dealer")
        rest = 1.05 * sum(sold for dealer, sold in sales.items() if dealer not in goals and dealer.channel_type_id == kind)
        amount = max(round(sum(goals.values()) + rest, -4), 10000)
        whole = self._make_target(world, f"{world.today.year} 年经销商销售目标", amount, customer_type_id=kind.id)
        dealers = self.env["res.partner"].union(*mains)
        reserve = round(max(1 - sum(goals.values()) / amount, 0) * 100, 2)
        choice = {"dealer_ids": dealers.ids, "with_sub_dealers": True, "reserve_share": reserve}
        parts = self._split_targets(world, whole, "dealer", "dealer_id", goals, **choice)
        self._split_targets(world, parts.filtered(lambda part: not part.reserve), "quarter", season_id=season.id)
        return whole

    def _yearly_sales(self, world, key):
        """Return the net sales invoiced in twelve months, by what the key says of an order."""
        sales = defaultdict(float)
        for order in world.orders:
            if order.invoice and order.invoiced > world.day(365):
                sales[key(order)] += order.invoice.amount_untaxed_signed
        return sales

    def _make_target(self, world, name, amount, **values):
        first = world.today.replace(month=1, day=1)
        common = {"name": name, "amount": amount, "date_from": first, "company_id": world.company.id}
        return self._as(world, "channel", "crm.target").create(common | values)

    def _split_targets(self, world, targets, split_by, field=None, goals=None, **values):
        """Split as the window does, by goals of the parts or by the season; return the parts."""
        method = "weights" if goals else "season"
        wizards = self._as(world, "channel", "crm.target.split")
        wizard = wizards.create({"target_ids": targets.ids, "split_by": split_by, "method": method} | values)
        wizard.action_preview()
        for line in wizard.line_ids.filtered(lambda line: goals and not line.reserve):
            line.weight = goals[line[field]]
        wizard.action_apply()
        return targets.child_ids
