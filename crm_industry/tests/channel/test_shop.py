import re

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from .agreement_common import NOON
from .shop_common import ShopCommon, ShopPages


@tagged("post_install", "-at_install")
class TestShopPages(ShopPages, ShopCommon, HttpCase):
    """What customers do on the pages of the shop."""

    def test_a_request_from_the_card_to_the_review(self):
        self.log_in(self.user_a)
        self.assertEqual(self.make_jsonrpc_request("/my/counters", {"counters": ["shop_count"]})["shop_count"], 1)
        page = self.page("?search=SHOP-P1")
        self.assertIn("Phone", page)
        self.assertNotIn("SHOP-P2", page)
        self.assertIn("in your basket", self.post("/add", product_id=self.phone.id, quantity="3", search="SHOP-P1"))
        basket = self.basket()
        self.assertEqual((basket.partner_id, basket.state, basket.order_source), (self.dealer_a, "draft", "portal"))
        self.assertEqual((basket.order_line.product_uom_qty, basket.amount_total), (3, 300))
        self.assertEqual(basket.user_id, self.seller)
        page = self.send_by_page(reference="PO 7", note="Ring twice")
        self.assertIn("Your order is under review", page)
        self.assertEqual((basket.state, basket.client_order_ref, basket.channel_note), ("draft", "PO 7", "Ring twice"))
        self.assertEqual(basket.channel_requested_by, self.user_a)
        self.assertFalse(basket.channel_basket_of)
        self.assertEqual(basket.activity_ids.user_id, self.seller)
        self.assertIn(basket.name, self.page("/orders"))
        self.assertIn("Your basket is empty", self.page("/basket"))

    def test_a_basket_holds_no_more_than_can_be_sent(self):
        order = self.fill(quantity=9999999)
        self.assertIn("is no quantity", self.post("/add", product_id=self.phone.id, quantity="2"))
        self.assertEqual(order.order_line.product_uom_qty, 9999999)

    def test_confirmed_at_once(self):
        self.company.channel_portal_order = "confirm"
        order = self.fill()
        self.assertIn("Your order is confirmed", self.send_by_page())
        self.assertEqual((order.state, order.order_source), ("sale", "portal"))

    def test_held_by_credit_is_under_review(self):
        self.company.channel_portal_order = "confirm"
        self.limit_credit(self.dealer_a, 150)
        order = self.fill(quantity=2)
        page = self.page("/basket")
        self.assertIn('name="shop_credit"', page)
        self.assertIn("150", page.split('name="shop_credit"')[1].split("</strong>")[0])
        self.assertIn("shop_credit_waits", page)
        self.assertIn("shop_under_review", self.send_by_page())
        self.assertEqual((order.state, order.credit_state), ("draft", "held"))
        self.assertFalse(self.basket())

    def test_warned_by_credit_passes(self):
        self.company.channel_portal_order = "confirm"
        self.limit_credit(self.dealer_a, 150)
        self.company.credit_check_confirm = "warn"
        order = self.fill(quantity=2)
        self.assertIn("shop_credit_warned", self.page("/basket"))
        self.assertIn("Your order is confirmed", self.send_by_page())
        self.assertEqual((order.state, order.credit_state), ("sale", "warned"))

    def test_credit_is_shown_to_those_who_may_see_it(self):
        self.limit_credit(self.dealer_a, 150)
        self.company.credit_portal_access = "off"
        self.fill(quantity=2)
        page = self.page("/basket")
        self.assertNotIn('name="shop_credit"', page)
        self.assertIn("shop_credit_waits", page)

    def test_quantities_and_lines(self):
        basket = self.fill(self.phone, self.printer)
        phone, printer = basket.order_line
        self.post("/basket", **{f"quantity_{phone.id}": "4", f"quantity_{printer.id}": "1"})
        self.assertEqual(phone.product_uom_qty, 4)
        for wrong in ("many", "-1", "1e999", "nan"):
            self.assertIn("is no quantity", self.post("/basket", **{f"quantity_{phone.id}": wrong}))
        self.assertIn("is no quantity", self.post("/add", product_id=phone.product_id.id, quantity="inf", page="²"))
        self.assertEqual(phone.product_uom_qty, 4)
        self.post("/basket", remove=printer.id)
        self.assertEqual(basket.order_line, phone)
        self.assertIn("Your basket is empty", self.post("/basket", **{f"quantity_{phone.id}": "0"}))
        self.assertFalse(basket.exists())

    def test_sent_twice(self):
        order = self.fill()
        page = self.page("/basket")
        stamp = page.split('name="stamp" value="')[1].split('"')[0]
        for _time in range(2):
            self.assertIn("shop_under_review", self.post("/submit", order=order.id, stamp=stamp))
        messages = order.message_ids.filtered(lambda message: "Ordered on the portal" in message.body)
        self.assertEqual((len(messages), len(order.activity_ids)), (1, 1))

    def test_sent_while_a_salesperson_confirms_it(self):
        order = self.fill()
        stamp = self.shop()._basket_page()["stamp"]
        order.action_confirm()
        self.assertIn("Confirmed", self.post("/submit", order=order.id, stamp=stamp, note="Late"))
        self.assertFalse(order.channel_note)

    def test_order_again(self):
        order = self.fill(self.phone, self.printer, quantity=2)
        self.send()
        self.printer.active = False
        page = self.post(f"/order/{order.id}/again")
        left = page.split('name="shop_left_out"')[1].split("</ul>")[0]
        self.assertIn("Printer", left)
        self.assertNotIn("Phone", left)
        self.assertEqual((self.basket().order_line.product_id, self.basket().order_line.product_uom_qty), (self.phone, 2))
        self.post(f"/order/{order.id}/again")
        self.assertEqual(self.basket().order_line.product_uom_qty, 4)

    def test_images_need_no_right_to_products(self):
        page = self.page("?search=SHOP-P1")
        [url] = re.findall(r'src="(/web/image/product[^"]*)"', page)
        self.assertEqual(self.url_open(url.replace("&amp;", "&")).status_code, 200)

    def test_forms_of_other_sites_are_refused(self):
        self.log_in(self.user_a)
        for path in ("add", "basket", "submit", "order/1/again"):
            with mute_logger("odoo.http"):
                status = self.url_open(f"/my/shop/{path}", data={"product_id": self.phone.id}).status_code
            self.assertEqual(status, 400)
        self.assertFalse(self.basket())

    def test_who_may_not_order(self):
        self.type_retail.channel_ordering = False
        self.log_in(self.user_shop)
        for path in ("", "/basket", "/orders"):
            self.assertTrue(self.url_open(f"/my/shop{path}").url.endswith("/my"))
        self.assertEqual(self.answer("/add", self.user_shop, product_id=self.phone.id, quantity="1").status_code, 404)
        self.assertEqual(self.make_jsonrpc_request("/my/counters", {"counters": ["shop_count"]})["shop_count"], 0)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open("/my/shop").url)

    def test_a_basket_is_not_signed_or_paid(self):
        order = self.fill()
        order.write({"require_signature": True, "require_payment": True})
        self.assertFalse(order._has_to_be_signed() or order._has_to_be_paid() or order._is_confirmation_amount_reached())
        self.log_in(self.user_a)
        answer = self.make_jsonrpc_request(f"/my/orders/{order.id}/accept", {"name": "A", "signature": "AAAA"})
        self.assertIn("not in a state requiring customer signature", answer["error"])
        self.send()
        self.assertFalse(order._has_to_be_signed())
        order.action_quotation_sent()
        self.assertTrue(order._has_to_be_signed())


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestShop(ShopCommon):
    """The rules of the shop."""

    def names(self, user=None, **filters):
        return {item["product"].name for item in self.shop(user)._catalogue(**filters)["items"]}

    def test_what_is_found(self):
        self.env["product.product"].search([("id", "not in", (self.phone | self.printer).ids)]).channel_portal_ok = False
        self.assertEqual(self.names(), {"Phone", "Printer"})
        self.assertEqual(self.names(category=str(self.phones.id)), {"Phone"})
        self.assertEqual(self.names(brand=str(self.brand_a.id)), {"Phone"})
        self.assertEqual(self.names(search="shop-p2"), {"Printer"})
        for values in ({"sale_ok": False}, {"active": False}, {"channel_portal_ok": False}, {"type": "service"}):
            with self.subTest(values), self.env.cr.savepoint() as savepoint:
                self.printer.write(values)
                self.assertEqual(self.names(), {"Phone"})
                with self.assertRaises(MissingError):
                    self.fill(self.printer)
                savepoint.rollback()
            self.env.invalidate_all()
        self.printer.company_id = self.other_company
        self.assertEqual(self.names(), {"Phone"})
        for wrong in ({"category": "0"}, {"category": str(self.printers.id)}, {"brand": "x"}, {"brand": str(self.brand_b.id)}):
            with self.assertRaises(MissingError):
                self.names(**wrong)

    def test_choices_of_the_order_line_are_left_out(self):
        attribute = self.env["product.attribute"].create({"name": "Engraving", "create_variant": "no_variant"})
        values = self.env["product.attribute.value"].create([{"name": n, "attribute_id": attribute.id} for n in ("Yes", "No")])
        self.printer.product_tmpl_id.attribute_line_ids = [
            Command.create({"attribute_id": attribute.id, "value_ids": [Command.set(values.ids)]})
        ]
        self.assertNotIn("Printer", self.names(search="SHOP-P"))

    def test_colleagues_share_the_basket(self):
        basket = self.fill()
        self.assertEqual(self.fill(self.printer, user=self.colleague_a), basket)
        self.assertEqual(self.shop()._basket_page()["order"].order_line.product_id, self.phone | self.printer)
        self.assertFalse(self.shop(self.user_b)._basket_page()["order"])
        self.assertNotEqual(self.fill(user=self.user_b), basket)

    def test_a_basket_that_a_colleague_changed_is_looked_at_again(self):
        basket = self.fill()
        page = self.shop()._basket_page()
        self.fill(self.printer, user=self.colleague_a)
        seen = {"order": str(basket.id), "stamp": page["stamp"]}
        self.assertFalse(self.shop()._submit(seen))
        self.assertEqual(self.basket(), basket)
        self.assertEqual(self.send(), basket)

    def test_prices_that_rose_are_looked_at_again(self):
        basket = self.fill()
        page = self.shop()._basket_page()
        self.phone.list_price = 120
        self.assertFalse(self.shop()._submit({"order": str(basket.id), "stamp": page["stamp"]}))
        self.assertEqual(self.shop()._basket_page()["order"].amount_total, 120)

    def test_packagings(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        dozen.active = True
        with self.assertRaises(MissingError):
            self.shop()._add({"product_id": str(self.phone.id), "quantity": "1", "uom_id": str(dozen.id)})
        self.phone.uom_ids = dozen
        self.shop()._add({"product_id": str(self.phone.id), "quantity": "2", "uom_id": str(dozen.id)})
        self.fill()
        self.assertEqual(self.basket().order_line.mapped("product_uom_qty"), [2, 1])
        self.assertEqual(self.basket().amount_total, 25 * 100)

    def test_own_addresses_only(self):
        address = self.env["res.partner"].create({"name": "Depot", "type": "delivery", "parent_id": self.dealer_a.id})
        foreign = self.env["res.partner"].create({"name": "Depot B", "type": "delivery", "parent_id": self.dealer_b.id})
        basket = self.fill()
        self.shop()._change({"address": str(address.id)})
        self.assertEqual(basket.partner_shipping_id, address)
        for wrong in (foreign, self.dealer_b, self.user_b.partner_id):
            with self.assertRaises(MissingError):
                self.shop()._change({"address": str(wrong.id)})
        self.assertEqual(basket.partner_shipping_id, address)

    def test_goods_that_are_gone_have_to_be_taken_out(self):
        basket = self.fill(self.phone, self.printer)
        self.printer.sale_ok = False
        with self.assertRaisesRegex(UserError, "Printer can't be ordered any more"):
            self.send()
        self.shop()._change({"remove": str(basket.order_line.filtered(lambda line: line.product_id == self.printer).id)})
        self.assertEqual(self.send().order_line.product_id, self.phone)

    def test_what_a_salesperson_added_stays(self):
        basket = self.fill()
        service = self.env["product.product"].create({"name": "Assembly", "type": "service", "taxes_id": False})
        basket.order_line = [Command.create({"product_id": service.id, "price_unit": 30})]
        self.shop()._change({f"quantity_{basket.order_line[0].id}": "2"})
        self.assertEqual(self.send().amount_total, 230)
        with self.assertRaises(MissingError):
            self.shop()._change({"remove": str(basket.order_line[1].id)})

    # -- agreement -----------------------------------------------------------------------------------------------------

    def test_blocked_by_the_agreement(self):
        self.company.write({"channel_order_check": "block", "channel_portal_order": "confirm"})
        agreement = self.activate(self.dealer_a, self.east, self.phones)
        self.assertEqual(self.names(search="SHOP-P"), {"Phone"})
        with self.assertRaises(MissingError):
            self.fill(self.printer)
        basket = self.fill()
        agreement.with_user(self.channel_manager).action_suspend("Unpaid")
        self.assertFalse(self.names(search="SHOP-P"))
        with self.assertRaisesRegex(UserError, "Phone: you have no agreement in force"):
            self.send()
        self.assertEqual((basket.state, self.basket()), ("draft", basket))
        self.assertEqual(self.names(self.user_shop, search="SHOP-P"), {"Phone", "Printer"})

    def test_warned_about_the_agreement(self):
        self.company.write({"channel_order_check": "warn", "channel_portal_order": "confirm"})
        self.activate(self.dealer_a, self.east, self.phones)
        items = {item["product"]: item["outside"] for item in self.shop()._catalogue(search="SHOP-P")["items"]}
        self.assertEqual(items, {self.phone: None, self.printer: "your agreement does not cover it there"})
        self.fill(self.printer)
        self.assertEqual(self.shop()._basket_page()["warnings"], ["[SHOP-P2] Printer: your agreement does not cover it there."])
        order = self.send()
        self.assertEqual((order.state, order.channel_check), ("sale", "warned"))

    def test_what_a_manager_let_pass(self):
        self.company.write({"channel_order_check": "block", "channel_portal_order": "confirm"})
        agreement = self.activate(self.dealer_a, self.east, self.phones)
        basket = self.fill()
        agreement.with_user(self.channel_manager).action_suspend("Unpaid")
        basket._channel_allow(basket._channel_findings()[basket], "For this once")
        self.assertEqual(self.send().state, "sale")

    # -- stock, quota ----------------------------------------------------------------------------------------------------

    def stock(self):
        [item] = self.shop()._catalogue(search="SHOP-P1")["items"]
        return item["stock"]

    def test_stock(self):
        self.assertEqual(self.stock()["level"], "none")
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1)
        self.env["stock.quant"]._update_available_quantity(self.phone, warehouse.lot_stock_id, 7)
        self.assertEqual((self.stock()["level"], self.stock()["quantity"]), ("stock", None))
        self.company.channel_portal_stock = "quantity"
        self.assertEqual(self.stock()["quantity"], 7)
        self.company.channel_portal_stock = "none"
        self.assertIsNone(self.stock())

    def test_quotas_of_other_addons_are_kept_to(self):
        def limits(_shop, products):
            return {product.id: {"left": 2.0, "text": "2 left"} for product in products if product == self.phone}

        self.patch(self.registry["crm.channel.shop"], "_portal_limits", limits)
        basket = self.fill(self.phone, self.printer, quantity=3)
        with self.assertRaisesRegex(UserError, "only 2 Units are left for you"):
            self.send()
        self.shop()._change({f"quantity_{basket.order_line[0].id}": "2"})
        self.assertTrue(self.send())

    # -- who ---------------------------------------------------------------------------------------------------------------

    def test_off(self):
        self.company.channel_portal_order = "off"
        with self.assertRaises(AccessError):
            self.shop()._catalogue()
        with self.assertRaises(AccessError):
            self.fill()

    def test_with_another_company(self):
        """A customer's portal user orders with the company it belongs to; another company's orders are not there."""
        foreign = self.env["sale.order"].with_company(self.other_company).create(
            {"partner_id": self.dealer_a.id, "company_id": self.other_company.id}
        )
        foreign.action_confirm()
        self.assertNotIn(foreign, self.shop()._orders_page()["orders"])
        with self.assertRaises(MissingError):
            self.shop()._order_page(foreign.id)
        self.fill()
        self.user_a.write({"company_ids": [Command.set(self.other_company.ids)], "company_id": self.other_company.id})
        there = self.env["crm.channel.shop"].with_user(self.user_a).with_company(self.other_company)
        self.assertFalse(there._basket_page()["order"])
        self.assertEqual(there._orders_page()["orders"], foreign)

    def test_internal_users_do_not_order_here(self):
        self.seller.partner_id.parent_id = self.dealer_a
        with self.assertRaises(AccessError):
            self.shop(self.seller)._catalogue()

    # -- salespeople ---------------------------------------------------------------------------------------------------------

    def test_a_basket_that_was_confirmed_is_none_any_more(self):
        basket = self.fill()
        basket.action_confirm()
        self.assertFalse(basket.channel_basket_of)
        self.assertNotEqual(self.fill(), basket)

    def test_a_basket_that_was_given_to_another_customer_is_none_any_more(self):
        basket = self.fill()
        basket.partner_id = self.dealer_b
        self.assertFalse(basket.channel_basket_of)
        self.assertFalse(self.shop(self.user_b)._basket_page()["order"])

    def test_the_marks_are_not_written_by_clients(self):
        orders = self.env["sale.order"].with_user(self.seller)
        order = orders.create({"partner_id": self.dealer_a.id})
        for vals in ({"channel_basket_of": self.dealer_a.id}, {"channel_requested_on": "2026-01-01 00:00:00"}):
            with self.assertRaises(AccessError):
                order.write(vals)
            with self.assertRaises(AccessError):
                orders.create({"partner_id": self.dealer_a.id} | vals)
        forged = orders.with_context(default_channel_basket_of=self.dealer_a.id).create({"partner_id": self.dealer_a.id})
        self.assertFalse(forged.channel_basket_of)

    def test_merged_customers(self):
        lost, kept = self.fill(user=self.user_b), self.fill()
        self.env["res.partner"]._rekey_customer(self.dealer_b, self.dealer_a)
        self.assertEqual((kept.channel_basket_of, lost.channel_basket_of), (self.dealer_a, self.env["res.partner"]))
