"""In Odoo: who looks after many customers by territory rules, beside a choice in plain Python."""

import random

from odoo.tools import SQL

from ..figures import Figure, seconds
from ..generator.world import find_main
from ..grading.process import Cost, undone
from ..trade.bulk import insert, make_chance, move_sequences

# Condition of a rule → column of a customer.
COLUMNS = {"region_id": "channel_region_id", "categ_id": "channel_main_categ_id", "type_id": "channel_type_id"}
RULES = 400


def run(env, customers, seed=1):
    """Give new customers a region, a category and a type at random, and match them with random rules.

    :return: list of Figure
    """
    company = find_main(env)
    env = env(context={**env.context, "allowed_company_ids": company.ids, "tracking_disable": True})
    with undone(env):
        chance = random.Random(seed)
        values = _values(env)
        rules = _rules(env, company, values, chance)
        _customers(env, values, customers, seed)
        match = env["crm.territory.match"]
        env.flush_all()
        before = env.cr.sql_log_count
        with Cost() as cost:
            found = match._winners(company, match._customers_query(company))
        queries = env.cr.sql_log_count - before
        rows = env.execute_query(
            SQL("SELECT id, channel_region_id, channel_main_categ_id, channel_type_id FROM res_partner WHERE ref LIKE 'BT%%'")
        )
        chosen = _Choice(env, rules)
        wrong = sum(found.get(customer, (None,))[0] != chosen(*place) for customer, *place in rows)
    title = f"territories of {customers} customers, {len(rules)} rules"
    return [
        Figure(f"{title}: that differ from plain Python", str(wrong), f"{len(found)} matched", wrong, 0),
        Figure(f"{title}: time and queries", seconds(cost.seconds), str(queries), queries, 5, "queries"),
    ]


def _values(env):
    regions = env["crm.region"].search([("name", "=like", "Bench %")], order="id")
    categories = env["product.category"].search([("name", "=like", "Bench goods %")], order="id")
    return {"region_id": regions.ids, "categ_id": categories.ids, "type_id": env["crm.customer.type"].search([]).ids}


def _rules(env, company, values, chance):
    """Rules of all kinds, no two alike."""
    seller = env["res.users"].search([("login", "=", "bench_manager")])
    wanted = {tuple(chance.choice([False, *values[name]]) for name in COLUMNS) for _rule in range(RULES)}
    common = {"company_id": company.id, "user_id": seller.id}
    return env["crm.territory.rule"].create(
        [common | dict(zip(COLUMNS, places, strict=True)) for places in sorted(wanted)]
    )


def _customers(env, values, count, seed):
    dealer = env["res.partner"].search([("ref", "=", "BD0")], limit=1)
    env.cr.execute("SELECT * FROM res_partner WHERE id = %s", [dealer.id])
    [prototype] = env.cr.dictfetchall()
    env.cr.execute("SELECT max(id) FROM res_partner")
    arrays = {name: f"ARRAY[{', '.join(map(str, ids))}]" for name, ids in values.items()}
    number = f"{env.cr.fetchone()[0]} + n"
    columns = {"id": number, "commercial_partner_id": number, "ref": "'BT' || n"}
    for salt, (name, column) in enumerate(COLUMNS.items()):
        columns[column] = f"({arrays[name]})[1 + floor({len(values[name])} * pg_temp.chance(n, {salt}))::int]"
    make_chance(env.cr, seed)
    insert(env.cr, "res_partner", prototype, columns, f"generate_series(1, {count}) n")
    move_sequences(env.cr, ["res_partner"])
    env.invalidate_all(flush=False)


class _Choice:
    """The rule that decides: most conditions, then the smaller region, the smaller category, a type, the older rule."""

    def __init__(self, env, rules):
        self.regions = {region.id: _above(region) for region in env["crm.region"].search([])}
        self.categories = {categ.id: _above(categ) for categ in env["product.category"].search([])}
        self.rules = [(rule.id, rule.region_id.id, rule.categ_id.id, rule.type_id.id) for rule in rules]
        self.known = {}

    def __call__(self, region, categ, kind):
        key = region, categ, kind
        if key not in self.known:
            fitting = [self._rank(rule, *key) for rule in self.rules]
            best = max((rank for rank in fitting if rank), default=None)
            self.known[key] = best and -best[-1]
        return self.known[key]

    def _rank(self, rule, region, categ, kind):
        number, its_region, its_categ, its_kind = rule
        regions, categories = self.regions[region], self.categories[categ]
        if its_region and its_region not in regions or its_categ and its_categ not in categories:
            return None
        if its_kind and its_kind != kind:
            return None
        conditions = bool(its_region) + bool(its_categ) + bool(its_kind)
        depth = regions.index(its_region) + 1 if its_region else 0
        return conditions, depth, categories.index(its_categ) + 1 if its_categ else 0, bool(its_kind), -number


def _above(node):
    """:return: ids from the top of the tree down to the node"""
    return [int(part) for part in node.parent_path.strip("/").split("/")]
