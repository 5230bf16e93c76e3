"""Invoices and credit notes with their items as rows, one company at a time; without links to records of taxes."""

from .bulk import insert

PREFIX = "CASE WHEN bill.state = 'posted' THEN CASE WHEN bill.sign > 0 THEN 'INV/T/' ELSE 'RINV/T/' END END"
NAME = f"{PREFIX} || lpad(bill.number::text, 8, '0')"
POSTED_DAY = "CASE WHEN bill.state = 'posted' THEN bill.day END"
OPEN = "COALESCE(settled.residual, bill.base + bill.tax_base)"
FOREIGN_OPEN = "COALESCE(settled.foreign_residual, bill.sign * (bill.subtotal + bill.tax))"
TOTALS = "trade_total bill LEFT JOIN trade_settled settled ON settled.number = bill.number"

MOVE = {
    "id": "bill.id",
    "name": NAME,
    "payment_reference": NAME,
    "sequence_prefix": PREFIX,
    "sequence_number": "CASE WHEN bill.state = 'posted' THEN bill.number END",
    "state": "bill.state",
    "posted_before": "bill.state = 'posted'",
    "move_type": "CASE WHEN bill.sign > 0 THEN 'out_invoice' ELSE 'out_refund' END",
    "payment_state": "CASE WHEN settled.residual = 0 THEN 'paid' WHEN settled.residual > 0 THEN 'partial' ELSE 'not_paid' END",
    "partner_id": "COALESCE(bill.contact, bill.partner)",
    "partner_shipping_id": "bill.partner",
    "commercial_partner_id": "bill.partner",
    "currency_id": "bill.currency",
    "invoice_currency_rate": "bill.rate",
    "ref": "'T' || lpad(bill.of_order::text, 8, '0')",
    "invoice_origin": "'T' || lpad(bill.of_order::text, 8, '0')",
    "date": "bill.day",
    "invoice_date": POSTED_DAY,
    "invoice_date_due": "bill.due",
    "amount_untaxed": "bill.subtotal",
    "amount_tax": "bill.tax",
    "amount_total": "bill.subtotal + bill.tax",
    "amount_residual": f"bill.sign * {FOREIGN_OPEN}",
    "amount_untaxed_signed": "bill.base",
    "amount_untaxed_in_currency_signed": "bill.sign * bill.subtotal",
    "amount_tax_signed": "bill.tax_base",
    "amount_total_signed": "bill.base + bill.tax_base",
    "amount_total_in_currency_signed": "bill.sign * (bill.subtotal + bill.tax)",
    "amount_residual_signed": OPEN,
}
OF_MOVE = {
    "move_id": "bill.id",
    "partner_id": "bill.partner",
    "currency_id": "bill.currency",
    "parent_state": "bill.state",
    "move_name": NAME,
    "date": "bill.day",
    "invoice_date": POSTED_DAY,
}


def sides(balance, foreign):
    """:return: the amount columns of a journal item; ``balance`` is debit minus credit"""
    return {
        "debit": f"greatest({balance}, 0)",
        "credit": f"greatest(-({balance}), 0)",
        "balance": balance,
        "amount_currency": foreign,
    }


ITEM = {
    **OF_MOVE,
    "id": "item.id",
    **sides("-item.base", "-bill.sign * item.subtotal"),
    "product_id": "item.product",
    "quantity": "item.quantity",
    "price_unit": "item.price",
    "price_subtotal": "item.subtotal",
    "price_total": "item.subtotal + item.tax",
}
TAX = {
    **OF_MOVE,
    "id": "bill.tax_item",
    **sides("-bill.tax_base", "-bill.sign * bill.tax"),
    "tax_base_amount": "-bill.base",
}
DUE = {
    **OF_MOVE,
    "id": "bill.due_item",
    **sides("bill.base + bill.tax_base", "bill.sign * (bill.subtotal + bill.tax)"),
    "date_maturity": "bill.due",
    "amount_residual": OPEN,
    "amount_residual_currency": FOREIGN_OPEN,
    "reconciled": "settled.residual IS NOT DISTINCT FROM 0",
}


def write_invoices(cr, company, prototypes):
    """Write the invoices of one company."""
    of_company = f"WHERE bill.company = {company:d}"
    insert(cr, "account_move", prototypes["invoice"], MOVE, f"{TOTALS} {of_company}")
    items = "trade_item item JOIN trade_total bill ON bill.number = item.invoice"
    insert(cr, "account_move_line", prototypes["product_line"], ITEM, f"{items} {of_company}")
    insert(cr, "account_move_line", prototypes["tax_line"], TAX, f"trade_total bill {of_company}")
    insert(cr, "account_move_line", prototypes["due_line"], DUE, f"{TOTALS} {of_company}")


def write_links(cr):
    """Tie invoice items to the order lines that they bill."""
    columns = {"invoice_line_id": "id", "order_line_id": "line"}
    insert(cr, "sale_order_line_invoice_rel", {}, columns, "trade_item")
