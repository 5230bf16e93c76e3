from werkzeug.exceptions import NotFound
from werkzeug.urls import url_encode

from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

FILTERS = ("search", "category", "brand", "page")


class ShopPortal(CustomerPortal):
    """Dealers and retailers order. All rules are those of `crm.channel.shop`: what is not the customer's own is not there."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "shop_count" in counters:
            values["shop_count"] = len(request.env["crm.channel.shop"]._customer())
        return values

    @route(["/my/shop", "/my/shop/page/<int:page>"], type="http", auth="user", website=True, methods=["GET"])
    def portal_shop(self, page=1, **filters):
        """What the user's customer may order."""
        return self._render_shop_catalogue(page, filters, {"added": filters.get("added")})

    @route(["/my/shop/add"], type="http", auth="user", website=True, methods=["POST"])
    def portal_shop_add(self, **post):
        """Put a product into the basket."""
        error = self._take_shop_form(lambda shop: shop._add(post))
        page = int(post["page"]) if post.get("page", "").isdecimal() and len(post["page"]) < 7 else 1
        if error:
            return self._render_shop_catalogue(page, post, {"error": error})
        kept = {name: post[name] for name in FILTERS if post.get(name) and name != "page"} | {"added": 1}
        return request.redirect(f"/my/shop/page/{page}?{url_encode(kept)}")

    @route(["/my/shop/basket"], type="http", auth="user", website=True, methods=["GET"])
    def portal_shop_basket(self, again=None, changed=None, **_kwargs):
        """The basket that the customer's contacts share."""
        return self._render_shop_basket({"changed": changed}, again)

    @route(["/my/shop/basket"], type="http", auth="user", website=True, methods=["POST"])
    def portal_shop_basket_save(self, **post):
        """Change the basket."""
        error = self._take_shop_form(lambda shop: shop._change(post))
        return self._render_shop_basket({"error": error}) if error else request.redirect("/my/shop/basket")

    @route(["/my/shop/submit"], type="http", auth="user", website=True, methods=["POST"])
    def portal_shop_submit(self, **post):
        """Send the basket; what is wrong with it is told on its page."""
        sent = []
        if error := self._take_shop_form(lambda shop: sent.append(shop._submit(post))):
            return self._render_shop_basket({"error": error})
        [order] = sent
        return request.redirect(f"/my/shop/order/{order.id}?done=1" if order else "/my/shop/basket?changed=1")

    @route(["/my/shop/orders", "/my/shop/orders/page/<int:page>"], type="http", auth="user", website=True, methods=["GET"])
    def portal_shop_orders(self, page=1, **_kwargs):
        """The orders of the user's customer."""

        def values(shop):
            found = shop._orders_page(page)
            return found | {"pager": pager("/my/shop/orders", found["total"], page, found["step"])}

        return self._render_shop("portal_shop_orders", "shop_orders", values, {})

    @route(["/my/shop/order/<int:order_id>"], type="http", auth="user", website=True, methods=["GET"])
    def portal_shop_order(self, order_id, done=None, **_kwargs):
        """An order of the user's customer, and what has become of it."""
        return self._render_shop("portal_shop_order", "shop_order", lambda shop: shop._order_page(order_id), {"done": done})

    @route(["/my/shop/order/<int:order_id>/again"], type="http", auth="user", website=True, methods=["POST"])
    def portal_shop_again(self, order_id, **_post):
        """Put the same into the basket."""
        error = self._take_shop_form(lambda shop: shop._again(order_id))
        return self._render_shop_basket({"error": error}) if error else request.redirect(f"/my/shop/basket?again={order_id}")

    def _take_shop_form(self, verb):
        """Do what a form asks for; return what is wrong with it, if anything.

        :raise NotFound: it names what is not the customer's, or the user may not order
        """
        try:
            with request.env.cr.savepoint():
                verb(request.env["crm.channel.shop"])
        except (AccessError, MissingError):
            raise NotFound()
        except (UserError, ValidationError) as error:
            return str(error)
        return None

    def _render_shop_catalogue(self, page, filters, values):
        def found(shop):
            wanted = {name: filters.get(name) for name in ("search", "category", "brand")}
            catalogue = shop._catalogue(page=page, **wanted)
            kept = {name: value for name, value in wanted.items() if value}
            turns = pager("/my/shop", catalogue["total"], page, catalogue["step"], url_args=kept)
            return catalogue | {"pager": turns, "page": page}

        return self._render_shop("portal_shop", "shop", found, {"error": None, "added": None} | values)

    def _render_shop_basket(self, values, again=None):
        defaults = {"error": None, "changed": None}
        return self._render_shop(
            "portal_shop_basket", "shop_basket", lambda shop: shop._basket_page(again), defaults | values
        )

    def _render_shop(self, template, page_name, page, values):
        try:
            found = page(request.env["crm.channel.shop"])
        except AccessError:
            return request.redirect("/my")
        except MissingError:
            raise NotFound()
        defaults = self._prepare_portal_layout_values() | {"page_name": page_name}
        return request.render(f"crm_industry.{template}", defaults | found | values)
