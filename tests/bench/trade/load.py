"""Fill a database with trade of a chosen size: a million customers in some minutes."""

from dataclasses import dataclass
from datetime import date

from ..generator.prototypes import prototype_rows
from ..generator.world import TAX_PERCENT, USD_RATES, World, build_world
from .bulk import WithoutIndexes, check_foreign_keys, make_chance, move_sequences, skip_foreign_keys
from .catalogue import PRODUCTS, make_catalogue
from .invoices import write_invoices, write_links
from .orders import write_orders
from .partners import INDUSTRIES, write_partners
from .payments import write_payments
from .sizes import Size
from .story import tell

END = date(2026, 6, 30)
FILLED = (
    "res_partner",
    "sale_order",
    "sale_order_line",
    "account_move",
    "account_move_line",
    "sale_order_line_invoice_rel",
    "account_partial_reconcile",
)
WITH_IDS = [table for table in FILLED if not table.endswith("_rel")]


@dataclass
class Loaded:
    """What was made: the companies (main, its branch, a second one) and the number of customers."""

    world: World
    customers: int


def load(env, size="G", seed=1, end=END):
    """Write customers, orders, invoices, credit notes and payments of two years until ``end``; same seed, same data.

    Nobody else may write to the database meanwhile. Nothing is committed. Foreign keys are not checked when the
    database user is a superuser. Order lines and invoices name their taxes in amounts only.

    :param size: a letter of SIZES or a number of customers
    """
    size = Size.of(size)
    cr = env.cr
    world = build_world(env, "Bench trade")
    prototypes = [prototype_rows(env, company, world) for company in world.companies]
    make_catalogue(env, end)
    make_chance(cr, seed)
    _companies(env, world)
    industries = env["res.partner.industry"].create([{"name": f"Bench trade {n}"} for n in range(INDUSTRIES)])
    env.flush_all()
    skip_foreign_keys(cr)
    facts = {"end": end, "customers": size.customers, "orders": size.orders, "products": PRODUCTS}
    facts = tell(cr, facts | {"usd": env.ref("base.USD").id, "tax": TAX_PERCENT}, lambda table: _last_id(cr, table))
    with WithoutIndexes(cr, FILLED):
        write_partners(cr, prototypes[0], industries.ids)
        for number, company in enumerate(world.companies):
            write_orders(cr, number, prototypes[number], "order_source" in env["sale.order"]._fields)
            write_invoices(cr, number, prototypes[number])
            currency = company.currency_id.id
            write_payments(cr, number, company.id, currency, prototypes[number], facts["payment_item"])
        write_links(cr)
    _finish(cr)
    env.invalidate_all(flush=False)
    return Loaded(world, size.customers)


def _companies(env, world):
    env.cr.execute("CREATE TEMP TABLE trade_company (number int, id int, currency int, usd_rate numeric)")
    for number, company in enumerate(world.companies):
        currency = company.currency_id
        row = (number, company.id, currency.id, USD_RATES[currency.name])
        env.cr.execute("INSERT INTO trade_company VALUES %s", [row])


def _last_id(cr, table):
    cr.execute("SELECT COALESCE(pg_sequence_last_value(%s), 0)", [f"{table}_id_seq"])
    return cr.fetchone()[0]


def _finish(cr):
    check_foreign_keys(cr)
    move_sequences(cr, WITH_IDS)
    cr.execute("ANALYZE")
