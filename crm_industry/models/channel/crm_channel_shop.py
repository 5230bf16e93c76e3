from odoo import api, models
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.tools import SQL

LARGEST_ID = 2**31 - 1


class CrmChannelShop(models.AbstractModel):
    """Customers who order on the portal: who may, what, and where to. Everything starts from the user; an id that a client
    sends is looked for among the customer's own records only."""

    _name = "crm.channel.shop"
    _description = "Orders on the Portal"

    # -- who -----------------------------------------------------------------------------------------------------------

    @api.model
    def _customer(self):
        """The user's customer, with full rights; empty if it may not order with the current company."""
        user = self.env.user
        # sudo: settings and the type of the own customer decide, which its contacts need not be able to read
        customer = user.sudo().partner_id.commercial_partner_id
        allowed = user._is_portal() and customer.channel_type_id.channel_ordering and self._mode() != "off"
        return customer if allowed else customer.browse()

    @api.model
    def _own_customer(self):
        """:raise AccessError: the user may not order on the portal"""
        customer = self._customer()
        if not customer:
            raise AccessError(self.env._("You can't order on the portal: please ask us."))
        return customer.with_company(self.env.company)

    @api.model
    def _mode(self):
        """What becomes of orders on the portal: off, request or confirm."""
        return self.env.company.sudo().root_id.channel_portal_order

    # -- what ----------------------------------------------------------------------------------------------------------

    @api.model
    def _orderable_domain(self, customer):
        """Domain of the products that a customer may order on the portal, whatever its agreement says. Extend by super."""
        products = self.env["product.product"]
        choices = [("attribute_id.create_variant", "=", "no_variant"), ("value_count", ">", 1)]
        return Domain.AND(
            [
                Domain("sale_ok", "=", True),
                Domain("channel_portal_ok", "=", True),
                Domain("type", "=", "consu"),
                # A choice on the order line needs a page of its own.
                Domain("product_tmpl_id.attribute_line_ids", "not any", choices),
                Domain(products._check_company_domain(self.env.company)),
            ]
        )

    @api.model
    def _catalogue_domain(self, customer, region):
        """Domain of what the customer finds: orderable, and where the company blocks other orders, within its agreement."""
        domain = self._orderable_domain(customer)
        root = self.env.company.sudo().root_id
        if root.channel_order_check != "block" or not customer.channel_type_id.is_dealer:
            return domain
        return domain & Domain("id", "any!", self._covered_query(customer, region))

    @api.model
    def _covered_query(self, dealer, region):
        """SQL of the products that a dealer's agreements in force cover today, in a region if there is one."""
        root = self.env.company.sudo().root_id
        # sudo: customers on the portal see no agreements in any other way
        coverage = self.env["crm.dealer.coverage"].sudo()
        self.env["product.template"].flush_model(["categ_id", "channel_brand_id"])
        return SQL(
            """
            SELECT product.id
              FROM product_product product
              JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE EXISTS (SELECT FROM (%(covering)s) cell WHERE cell.dealer_id = %(dealer)s AND %(in_force)s AND %(covers)s)
            """,
            covering=coverage._covering_query(root._business_today(), root),
            dealer=dealer.id,
            in_force=coverage._in_force("cell"),
            covers=coverage._covers(
                "cell",
                region=SQL("%s", region.id) if region else None,
                categ=SQL("template.categ_id"),
                brand=SQL("template.channel_brand_id"),
            ),
        )

    @api.model
    def _orderable(self, customer, products):
        """Those of the products that the customer may order at all, with full rights."""
        return self._products(self._orderable_domain(customer) & Domain("id", "in", products.ids))

    @api.model
    def _in_catalogue(self, customer, product_ids):
        """Those of the products that the customer finds now, with full rights."""
        domain = self._catalogue_domain(customer, self._shopping(customer)._channel_region())
        return self._products(domain & Domain("id", "in", product_ids))

    @api.model
    def _products(self, domain):
        # sudo: customers have no right to products in any other way
        return self.env["product.product"].sudo().search(domain)

    @api.model
    def _units(self, product):
        """The units that a product is sold in: its own and its packagings."""
        return product.uom_id | product.uom_ids

    @api.model
    def _portal_limits(self, products):
        """What is left of a customer's quotas: shown with the products, and kept to by orders. Extend by super.

        :param products: product.product, with full rights
        :return: {product id: {"left": quantity in the product's unit, "text": what the customer reads}}; products without
            quota are left out
        """
        return {}

    # -- where to --------------------------------------------------------------------------------------------------------

    @api.model
    def _addresses(self, customer):
        """Where the customer may have goods delivered to: itself and its own delivery addresses, with full rights."""
        own = [("commercial_partner_id", "=", customer.id), "|", ("id", "=", customer.id), ("type", "in", ("delivery", "other"))]
        # sudo: contacts may not be able to read the addresses of their own company
        return self.env["res.partner"].sudo().search(own)

    @api.model
    def _one_of(self, records, text):
        """The record that a client named by its id.

        :raise MissingError: it is none of these
        """
        found = records.filtered(lambda record: str(record.id) == str(text))
        if not found:
            raise self._missing()
        return found

    @api.model
    def _missing(self):
        return MissingError(self.env._("There is no such page."))

    @api.model
    def _is_id(self, number):
        """Whether a number or text of a client could be an id."""
        text = str(number)
        return text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID)) and 0 < int(text) <= LARGEST_ID
