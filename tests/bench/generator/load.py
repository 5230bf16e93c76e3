"""Fill a database with customers and documents of a chosen size."""

from dataclasses import dataclass
from datetime import date
from itertools import chain, count

from .accounts import draw_limits
from .company_tables import TABLES, CompanyTables
from .copy_table import IdRange
from .cover import Cover
from .customers import write_customers
from .invoice_rows import InvoiceRows
from .order_rows import OrderRows
from .payment_rows import PaymentRows
from .prototypes import prototype_rows
from .sizes import SIZES
from .story import Story
from .world import World, build_world

CHUNK = 20_000  # rows held in memory
PAYMENT_BUNDLE = 4  # invoices settled by one bank entry


@dataclass
class Loaded:
    """What was made: the companies and products, and the customers (see story.Customer)."""

    world: World
    customers: list


def load(env, size="S", seed=1, today=None, checked=True):
    """Write customers, orders, invoices, payments and credit accounts; same seed, same data.

    Nobody else may write to the database meanwhile. Nothing is committed. Bank entries balance
    and residuals agree with them, but reconciliation records are not made.

    :param today: the day that the story ends on, the present by default
    :param checked: whether PostgreSQL checks foreign keys; without, a superuser's load is much faster
    """
    return _Loader(env, SIZES[size], f"{size} {seed}", today or date.today()).run(checked)


def skip_foreign_keys(cr):
    cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if cr.fetchone()[0]:
        cr.execute("SET LOCAL session_replication_role = replica")


class _Loader:
    def __init__(self, env, size, name, today):
        self.env = env
        self.size = size
        self.world = build_world(env, f"Bench {name}")
        self.story = Story(name, today, self._currencies(), env.ref("base.USD").id)
        self.invoices = 0
        self.analyzed = False
        self.paid = {}
        self.cover = self._cover(name, today)

    def _cover(self, name, today):
        """Nothing without crm_credit."""
        if "crm.credit.account" not in self.env:
            return None
        return Cover(self.env, name, today, self.world.companies.filtered(lambda company: not company.parent_id))

    def _currencies(self):
        return [(rec.currency_id.id, rec.currency_id.name) for rec in self.world.companies]

    def run(self, checked):
        cr = self.env.cr
        rows = [prototype_rows(self.env, rec, self.world) for rec in self.world.companies]
        if not checked:
            skip_foreign_keys(cr)
        limits = draw_limits(self.story.random, self.size.customers, self.world.companies)
        customers = write_customers(
            self.env, self.story.random, rows[0], self.size.customers, [mirror for _, mirror in limits]
        )
        ids = {table: IdRange(cr, table) for table in sorted(set(TABLES.values()))}
        numbers = count(1)
        self.tables = [
            CompanyTables(cr, company, row, ids, numbers)
            for company, row in zip(self.world.companies, rows, strict=True)
        ]
        self.orders = [OrderRows(tables) for tables in self.tables]
        self.bills = [InvoiceRows(tables) for tables in self.tables]
        self.payments = [PaymentRows(tables) for tables in self.tables]
        cr.execute("ANALYZE res_partner")
        self._write_orders(customers)
        self._write_invoices(customers)
        self._write_payments()
        self._flush()
        if self.cover:
            self._write_cover(customers, [accounts for accounts, _mirror in limits])
        for id_range in ids.values():
            id_range.close()
        cr.execute("RESET session_replication_role")
        cr.execute("ANALYZE")
        self.env.invalidate_all(flush=False)
        return Loaded(self.world, customers)

    def _write_cover(self, customers, accounts):
        self.cover.complete(accounts)
        roots = [payments for payments in self.payments if payments.tables.company == payments.tables.root]
        self.cover.write(customers, accounts, roots, self.bills)

    def _write_orders(self, customers):
        for _index in range(self.size.orders):
            customer = self.story.pick_customer(customers)
            company = self.story.company(customer)
            order, fate = self.story.order(customer, company)
            order_id, name = self.orders[company].order(order)
            for invoice in self.story.invoices_of(order, fate, name):
                self._write_invoice(company, invoice)
            if fate == "unbilled" and order.state == "sale":
                self._prepay(company, order, order_id)
            self._flush_full()

    def _prepay(self, company, order, order_id):
        """Some unbilled orders in company currency were paid online, at least authorised."""
        if self.story.random.random() < 0.1 and order.rate == 1:
            total = sum(item.total for item in order.items)
            state = self.story.random.choice(("authorized", "done", "pending"))
            self.payments[company].transaction(order.customer, order.currency, total // 2, state, order=order_id)

    def _write_invoices(self, customers):
        while self.invoices < self.size.invoices:
            customer = self.story.pick_customer(customers)
            company = self.story.company(customer)
            self._write_invoice(company, self.story.invoice(customer, company))
            self._flush_full()

    def _write_invoice(self, company, invoice):
        self.invoices += 1
        move, paid, total = self.bills[company].invoice(invoice)
        if self.cover:
            self.cover.consider(company, invoice, move, total)
        if paid > 0 and invoice.state == "posted":
            self._settle(company, invoice, paid)
        elif invoice.state == "posted" and invoice.rate == 1 and self.story.random.random() < 0.005:
            total = sum(item.total for item in invoice.items)
            self.payments[company].transaction(
                invoice.customer, invoice.currency, total // 4, "authorized", invoice=move
            )

    def _settle(self, company, invoice, paid):
        """Collect paid amounts by customer, and book one payment for several invoices."""
        day, cents, bills = self.paid.pop((company, invoice.customer), (invoice.day, 0, 0))
        day, cents, bills = max(day, invoice.day), cents + paid, bills + 1
        if bills < PAYMENT_BUNDLE:
            self.paid[company, invoice.customer] = (day, cents, bills)
        else:
            self._pay(company, invoice.customer, day, cents)

    def _write_payments(self):
        for (company, customer), (day, cents, _bills) in self.paid.items():
            self._pay(company, customer, day, cents)
            self._flush_full()

    def _pay(self, company, customer, day, cents):
        currency = self.story.currencies[company][0]
        self.payments[company].payment(customer, day, currency, cents, matched=True)
        if self.story.random.random() < 0.02:
            self.payments[company].payment(customer, day, currency, 10_000, matched=False)

    def _flush_full(self):
        if sum(len(table.rows) for table in chain(*self.tables)) > CHUNK:
            self._flush()

    def _flush(self):
        """All companies' rows kind by kind, so that no row comes before one it refers to.

        Statistics after the first rows: PostgreSQL keeps the plans by which it checks foreign keys
        until they change, and those made for empty tables are slow.
        """
        for kind in zip(*self.tables, strict=True):
            for table in kind:
                table.flush()
        if not self.analyzed:
            self.analyzed = True
            self.env.cr.execute("ANALYZE")
