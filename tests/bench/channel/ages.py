"""In Odoo: layers of stock of random histories against FIFO in plain Python."""

import random
from collections import defaultdict, deque
from datetime import datetime, time, timedelta

from ..figures import Figure, seconds
from ..generator.copy_table import CopyTable, IdRange
from ..generator.world import find_main
from ..grading.process import Cost, undone

MOVES = 60  # of a product
DAYS = 400
STEPS = (
    ("supplier", "near"), ("supplier", "near"), ("supplier", "far"), ("near", "far"), ("far", "near"), ("near", "customer"),
    ("far", "customer"), ("customer", "near"), ("near", "way"), ("way", "far"),
)  # fmt: skip
SHELVES = ("near", "far", "way")


def run(env, products, seed=1):
    """Give new products a history each and work out their layers.

    :return: list of Figure
    """
    company = find_main(env)
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    with undone(env):
        places, houses = _places(env, company)
        goods = env["product.product"].create([{"name": f"Aged {n}", "is_storable": True} for n in range(products)])
        env.flush_all()
        expected = _histories(env.cr, company, goods, places, random.Random(seed))
        env.cr.execute("ANALYZE stock_move_line; ANALYZE stock_quant")
        with Cost() as cost:
            env["crm.stock.layer"]._refresh_products(company, goods.ids)
        env.cr.execute(
            "SELECT product_id, warehouse_id, day, quantity FROM crm_stock_layer WHERE product_id = ANY(%s)", [goods.ids]
        )
        names = {house.id: name for name, house in houses.items()}
        ours = {(product, names[house], day): quantity for product, house, day, quantity in env.cr.fetchall()}
        wrong = sum(ours.get(key, 0) != expected.get(key, 0) for key in ours.keys() | expected.keys())
    title = f"FIFO of {products} products with {MOVES} moves each"
    return [
        Figure(f"{title}: layers of {len(expected)} that differ from plain Python", str(wrong), "", wrong, 0),
        Figure(f"{title}: time", seconds(cost.seconds)),
    ]


def _places(env, company):
    """:return: {name: location}, {name: warehouse}"""
    warehouses = env["stock.warehouse"]
    near = warehouses.search([("company_id", "=", company.id)], limit=1)
    far = warehouses.create({"name": "Bench far", "code": f"F{company.id}", "company_id": company.id})
    return {
        "near": near.lot_stock_id,
        "far": far.lot_stock_id,
        "way": company.internal_transit_location_id,
        "supplier": env.ref("stock.stock_location_suppliers"),
        "customer": env.ref("stock.stock_location_customers"),
    }, {"near": near, "far": far}


def _histories(cr, company, goods, places, chance):
    """Write done moves and what is left.

    :return: {(product id, name of the warehouse, day): quantity}
    """
    lines = CopyTable(cr, "stock_move_line", {"company_id": company.id, "state": "done"}, IdRange(cr, "stock_move_line"))
    quants = CopyTable(cr, "stock_quant", {"company_id": company.id, "reserved_quantity": 0}, IdRange(cr, "stock_quant"))
    expected = defaultdict(int)
    for product in goods:
        shelves = _history(lines, product, company, places, chance)
        for name, shelf in shelves.items():
            total = sum(quantity for _day, quantity in shelf)
            if total:
                in_date = datetime.combine(shelf[0][0], time(6))
                quants.add(product_id=product.id, location_id=places[name].id, quantity=total, in_date=in_date)
            if name != "way":
                for day, quantity in shelf:
                    expected[product.id, name, day] += quantity
    for table in (lines, quants):
        table.flush()
        table.ids.close()
    return dict(expected)


def _history(lines, product, company, places, chance):
    """:return: {name: deque of (day, quantity), oldest first}"""
    shelves, today = {name: deque() for name in SHELVES}, company._business_today()
    for back in sorted((chance.randint(1, DAYS) for _move in range(MOVES)), reverse=True):
        source, target = chance.choice(STEPS)
        quantity, day = chance.randint(1, 30), today - timedelta(days=back)
        taken = [(day, quantity)]
        if source in shelves:
            taken = list(_take(shelves[source], quantity))
            quantity = sum(part for _day, part in taken)
        if not quantity:
            continue
        if target in shelves:
            shelves[target].extend(taken)
        lines.add(
            product_id=product.id,
            product_uom_id=product.uom_id.id,
            quantity=quantity,
            quantity_product_uom=quantity,
            location_id=places[source].id,
            location_dest_id=places[target].id,
            date=datetime.combine(day, time(6)),
        )
    return shelves


def _take(shelf, quantity):
    """Yield (day, quantity) of the first that came, as far as they go."""
    while quantity and shelf:
        day, there = shelf.popleft()
        part = min(quantity, there)
        if there > part:
            shelf.appendleft((day, there - part))
        quantity -= part
        yield day, part
