"""Orders and their lines as rows, one company at a time."""

from .bulk import insert

ORDER = {
    "id": "sale.id",
    "name": "'T' || lpad(sale.number::text, 8, '0')",
    "state": "sale.state",
    "partner_id": "COALESCE(sale.contact, sale.partner)",
    "partner_invoice_id": "sale.partner",
    "partner_shipping_id": "sale.partner",
    "date_order": "sale.day + time '04:00'",
    "create_date": "sale.day + time '04:00'",
    "currency_id": "sale.currency",
    "currency_rate": "sale.rate",
    "invoice_status": "CASE WHEN sale.fate = 'billed' THEN 'invoiced' WHEN sale.state = 'sale' THEN 'to invoice' ELSE 'no' END",
    "amount_untaxed": "total.subtotal",
    "amount_tax": "total.tax",
    "amount_total": "total.subtotal + total.tax",
    "margin": "total.margin",
    "margin_percent": "total.margin / total.subtotal",
}
ORDERS = """trade_order sale JOIN LATERAL (
    SELECT sum(subtotal) AS subtotal, sum(tax) AS tax, sum(subtotal - cost * quantity) AS margin
      FROM trade_line WHERE of_order = sale.number
) AS total ON TRUE WHERE sale.company = """

LINE = {
    "id": "line.id",
    "order_id": "sale.id",
    "order_partner_id": "COALESCE(sale.contact, sale.partner)",
    "product_id": "line.product",
    "state": "sale.state",
    "currency_id": "sale.currency",
    "create_date": "sale.day + time '04:00'",
    "product_uom_qty": "line.quantity",
    "qty_delivered": "CASE WHEN sale.state = 'sale' THEN line.quantity ELSE 0 END",
    "qty_invoiced": "CASE WHEN sale.fate <> 'open' THEN line.quantity ELSE 0 END",
    "qty_to_invoice": "CASE WHEN sale.state = 'sale' AND sale.fate = 'open' THEN line.quantity ELSE 0 END",
    "invoice_status": "CASE WHEN sale.fate = 'billed' THEN 'invoiced' WHEN sale.state = 'sale' THEN 'to invoice' ELSE 'no' END",
    "price_unit": "line.price",
    "technical_price_unit": "line.price",
    "price_subtotal": "line.subtotal",
    "price_tax": "line.tax",
    "price_total": "line.subtotal + line.tax",
    "price_reduce_taxexcl": "line.price",
    "price_reduce_taxinc": "round((line.subtotal + line.tax) / line.quantity, 2)",
    "untaxed_amount_invoiced": "CASE WHEN sale.fate <> 'open' THEN line.subtotal ELSE 0 END",
    "untaxed_amount_to_invoice": "CASE WHEN sale.state = 'sale' AND sale.fate = 'open' THEN line.subtotal ELSE 0 END",
    "purchase_price": "line.cost",
    "margin": "line.subtotal - line.cost * line.quantity",
    "margin_percent": "(line.price - line.cost) / line.price",
}
LINES = "trade_line line JOIN trade_order sale ON sale.number = line.of_order WHERE sale.company = "


def write_orders(cr, company, prototypes, with_source):
    """:param with_source: whether orders have the column ``order_source``"""
    columns = ORDER | ({"order_source": "sale.source"} if with_source else {})
    insert(cr, "sale_order", prototypes["order"], columns, f"{ORDERS}{company:d}")
    insert(cr, "sale_order_line", prototypes["order_line_service"], LINE, f"{LINES}{company:d}")
