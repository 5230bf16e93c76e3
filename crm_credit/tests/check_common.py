from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon


class CreditCheckMixin:
    """A company that blocks at confirmation, one user per role, a customer with a limit of 1,000 and an untaxed product."""

    @classmethod
    def _set_up_credit(cls):
        cls.env["res.lang"]._activate_lang("en_US")
        cls.company = cls.env.company
        cls.company.write({"credit_check_confirm": "block", "credit_check_change": "block"})
        cls.seller = cls._user("credit_seller", "sales_team.group_sale_salesman")
        cls.officer = cls._user("credit_officer", "crm_credit.group_credit_officer")
        cls.manager = cls._user("credit_manager", "crm_credit.group_credit_manager")
        cls.company.credit_officer_id = cls.officer
        cls.customer = cls.env["res.partner"].create({"name": "Dealer One", "is_company": True})
        cls._set_limit(cls.customer, 1000.0)
        cls.product = cls.env["product.product"].create(
            {"name": "Carton", "type": "service", "list_price": 100.0, "taxes_id": False}
        )

    @classmethod
    def _user(cls, login, groups, **values):
        return new_test_user(cls.env, login=login, groups=f"base.group_user,{groups}", lang="en_US", **values)

    @classmethod
    def _set_limit(cls, partner, amount=0.0, mode="limited", company=None, **values):
        account = cls.env["crm.credit.account"]._ensure(partner, company or cls.company)
        account.write({"limit_mode": mode, "limit_amount": amount, **values})
        return account

    @classmethod
    def _order(cls, amount, partner=None, user=None, **values):
        return cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "user_id": (user or cls.seller).id,
                "order_line": [
                    Command.create({"product_id": cls.product.id, "product_uom_qty": 1, "price_unit": amount})
                ],
                **values,
            }
        )

    @classmethod
    def _orders(cls, *amounts, **values):
        return cls.env["sale.order"].union(*(cls._order(amount, **values) for amount in amounts))

    def _confirm(self, orders, user=None):
        return orders.with_user(user or self.seller).action_confirm()

    def _held_order(self, amount=1500.0, **values):
        order = self._order(amount, **values)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")
        return order

    def _decisions(self, order):
        return self.env["crm.credit.decision"].search([("order_id", "=", order.id)], order="id")


class CreditCheckCommon(CreditCheckMixin, BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_credit()
