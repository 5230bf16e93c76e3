"""What goods that a complaint names were sold for."""


def sold_line(row, order):
    """Return the order line by which the goods of a row (product_id, order_line_id) were sold, empty when nobody knows."""
    return row.order_line_id or order.order_line.filtered(lambda line: line.product_id == row.product_id)[:1]


def sold_value(row, order):
    """Return what the customer paid for the goods of a row (product_id, quantity), without tax, in company currency; goods
    without an order at today's list price."""
    line = sold_line(row, order)
    if not line.product_uom_qty:
        return row.quantity * row.product_id.with_company(row.company_id).lst_price
    quantity = row.product_id.uom_id._compute_quantity(row.quantity, line.product_uom_id, round=False)
    return quantity * line.price_subtotal / line.product_uom_qty / (line.order_id.currency_rate or 1.0)
