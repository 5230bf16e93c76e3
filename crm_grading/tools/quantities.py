"""Quantities by product, in the unit of each."""


def grown(now, before):
    """Return the products of which there is more now than before, both {product: quantity in its unit}."""
    return [product for product, quantity in now.items() if product.uom_id.compare(quantity, before.get(product, 0.0)) > 0]
