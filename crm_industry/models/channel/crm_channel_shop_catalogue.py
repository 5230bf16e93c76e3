from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import limited_field_access_token

PAGE = 24
MOST_STEPS = 4
LONGEST_SEARCH = 100


class CrmChannelShop(models.AbstractModel):
    """The catalogue: products with the customer's prices and what is in stock."""

    _inherit = "crm.channel.shop"

    @api.model
    def _catalogue(self, search="", category=None, brand=None, page=1):
        """What a page of the catalogue shows.

        :param str search: part of the name, code or barcode
        :param category: text of the id of a category, with those below it
        :param brand: text of the id of a brand
        :param int page: from 1 on
        :return: dict of items, total, step, categories, brands, category, brand, search, order, lines and currency
        :raise AccessError: the user may not order on the portal
        :raise MissingError: there is no such category or brand with something to order
        """
        customer = self._own_customer()
        order = self._shopping(customer)
        everything = self._catalogue_domain(customer, order._channel_region())
        # sudo: customers have no right to products in any other way
        products = self.env["product.product"].sudo()
        categories, brands = self._filters(products, everything)
        chosen = {
            "category": self._one_of(categories, category) if category else categories.browse(),
            "brand": self._one_of(brands, brand) if brand else brands.browse(),
        }
        search = (search or "").strip()[:LONGEST_SEARCH]
        domain = everything & self._search_domain(search, **chosen)
        total = products.search_count(domain)
        found = products.search(domain, limit=PAGE, offset=(min(max(page, 1), total // PAGE + 1) - 1) * PAGE)
        return chosen | {
            "items": self._items(customer, order, found),
            "total": total,
            "step": PAGE,
            "categories": categories,
            "brands": brands,
            "search": search,
            "order": order,
            "lines": len(order._origin._channel_goods()),
            "currency": order.currency_id,
        }

    @api.model
    def _filters(self, products, domain):
        """Categories and brands with something to order."""
        categories = [category.id for (category,) in products._read_group(domain, ["categ_id"]) if category]
        brands = [brand.id for (brand,) in products._read_group(domain, ["channel_brand_id"]) if brand]
        above = products.categ_id.search([("id", "parent_of", categories)])
        return above.sorted("complete_name"), products.channel_brand_id.browse(brands).sorted("name")

    @api.model
    def _search_domain(self, search, category, brand):
        domain = Domain.TRUE
        if search:
            domain &= Domain.OR([Domain(name, "ilike", search) for name in ("name", "default_code", "barcode")])
        if category:
            domain &= Domain("categ_id", "child_of", category.id)
        if brand:
            domain &= Domain("channel_brand_id", "=", brand.id)
        return domain

    @api.model
    def _shopping(self, customer):
        """The basket as it would be now, in memory only: gives the customer's pricelist, taxes and address."""
        orders = self.env["sale.order"].sudo()
        basket = self._basket(customer)
        values = {"date_order": fields.Datetime.now()}
        if basket:
            order = orders.new(values, origin=basket)
            order.pricelist_id = customer.property_product_pricelist
            return order
        return orders.new(values | {"partner_id": customer.id, "company_id": self.env.company.id})

    @api.model
    def _items(self, customer, order, products):
        """What is shown of each product: product, price, steps, units, stock, in_basket, outside, limit, image."""
        prices = self._prices(order, products)
        stock = self._availability(products)
        outside = self._outside(order, products)
        limits = self._portal_limits(products)
        ordered = order._origin._channel_quantities()
        return [
            {
                "product": product,
                "price": prices[product][0][1],
                "steps": prices[product][1:],
                "units": self._units(product),
                "stock": stock.get(product.id),
                "in_basket": ordered.get(product, 0.0),
                "outside": outside.get(product),
                "limit": limits.get(product.id),
                "image": self._image(product),
            }
            for product in products
        ]

    @api.model
    def _image(self, product):
        token = limited_field_access_token(product, "image_256", scope="binary")
        return f"/web/image/product.product/{product.id}/image_256?access_token={token}"

    # -- prices --------------------------------------------------------------------------------------------------------

    @api.model
    def _prices(self, order, products):
        """Return {product: [(1, price), (quantity, price) where a larger quantity is cheaper …]}, as an order has them.

        In the order's currency and the product's unit, discounts taken off; worked out by order lines in memory, whose rules
        are read once for all products.
        """
        rules = order.pricelist_id._get_applicable_rules(products, order.date_order)
        steps = sorted({1.0} | {rule.min_quantity for rule in rules if rule.min_quantity > 1.0})
        lines = self.env["sale.order.line"].sudo()
        # One recordset, so that what they read is read once for all of them.
        lines = lines.union(*(self._line(order, product, step, rules) for product in products for step in steps))
        prices = {}
        for line in lines:
            known = prices.setdefault(line.product_id, [])
            price = line._channel_net_price()
            if not known or (order.currency_id.compare_amounts(price, known[-1][1]) < 0 and len(known) <= MOST_STEPS):
                known.append((line.product_uom_qty, price))
        return prices

    @api.model
    def _line(self, order, product, quantity, rules):
        """A line of the order in memory, with the rule that it would find."""
        rule = next((rule for rule in rules if rule._is_applicable_for(product, quantity)), rules.browse())
        return self.env["sale.order.line"].sudo().new(
            {
                "order_id": order.id,
                "product_id": product.id,
                "product_uom_id": product.uom_id.id,
                "product_uom_qty": quantity,
                "pricelist_item_id": rule.id,
            }
        )

    # -- stock and agreement -----------------------------------------------------------------------------------------------

    @api.model
    def _availability(self, products):
        """Return {product id: {"level": stock, expected or none, "quantity": free or None, "date": next arrival or False}}."""
        shown = self.env.company.sudo().root_id.channel_portal_stock
        kept = products.filtered("is_storable") if shown != "none" else products.browse()
        found = {}
        for product_id, row in self.env["crm.latest.stock"].sudo()._summary_stock(kept).items():
            free, date = max(row["free"], 0.0), row["incoming_date"]
            level = "stock" if free > 0 else "expected" if row["incoming"] > 0 and date else "none"
            found[product_id] = {"level": level, "quantity": free if shown == "quantity" else None, "date": date}
        return found

    @api.model
    def _outside(self, order, products):
        """Return {product: why the dealer's agreement does not cover it}."""
        if order._channel_mode() == "off" or not order._channel_dealer():
            return {}
        questions = [order._channel_question(product) for product in products]
        # sudo: customers on the portal see no agreements in any other way
        answers = self.env["crm.dealer.coverage"].sudo()._answers(questions, now=True)
        region = order._channel_region()
        return {
            product: self._outside_text(answer, region)
            for product, answer in zip(products, answers, strict=True)
            if not answer["allowed"]
        }

    @api.model
    def _outside_text(self, answer, region):
        """Why not, in the dealer's words; nothing about other dealers."""
        return {
            "agreement": self.env._("you have no agreement in force"),
            "region": self.env._("%(region)s is not in your agreement", region=region.sudo().display_name),
            "product": self.env._("your agreement does not cover it there"),
        }[answer["reason"]]
