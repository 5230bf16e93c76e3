from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.crm_grading.tests.import_common import ImportOutcome

from .telecom_common import NOON, TelecomCommon

HEADER = "external_id,account,date,state,paid,line,amount,tax"


@freeze_time(NOON)
@tagged("post_install", "-at_install")
class TestTelecomBillCharge(ImportOutcome, TelecomCommon):
    """Charges that wait go onto the next bill of their account, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.external_id = "ACC-1"
        cls.subscription = cls.subscribe("active", day="2026-01-01")
        tax = {"name": "6 %", "amount": 6, "company_id": cls.company.id, "country_id": cls.company.country_id.id}
        if not cls.env["account.tax.group"].search_count([("company_id", "=", cls.company.id)], limit=1):
            group = {"name": "Test", "company_id": cls.company.id, "country_id": cls.company.country_id.id}
            tax["tax_group_id"] = cls.env["account.tax.group"].create(group).id
        cls.company.account_sale_tax_id = cls.tax = cls.env["account.tax"].create(tax)

    def charge(self, amount=10, **values):
        defaults = {"account_id": self.account.id, "name": "SIM card", "amount": amount, "date": "2026-03-01"}
        return self.env["crm.telecom.charge"].create(defaults | values)

    def load(self, *lines, **values):
        return self.import_lines("crm.telecom.import.batch", HEADER, *lines, user=self.telecom_manager, kind="bill", **values)

    def bill(self, name="b1"):
        self.env.invalidate_all()
        return self.env["crm.telecom.bill"].search([("external_id", "=", name), ("company_id", "=", self.company.id)])

    def amounts(self, bill):
        return (bill.amount_untaxed, bill.amount_tax, bill.amount_total, bill.amount_open)

    def test_a_validated_bill_takes_what_waits_of_its_account(self):
        charge, penalty = self.charge(10), self.charge(50, subscription_id=self.subscription.id)
        other = self.charge(account_id=self.make_account().id)
        self.load("b1,ACC-1,2026-03-05,,,,100,6")
        self.assertEqual((self.bill().state, charge.state), ("new", "open"))
        self.bill().with_user(self.telecom_manager).action_validate()
        bill = self.bill()
        self.assertEqual(self.amounts(bill), (160, 9.6, 169.6, 169.6))
        self.assertEqual((bill.charge_ids, other.state), (charge | penalty, "open"))
        self.assertEqual([charge.state, charge.bill_ref, charge.bill_id], ["billed", "b1", bill])
        self.assertEqual(
            [(line.description, line.amount, line.tax, line.subscription_id, line.charge_id) for line in bill.line_ids],
            [
                (False, 100, 6, self.subscription.browse(), charge.browse()),
                ("SIM card", 10, 0.6, self.subscription.browse(), charge),
                ("SIM card", 50, 3, self.subscription, penalty),
            ],
        )

    def test_bills_that_are_imported_as_validated_take_them_those_sent_do_not(self):
        charge = self.charge()
        self.load("b0,ACC-1,2026-03-04,sent,,,100,6")
        self.assertEqual((charge.state, self.bill("b0").amount_total), ("open", 106))
        self.load("b1,ACC-1,2026-03-05,validated,,,100,6", "b2,ACC-1,2026-03-06,validated,,,100,6")
        self.assertEqual((charge.bill_id, self.bill("b2").amount_total), (self.bill("b1"), 106))

    def test_a_bill_takes_what_came_before_it(self):
        charge = self.charge(date="2026-03-05")
        self.load("b1,ACC-1,2026-03-04,validated,,,100,6")
        self.assertEqual(charge.state, "open")
        self.load("b2,ACC-1,2026-03-05,validated,,,100,6")
        self.assertEqual(charge.bill_id, self.bill("b2"))

    def test_imported_again_nothing_is_taken_twice(self):
        charge = self.charge()
        line = "b1,ACC-1,2026-03-05,validated,,,100,6"
        self.load(line)
        before = self.bill().read()
        self.assertEqual(self.counts(self.load(line)), (1, 0, 0, 1, 0))
        self.assertEqual(self.bill().read(), before)
        self.assertEqual(self.counts(self.load("b1,ACC-1,2026-03-05,validated,,,200,12")), (1, 0, 1, 0, 0))
        bill = self.bill()
        self.assertEqual(self.amounts(bill), (210, 12.6, 222.6, 222.6))
        self.assertEqual((bill.charge_ids, len(bill.line_ids), bill.revision), (charge, 2, 2))
        self.charge(20)
        self.load("b1,ACC-1,2026-03-05,validated,,,100,6")
        self.assertEqual(self.amounts(self.bill()), (130, 7.8, 137.8, 137.8))

    def test_its_account_stays(self):
        self.charge()
        other = self.make_account()
        self.load("b1,ACC-1,2026-03-05,validated,,,100,6")
        batch = self.load(f"b1,{other.name},2026-03-05,validated,,,100,6")
        self.assertIn("has taken charges of its account over", self.bad(batch)[2])

    def test_what_the_source_calls_paid_is_not_the_charge(self):
        self.charge()
        self.load("b1,ACC-1,2026-03-05,validated,,,100,6")
        self.load("b1,ACC-1,2026-03-05,settled,,,100,6")
        self.assertEqual((self.bill().state, self.bill().amount_open), ("partially_paid", 10.6))
        self.bill().with_user(self.telecom_manager).action_register_payment(10.6)
        self.assertEqual((self.bill().state, self.bill().amount_open), ("settled", 0))

    def test_credits_as_far_as_the_bill_covers_them(self):
        small, large = self.charge(-30), self.charge(-90)
        self.load("b1,ACC-1,2026-03-05,validated,,,100,6")
        self.assertEqual((small.bill_id, large.state), (self.bill(), "open"))
        self.assertEqual(self.amounts(self.bill()), (70, 4.2, 74.2, 74.2))
        rest = self.charge(-10)
        self.load("b2,ACC-1,2026-03-06,validated,,,100,6")
        self.assertEqual((large.bill_id, rest.bill_id), (self.bill("b2"), self.bill("b2")))
        self.assertEqual((self.bill("b2").amount_total, self.bill("b2").state), (0, "settled"))

    def test_the_company_decides(self):
        self.company.telecom_charges_on_bills = False
        charge = self.charge()
        self.load("b1,ACC-1,2026-03-05,validated,,,100,6")
        self.assertEqual((charge.state, self.bill().amount_total), ("open", 106))

    def test_taken_over_by_the_billing_system_or_cancelled_they_wait_no_more(self):
        told, gone = self.charge(), self.charge()
        told.with_user(self.telecom_manager).action_bill_charges("b1")
        gone.action_cancel_charges()
        self.load("b1,ACC-1,2026-03-05,validated,,,110,6.6")
        self.assertEqual((self.bill().amount_total, told.bill_id), (116.6, self.bill("none")))

    def test_by_the_api(self):
        charge = self.charge()
        bills = self.env["crm.telecom.bill"].with_user(self.telecom_manager)
        entry = {"external_id": "b1", "account": "ACC-1", "date": "2026-03-05", "state": "validated", "amount": 100, "tax": 6}
        for _time in range(2):
            bills.record_bills([entry], "billing")
        self.assertEqual((self.bill().amount_total, charge.bill_id), (116.6, self.bill()))

    def test_a_move_s_proration_and_penalty(self):
        """Whatever writes charges: they are kept by the same method."""
        values = {"account_id": self.account.id, "date": "2026-03-01", "name": "x"}
        kinds = {"fee_credit": -40, "fee_charge": 60, "penalty": 100}
        charges = [values | {"kind": kind, "amount": amount} for kind, amount in kinds.items()]
        self.env["crm.telecom.charge"]._keep_charges(charges)
        self.load("b1,ACC-1,2026-03-05,validated,,,100,6")
        self.assertEqual(
            {(line.kind, line.amount) for line in self.bill().line_ids if line.charge_id},
            {("recurring", -40), ("recurring", 60), ("penalty", 100)},
        )
        self.assertEqual(self.bill().amount_untaxed, 220)

    def test_they_come_onto_the_invoice(self):
        if not self.env["account.journal"].search_count([("type", "=", "sale"), ("company_id", "=", self.company.id)], limit=1):
            self.env["account.chart.template"].try_loading("generic_coa", self.company, install_demo=False)
            self.company.account_sale_tax_id = self.tax
        self.company.telecom_bill_posting = "lines"
        charge = self.charge()
        self.load("b1,ACC-1,2026-03-05,validated,,,100,6")
        self.bill().with_user(self.telecom_manager).action_post_invoices()
        invoice = self.bill().invoice_id
        self.assertEqual((invoice.amount_untaxed, invoice.amount_total), (110, 116.6))
        late = self.charge()
        self.load("b1,ACC-1,2026-03-05,validated,,,100,6")
        self.assertEqual((charge.state, late.state), ("billed", "open"))

    def test_nobody_puts_one_onto_a_bill_by_hand(self):
        charge, bill = self.charge(), self.make_bill(account=self.account, amount=100)
        with self.assertRaises(AccessError):
            charge.with_user(self.telecom_manager).write({"bill_id": bill.id})
        with self.assertRaises(AccessError):
            bill.with_user(self.telecom_manager).write({"charged_untaxed": 1})
