from datetime import timedelta

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


class ExposureCommon(AccountTestInvoicingCommon):
    """A company in USD, a customer with a contact, a product at 100 without taxes, and short ways to documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True)
        cls.company = cls.env.company
        for event in ("confirm", "change", "delivery", "invoice"):
            cls.company[f"credit_check_{event}"] = "off"
        cls.today = cls.company._business_today()
        cls.customer = cls._customer("Dealer One")
        cls.contact = cls.env["res.partner"].create(
            {"name": "Accountant of One", "parent_id": cls.customer.id, "type": "invoice"}
        )
        cls.other = cls._customer("Dealer Two")
        cls.product = cls._goods("Carton", "order")
        cls.delivered_product = cls._goods("Pallet", "delivery")
        cls.tax_20 = cls.percent_tax(20, cls)
        cls.tax_included_20 = cls.percent_tax(20, cls, price_include_override="tax_included")

    @classmethod
    def percent_tax(cls, amount, *_self, **values):
        return cls.env["account.tax"].create(
            {"name": f"{amount} % {values}", "amount": amount, "type_tax_use": "sale", **values}
        )

    @classmethod
    def _customer(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, "is_company": True, **values})

    @classmethod
    def _goods(cls, name, policy):
        return cls.env["product.product"].create(
            {"name": name, "type": "service", "invoice_policy": policy, "list_price": 100, "taxes_id": [Command.clear()]}
        )

    @classmethod
    def _user(cls, login, groups="", **values):
        return new_test_user(cls.env, login=login, groups=f"base.group_user,{groups}".rstrip(","), lang="en_US", **values)

    @classmethod
    def _line(cls, quantity=1.0, price=100.0, product=None, taxes=None, **values):
        return Command.create(
            {
                "product_id": (product or cls.product).id,
                "product_uom_qty": quantity,
                "price_unit": price,
                "tax_ids": [Command.set(taxes.ids if taxes else [])],
                **values,
            }
        )

    @classmethod
    def _order(cls, *lines, partner=None, confirm=True, **values):
        order = cls.env["sale.order"].create(
            {"partner_id": (partner or cls.customer).id, "order_line": list(lines) or [cls._line()], **values}
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _invoice(cls, amount=100.0, partner=None, kind="out_invoice", due=0, post=True, **values):
        """An invoice that belongs to no order, due in so many days."""
        date = cls.today + timedelta(days=min(due, 0))
        move = cls.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": (partner or cls.customer).id,
                "invoice_date": date,
                "invoice_date_due": cls.today + timedelta(days=due),
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": cls.product.id, "quantity": 1, "price_unit": amount, "tax_ids": [Command.clear()]}
                    )
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _invoice_order(cls, order, quantity=None, post=True):
        invoice = order._create_invoices(final=True)
        if quantity is not None:
            invoice.invoice_line_ids.filtered("product_id").quantity = quantity
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def _pay(cls, invoice, amount=None):
        values = {"amount": amount} if amount else {}
        return (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"payment_date": cls.today, **values})
            ._create_payments()
        )

    @classmethod
    def _payment(cls, amount, partner=None):
        """Money received that no invoice is matched with."""
        payment = cls.env["account.payment"].create(
            {"partner_id": (partner or cls.customer).id, "partner_type": "customer", "payment_type": "inbound", "amount": amount}
        )
        payment.action_post()
        return payment

    @classmethod
    def _account(cls, partner=None, mode="limited", amount=0.0, company=None, **values):
        account = cls.env["crm.credit.account"]._ensure(partner or cls.customer, company or cls.company)
        account.write({"limit_mode": mode, "limit_amount": amount, **values})
        return account

    @classmethod
    def _row(cls, partner=None, company=None):
        partner = partner or cls.customer
        return cls.env["crm.credit.exposure"]._exposure(partner, company or cls.company)[partner.id]

    def assertRow(self, partner=None, company=None, **expected):
        """Compare amounts of a customer's row to the cent; columns not named are not compared, except the total."""
        row = self._row(partner, company)
        self.assertEqual({name: row[name] for name in expected}, expected)
        parts = ("receivable", "draft_invoices", "open_orders", "prepaid", "bills", "securities")
        self.assertAlmostEqual(row["total"], sum(row[name] for name in parts), 2)
