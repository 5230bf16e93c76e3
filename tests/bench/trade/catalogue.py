"""What is sold: products of many categories, some of them new."""

from datetime import timedelta

from odoo.tools import SQL

CATEGORIES = 12
PRODUCTS = 96
RECENT = 8  # products launched in the last months
LAUNCH_FIELD = "grading_launch_date"


def make_catalogue(env, end):
    """Create products and the temporary table ``trade_product`` (number from 0, id, price, launched).

    Every twelfth product is new: they were launched 10, 30, 50 ... days before ``end``.
    """
    categories = env["product.category"].create([{"name": f"Bench category {number}"} for number in range(CATEGORIES)])
    values = [
        {
            "name": f"Bench article {number:03d}",
            "type": "consu",
            "invoice_policy": "order",
            "categ_id": categories[number % CATEGORIES].id,
            "list_price": 5 * 1.05**number,
        }
        for number in range(PRODUCTS)
    ]
    launches = [launched(number, end) for number in range(PRODUCTS)]
    if LAUNCH_FIELD in env["product.product"]._fields:
        for row, launch in zip(values, launches, strict=True):
            row[LAUNCH_FIELD] = launch
    products = env["product.product"].create(values)
    env.flush_all()
    cr = env.cr
    cr.execute("CREATE TEMP TABLE trade_product (number int PRIMARY KEY, id int, price float8, launched date)")
    rows = zip(range(PRODUCTS), products.ids, products.mapped("list_price"), launches, strict=True)
    cr.execute(SQL("INSERT INTO trade_product VALUES %s", SQL(", ").join(SQL("%s", tuple(row)) for row in rows)))
    return products


def launched(number, end):
    """:return: the day from which a product is sold"""
    turn, rest = divmod(number, PRODUCTS // RECENT)
    return end - timedelta(days=10 + 20 * turn if rest == 11 else 2_000)
