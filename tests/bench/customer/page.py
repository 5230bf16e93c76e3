"""In Odoo: the page of a customer with many orders and touchpoints, and the queries that it takes."""

from odoo.tools import SQL

from ..figures import Figure, seconds
from ..generator.world import find_main
from ..grading.process import as_manager, undone
from ..timing import interleaved

ORDERS, TOUCHPOINTS = 500, 5_000
MOST_QUERIES = 15
SLOWEST = 1.0  # seconds for all that the page shows first
ROUNDS = 5


def run(env):
    """Give one customer a long history, and read its page beside that of an ordinary one.

    :return: list of Figure
    """
    env, company = as_manager(env, find_main(env))
    customers = env["res.partner"].search([("name", "like", "Bench customer")], order="id", limit=2)
    with undone(env):
        _fill(env, company, customers[0])
        view = env["crm.customer.view"]
        cursor = view.customer_view(customers[0].id)["timeline"]["cursor"]
        found = interleaved(
            env,
            ROUNDS,
            large=lambda: view.customer_view(customers[0].id),
            small=lambda: view.customer_view(customers[1].id),
            page=lambda: view.timeline(customers[0].id, None, cursor),
        )
    title = f"page of a customer with {ORDERS} orders and {TOUCHPOINTS} touchpoints"
    return [
        _queries(f"{title}: queries", found["large"], MOST_QUERIES),
        Figure(f"{title}: seconds", seconds(found["large"].seconds), "", found["large"].seconds, SLOWEST, "median"),
        Figure(f"{title}: beside an ordinary one", seconds(found["large"].seconds), seconds(found["small"].seconds)),
        _queries("a further page of what happened: queries", found["page"], MOST_QUERIES),
    ]


def _queries(name, runs, bound):
    return Figure(name, str(runs.queries), "", runs.queries, bound, seconds(runs.seconds))


def _fill(env, company, customer):
    product = env["product.product"].create({"name": "Bench page", "type": "service", "taxes_id": False})
    line = {"product_id": product.id, "price_unit": 120, "tax_ids": False}
    order = env["sale.order"].create({"partner_id": customer.id, "company_id": company.id, "order_line": [(0, 0, line)]})
    order.action_confirm()
    touchpoint = env["crm.touchpoint"].create({"partner_id": customer.id, "subject": "Bench", "company_id": company.id})
    _copy(order, {"date_order": "date_order - n * interval '33 hours'", "name": "'Bench ' || n"}, ORDERS - 1)
    _copy(touchpoint, {"time": "time - n * interval '3 hours'", "external_id": "'Bench ' || n"}, TOUCHPOINTS - 1)


def _copy(record, changed, number):
    """Copy the row of a record, with other values in some columns."""
    record.env.flush_all()
    columns = [name for name, field in record._fields.items() if field.store and field.column_type and name != "id"]
    record.env.cr.execute(
        SQL(
            "INSERT INTO %(table)s (%(columns)s)"
            " SELECT %(values)s FROM %(table)s, generate_series(1, %(number)s) n WHERE id = %(id)s",
            table=SQL.identifier(record._table),
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            values=SQL(", ").join(SQL(changed[name]) if name in changed else SQL.identifier(name) for name in columns),
            number=number,
            id=record.id,
        )
    )
    record.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(record._table)))
    record.invalidate_model()
