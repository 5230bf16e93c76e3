"""Customers who all pay late: a company, and some open overdue invoices of each customer, written by COPY."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import count

from .company_tables import TABLES, CompanyTables
from .copy_table import IdRange
from .customers import write_customers
from .documents import Invoice, Item
from .invoice_rows import InvoiceRows
from .load import CHUNK, skip_foreign_keys
from .prototypes import prototype_rows
from .story import Story
from .world import build_world

LATE = (6, 90)  # days overdue, from and to


def load_overdue(env, size, seed=1, checked=True):
    """Write customers, each with one to three open invoices that are overdue; same seed, same data.

    Every customer has an e-mail address, an invoice contact where it has one too. Nothing is committed.

    :param size: number of customers
    :param checked: as of ``load.load``
    :return: the main company of the data
    """
    world = build_world(env, f"Bench late {size} {seed}")
    story = Story(f"late {size} {seed}", date.today(), [], None)
    rows = prototype_rows(env, world.main, world)
    if not checked:
        skip_foreign_keys(env.cr)
    customers = write_customers(env, story.random, rows, size, [None] * size)
    _write_invoices(env, world.main, rows, story, customers)
    env.cr.execute(
        "UPDATE res_partner SET email = 'late' || id || '@example.com', email_normalized = 'late' || id || '@example.com',"
        " lang = 'en_US' WHERE commercial_partner_id = ANY(%s)",
        [[customer.partner for customer in customers]],
    )
    env.cr.execute("RESET session_replication_role")
    env.cr.execute("ANALYZE")
    env.invalidate_all(flush=False)
    return world.main


def _write_invoices(env, company, rows, story, customers):
    ids = {table: IdRange(env.cr, table) for table in sorted(set(TABLES.values()))}
    tables = CompanyTables(env.cr, company, rows, ids, count(1))
    writer = InvoiceRows(tables)
    for customer in customers:
        for _number in range(story.random.choice((1, 1, 2, 3))):
            writer.invoice(_invoice(story, company, customer))
        if sum(len(table.rows) for table in tables) > CHUNK:
            _flush(tables)
    _flush(tables)
    for id_range in ids.values():
        id_range.close()


def _flush(tables):
    for table in tables:
        table.flush()


def _invoice(story, company, customer):
    item = Item("service", 100 * story.random.randrange(100, 50_000), 10)
    return Invoice(
        customer=customer.partner,
        contact=customer.contact,
        day=story.today - timedelta(30 + story.random.randint(*LATE)),
        state="posted",
        currency=company.currency_id.id,
        rate=Fraction(1),
        items=[item],
    )
