import re
from contextlib import contextmanager

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.crm_grading.tests.portal_common import PortalPages, PortalUsers

from .agreement_common import AgreementCommon


class ShopCommon(PortalUsers, AgreementCommon):
    """Portal users of the dealers and the retailer, who order: ``user_a`` and ``colleague_a`` of dealer A, ``user_b``,
    ``user_shop``. Nothing is checked unless a test says so; ``phone`` costs 100, ``printer`` 50, without taxes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "channel_portal_order": "request",
                "channel_portal_stock": "level",
                "channel_order_check": "off",
                "credit_check_confirm": "off",
                "credit_check_change": "off",
                "credit_portal_access": "all",
            }
        )
        (cls.type_dealer | cls.type_retail).channel_ordering = True
        cls.phone.write({"list_price": 100, "taxes_id": [Command.clear()], "default_code": "SHOP-P1"})
        cls.printer.write({"list_price": 50, "taxes_id": [Command.clear()], "default_code": "SHOP-P2"})
        cls.seller = new_test_user(cls.env, "shop_seller", "sales_team.group_sale_salesman")
        (cls.dealer_a | cls.dealer_b).user_id = cls.seller
        cls.user_a, cls.colleague_a, cls.user_b, cls.user_shop = (
            cls.portal_user(login, customer)
            for login, customer in (
                ("shop_dealer_a", cls.dealer_a),
                ("shop_colleague_a", cls.dealer_a),
                ("shop_dealer_b", cls.dealer_b),
                ("shop_retailer", cls.retailer),
            )
        )

    @classmethod
    def shop(cls, user=None):
        """The shop as a portal user has it."""
        return cls.env["crm.channel.shop"].with_user(user or cls.user_a).with_company(cls.company)

    @classmethod
    def basket(cls, customer=None):
        return cls.env["sale.order"].search([("channel_basket_of", "=", (customer or cls.dealer_a).id)])

    @classmethod
    def fill(cls, *products, user=None, quantity=1):
        for product in products or (cls.phone,):
            cls.shop(user)._add({"product_id": str(product.id), "quantity": str(quantity)})
        return cls.basket((user or cls.user_a).partner_id.commercial_partner_id)

    @classmethod
    def send(cls, user=None, **values):
        """Send the basket as the page of a user shows it."""
        shop = cls.shop(user)
        page = shop._basket_page()
        return shop._submit({"order": str(page["order"].id), "stamp": page["stamp"]} | values)

    @classmethod
    def limit_credit(cls, customer, amount):
        """Check the credit of a customer, who gets this limit."""
        cls.company.credit_check_confirm = "block"
        account = cls.env["crm.credit.account"].sudo()._for_customers(customer, cls.company) or cls.env[
            "crm.credit.account"
        ].sudo().create({"partner_id": customer.id, "company_id": cls.company.id})
        account.write({"limit_mode": "limited", "limit_amount": amount})


class ShopPages(PortalPages):
    """Pages of the shop by HTTP."""

    def page(self, path="", user=None):
        self.log_in(user or self.user_a)
        return self.body(self.url_open(f"/my/shop{path}"))

    def answer(self, path, user=None, **values):
        """Post a form, and return the response."""
        return self.send_form(user or self.user_a, f"/my/shop{path}", values)

    def post(self, path, user=None, **values):
        return self.body(self.answer(path, user, **values))

    def send_by_page(self, user=None, **values):
        page = self.page("/basket", user)
        fields = {name: re.search(rf'name="{name}" value="([^"]*)"', page).group(1) for name in ("order", "stamp")}
        return self.post("/submit", user, **fields, **values)

    @contextmanager
    def counted(self, most):
        before = self.cr.sql_log_count
        yield
        self.assertLessEqual(self.cr.sql_log_count - before, most)
