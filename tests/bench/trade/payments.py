"""Payments of invoices as rows, reconciled, one company at a time; in company currency."""

from .bulk import insert
from .invoices import sides

NAME = "'BNK/T/' || lpad(paid.number::text, 8, '0')"
MOVE = {
    "id": "paid.id",
    "name": NAME,
    "sequence_prefix": "'BNK/T/'",
    "sequence_number": "paid.number",
    "date": "paid.day",
    "invoice_date_due": "paid.day",
    "amount_total": "paid.amount",
    "amount_total_signed": "paid.amount",
    "amount_total_in_currency_signed": "paid.amount",
}
OF_MOVE = {
    "move_id": "paid.id",
    "partner_id": "paid.partner",
    "move_name": NAME,
    "date": "paid.day",
}
BANK = {
    **OF_MOVE,
    **sides("paid.amount", "paid.amount"),
    "amount_residual": "paid.amount",
    "amount_residual_currency": "paid.amount",
}
DUE = {
    **OF_MOVE,
    **sides("-paid.amount", "-paid.amount"),
    "date_maturity": "paid.day",
    "amount_residual": "0",
    "amount_residual_currency": "0",
    "reconciled": "TRUE",
}
PARTIAL = {
    "debit_move_id": "paid.due_item",
    "credit_move_id": "{payment_item} + 2 * paid.number",
    "debit_currency_id": "paid.currency",
    "max_date": "greatest(paid.day, bill.day)",
    "amount": "paid.amount",
    "debit_amount_currency": "paid.foreign_amount",
    "credit_amount_currency": "paid.amount",
    "create_date": "paid.day + time '06:00'",
    "write_date": "paid.day + time '06:00'",
}


def write_payments(cr, company, company_id, currency, prototypes, payment_item):
    """Write the payments to one company.

    :param payment_item: the items of payment n get the ids ``payment_item`` + 2 n - 1 and + 2 n
    """
    source = f"trade_payment paid WHERE paid.company = {company:d}"
    insert(cr, "account_move", prototypes["payment"], MOVE, source)
    bank = {"id": f"{payment_item:d} + 2 * paid.number - 1"} | BANK
    insert(cr, "account_move_line", prototypes["payment_bank"], bank, source)
    due = {"id": f"{payment_item:d} + 2 * paid.number"} | DUE
    insert(cr, "account_move_line", prototypes["payment_due"], due, source)
    partial = PARTIAL | {"credit_move_id": f"{payment_item:d} + 2 * paid.number"}
    insert(
        cr,
        "account_partial_reconcile",
        {"company_id": company_id, "credit_currency_id": currency},
        partial,
        f"trade_payment paid JOIN trade_total bill ON bill.number = paid.invoice WHERE paid.company = {company:d}",
    )
