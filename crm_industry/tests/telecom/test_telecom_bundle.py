from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON, TelecomCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomBundle(TelecomCommon):
    """Subscriptions that were sold together."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bundle = cls.env["crm.telecom.bundle"].create({"name": "Family", "partner_id": cls.subscriber.id})

    def test_figures_are_of_what_is_not_over(self):
        for access, state in (("mobile", "active"), ("internet", "created"), ("mobile", "terminated")):
            self.subscribe(state, access, bundle_id=self.bundle.id)
        self.assertEqual((self.bundle.subscription_count, self.bundle.monthly_fee), (2, 200))

    def test_fees_in_another_currency_count_in_that_of_the_company(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        rate = {"currency_id": euro.id, "name": "2026-03-01", "rate": 0.5, "company_id": self.company.id}
        self.env["res.currency.rate"].create(rate)
        abroad = self.make_account(currency_id=euro.id)
        offering = self.make_offering("internet", ("broadband",), currency_id=euro.id, monthly_fee=30)
        self.subscribe(bundle_id=self.bundle.id)
        self.subscribe(account_id=abroad.id, offering_id=offering.id, access_type="internet", bundle_id=self.bundle.id)
        self.assertEqual((self.bundle.subscription_count, self.bundle.monthly_fee), (2, 160))

    def test_belongs_to_one_customer(self):
        theirs = self.make_account(partner_id=self.customer.id)
        with self.assertRaisesRegex(ValidationError, "whose bundle"):
            self.subscribe(account_id=theirs.id, bundle_id=self.bundle.id)
        relative = self.subscribe(partner_id=self.customer.id, bundle_id=self.bundle.id)
        self.assertEqual(relative.bundle_id, self.bundle)
        self.account.payer_id = self.payer
        self.subscribe(bundle_id=self.bundle.id)

    def test_stays_while_something_is_in_it(self):
        subscription = self.subscribe("active", bundle_id=self.bundle.id)
        with self.assertRaisesRegex(ValidationError, "not over"):
            self.bundle.with_user(self.telecom_agent).action_archive()
        self.step(subscription, "give_notice")
        self.step(subscription, "terminate")
        self.bundle.with_user(self.telecom_agent).action_archive()
        self.assertFalse(self.bundle.active)
