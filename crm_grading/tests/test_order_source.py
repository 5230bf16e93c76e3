import json
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..hooks import _fill_order_source
from .common import GradingCommon


@tagged("post_install", "-at_install", "alone")
class TestOrderSource(GradingCommon):
    def order(self, user=None, **vals):
        return self.env["sale.order"].with_user(user or self.salesperson).create({"partner_id": self.customer.id} | vals)

    def test_an_order_of_a_salesperson(self):
        self.assertEqual(self.order().order_source, "salesperson")

    def test_the_client_does_not_choose_the_source(self):
        orders = self.env["sale.order"].with_user(self.salesperson)
        self.assertEqual(self.order(order_source="portal").order_source, "salesperson")
        order = orders.with_context(default_order_source="api").create({"partner_id": self.customer.id})
        self.assertEqual(order.order_source, "salesperson")
        for user in (self.salesperson, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                order.with_user(user).write({"order_source": "portal"})

    def test_a_portal_user_orders_on_the_portal(self):
        user = new_test_user(self.env, "order_portal", "base.group_portal")
        # Portal code creates with superuser rights in the name of the portal user.
        order = self.env["sale.order"].with_user(user).sudo().create({"partner_id": self.customer.id})
        self.assertEqual(order.order_source, "portal")

    def test_orders_of_a_file_are_imported(self):
        result = self.env["sale.order"].with_user(self.salesperson).load(["partner_id/.id"], [[str(self.customer.id)]])
        self.assertEqual(result["messages"], [])
        order = self.env["sale.order"].browse(result["ids"])
        self.assertEqual(order.order_source, "import")
        self.assertEqual(self.order().order_source, "salesperson", "only while the file is loaded")
        self.assertEqual(order.copy().order_source, "salesperson", "a copy is an order of its own")

    def test_an_order_of_the_website(self):
        orders = self.env["sale.order"]
        self.assertEqual(orders._get_order_source({"website_id": 1}), "website")
        self.assertEqual(orders._get_order_source({"website_id": False}), "salesperson")

    def test_the_shop_s_cart_is_of_the_website_the_back_office_is_not(self):
        """Without Odoo's shop: it makes its carts with a website, in a page of the site, as superuser."""
        carts = self.env["sale.order"].sudo()
        source = "odoo.addons.crm_grading.models.foundation.sale_order.request"
        for frontend, expected in ((True, "website"), (False, "salesperson")):
            dispatcher = SimpleNamespace(routing_type="jsonrpc")
            page = SimpleNamespace(is_frontend=frontend, dispatcher=dispatcher, env=self.env)
            with self.subTest(frontend=frontend), patch(source, page):
                self.assertEqual(carts._get_order_source({"website_id": 1}), expected)

    def test_shop_orders_from_before_are_of_the_website(self):
        """Odoo's shop is no dependency: its column is looked at where there is one."""
        shop, other = self.order(), self.order()
        self.env.flush_all()
        if "website_id" not in self.env["sale.order"]._fields:
            self.env.cr.execute(SQL("ALTER TABLE sale_order ADD COLUMN website_id integer"))
        self.env.cr.execute(SQL("UPDATE sale_order SET website_id = 1 WHERE id = %s", shop.id))
        _fill_order_source(self.env)
        self.env.invalidate_all()
        self.assertEqual((shop.order_source, other.order_source), ("website", "salesperson"))

    def test_the_report_groups_by_source(self):
        product = self.env["product.product"].create({"name": "Ball", "list_price": 10})
        self.order(order_line=[(0, 0, {"product_id": product.id})])
        self.env.flush_all()
        groups = self.env["sale.report"]._read_group([("product_id", "=", product.id)], ["order_source"], ["price_subtotal:sum"])
        self.assertEqual(groups, [("salesperson", 10.0)])

    def test_orders_from_before_get_what_is_known_of_them(self):
        order = self.order()
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE sale_order SET order_source = NULL WHERE id = %s", order.id))
        with patch("odoo.addons.crm_grading.hooks.sql.column_exists", return_value=False):
            _fill_order_source(self.env)
        order.invalidate_recordset()
        self.assertEqual(order.order_source, "salesperson")


@tagged("post_install", "-at_install", "alone")
class TestOrderSourceHttp(HttpCase):
    def setUp(self):
        super().setUp()
        self.user = new_test_user(self.env, "order_api", "sales_team.group_sale_manager")
        self.customer = self.env["res.partner"].create({"name": "Alpha"})

    def source(self, order_id):
        return self.env["sale.order"].browse(order_id).order_source

    def test_json2_is_the_api(self):
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        key = self.env["res.users.apikeys"].with_user(self.user)._generate("rpc", "test", tomorrow)
        response = self.url_open(
            "/json/2/sale.order/create",
            data=json.dumps({"vals_list": [{"partner_id": self.customer.id}]}),
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        self.assertEqual(self.source(response.json()[0]), "api")

    @mute_logger("odoo.addons.rpc.controllers.xmlrpc")  # it warns of its end
    def test_xmlrpc_is_the_api(self):
        [order] = self.xmlrpc_object.execute_kw(
            self.env.cr.dbname, self.user.id, "order_api", "sale.order", "create", [[{"partner_id": self.customer.id}]]
        )
        self.assertEqual(self.source(order), "api")

    def test_the_web_client_is_not(self):
        self.authenticate("order_api", "order_api")
        orders = self.make_jsonrpc_request(
            "/web/dataset/call_kw/sale.order/create",
            {"model": "sale.order", "method": "create", "args": [[{"partner_id": self.customer.id}]], "kwargs": {}},
        )
        self.assertEqual(self.source(orders[0]), "salesperson")
