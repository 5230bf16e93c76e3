from datetime import timedelta
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .application_common import ApplicationCommon
from .check_common import CreditCheckCommon
from .collection_common import CollectionCommon
from .test_delivery import DeliveryMixin


@tagged("post_install", "-at_install")
class TestApplicationTours(ApplicationCommon, HttpCase):
    def test_from_the_application_to_the_order(self):
        """The salesperson applies, the officer assesses, the manager approves, and the order passes."""
        self.start_tour("/odoo/my-credit-applications", "credit_application_salesperson", login="credit_seller")
        application = self.applications.search([("partner_id", "=", self.customer.id)])
        self.assertEqual((application.stage, application.requested_by), ("assess", self.seller))
        self.start_tour("/odoo/credit-applications", "credit_application_officer", login="credit_officer")
        self.assertEqual((application.stage, application.officer_id), ("approve", self.officer))
        self.assertEqual(self.account.limit_amount, 1000.0)
        self.start_tour("/odoo/credit-applications", "credit_application_manager", login="credit_manager")
        self.assertEqual(application.approval_ids.user_id, self.manager)
        self.assertEqual(self.account.limit_amount, 5000.0)
        change = self.env["crm.credit.limit.change"].search([("account_id", "=", self.account.id)], limit=1)
        self.assertEqual((change.source, change.old_amount, change.new_amount), ("application", 1000.0, 5000.0))
        order = self._order(4000.0)
        self.start_tour(f"/odoo/sales/{order.id}", "credit_order_passes", login="credit_seller")
        self.assertEqual((order.state, order.credit_state), ("sale", "clear"))


@tagged("post_install", "-at_install")
class TestDeliveryTours(DeliveryMixin, CreditCheckCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_delivery()
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)
        cls.company.write({"credit_overdue_rule": True, "credit_overdue_days": 30, "credit_overdue_amount": 0.0})
        cls._set_limit(cls.customer, 100000.0)
        cls._user("credit_accountant", "account.group_account_invoice")

    def test_payment_lets_the_goods_go(self):
        """Goods ordered in good times are held when an invoice has fallen overdue, until its payment comes in."""
        picking = self._sold(3).picking_ids
        invoice = self._overdue_invoice(800.0)
        self.start_tour(f"/odoo/deliveries/{picking.id}", "credit_delivery_held", login="credit_storekeeper")
        self.assertEqual((picking.state, picking.credit_state), ("assigned", "held"))
        self.start_tour(f"/odoo/customer-invoices/{invoice.id}", "credit_payment_registered", login="credit_accountant")
        self.env["crm.credit.recheck"]._process()
        self.assertEqual(picking.credit_state, "clear")
        self.start_tour(f"/odoo/deliveries/{picking.id}", "credit_delivery_leaves", login="credit_storekeeper")
        self.assertEqual(picking.state, "done")

    def _overdue_invoice(self, amount):
        day = self.company._business_today() - timedelta(days=60)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": day,
                "invoice_date_due": day,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [(0, 0, {"product_id": self.product.id, "price_unit": amount, "tax_ids": False})],
            }
        )
        invoice.action_post()
        return invoice


@tagged("post_install", "-at_install")
class TestCollectionTours(CollectionCommon, HttpCase):
    def test_from_the_reminder_to_the_broken_promise(self):
        """A dunning run, a promise on the phone, and the work list when nothing has come."""
        self._invoice(400.0, due=-15)
        run_model = self.registry["crm.credit.dunning.run"]
        with patch.object(run_model, "_job_start", lambda job: job._job_run_now()):
            self.start_tour("/odoo/dunning-runs", "credit_dunning_run", login="collection_officer")
        letter = self.env["crm.credit.dunning.letter"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((letter.state, letter.level_id, letter.amount), ("sent", self.first, 400.0))
        self.start_tour("/odoo/collection", "credit_promise", login="collection_officer")
        promise = self.env["crm.credit.promise"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((promise.amount, promise.state, promise.user_id), (300.0, "open", self.officer))
        last = self.today - timedelta(days=9)
        promise.write({"date": last, "date_due": last})
        self.assertEqual(promise.state, "broken")
        self.start_tour("/odoo/collection", "credit_promise_broken", login="collection_officer")
