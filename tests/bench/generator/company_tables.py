"""The copy tables of one company, one for every kind of row."""

from decimal import Decimal

from .copy_table import CopyTable

TABLES = {
    "order": "sale_order",
    "order_draft": "sale_order",
    "order_line_service": "sale_order_line",
    "order_line_consu": "sale_order_line",
    "deposit_section": "sale_order_line",
    "deposit": "sale_order_line",
    "invoice": "account_move",
    "payment": "account_move",
    "product_line": "account_move_line",
    "deposit_line": "account_move_line",
    "tax_line": "account_move_line",
    "due_line": "account_move_line",
    "payment_bank": "account_move_line",
    "payment_due": "account_move_line",
    "transaction": "payment_transaction",
}
LINKS = (
    "sale_order_line_invoice_rel",
    "account_tax_sale_order_line_rel",
    "account_move_line_account_tax_rel",
    "sale_order_transaction_rel",
    "account_invoice_transaction_rel",
)


def money(cents):
    return Decimal(cents).scaleb(-2)


def quantity(tenths):
    return Decimal(tenths).scaleb(-1)


def decimal(fraction):
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


class CompanyTables:
    """Writers of one company's rows.

    :param rows: the prototypes of this company
    :param ids: {table: IdRange}, shared by all companies
    :param numbers: counter for document names, shared by all companies (branches share journals)
    """

    def __init__(self, cr, company, rows, ids, numbers):
        self.company = company.id
        self.root = company.root_id.id
        self.tax = company.root_id.account_sale_tax_id.id
        self.tables = {kind: CopyTable(cr, table, rows[kind], ids[table]) for kind, table in TABLES.items()}
        self.links = {name: CopyTable(cr, name) for name in LINKS}
        self.numbers = numbers

    def __iter__(self):
        """Yield all copy tables, referenced ones first."""
        yield from self.tables.values()
        yield from self.links.values()

    def add(self, kind, **values):
        return self.tables[kind].add(**values)

    def link(self, name, **ids):
        self.links[name].add(**ids)
