from odoo.tests import freeze_time, tagged

from .telecom_common import NOON
from .test_telecom_usage_import import UsageCase


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomUsageNumber(UsageCase):
    """Usage is named by the number that was used."""

    def test_usage_is_of_whoever_had_the_number_at_that_time(self):
        number = self.subscription.number_id
        self.step(self.subscription, "give_notice", day="2026-02-01")
        self.step(self.subscription, "terminate", day="2026-02-03")
        number._transition("end_quarantine")
        second = self.subscribe(prepared=False)
        number._assign(second._number_service())
        batch = self.load(
            f"before,{number.e164},2025-12-31 23:59:59,voice,1,,,1,",
            f"first,{number.e164},2026-01-01 00:00:00,voice,1,,,1,",
            f"last,{number.e164},2026-02-03 23:59:59,voice,1,,,1,",
            f"between,{number.e164},2026-02-04 00:00:00,voice,1,,,1,",
            f"now,{number.e164},2026-03-16 00:00:00,voice,1,,,1,",
        )
        self.assertEqual(set(self.bad(batch)), {2, 5})
        self.assertEqual((self.usage("first") | self.usage("last")).subscription_id, self.subscription)
        self.assertEqual(self.usage("now").subscription_id, second)

    def test_numbers_of_another_company_are_unknown(self):
        theirs = self.make_account(company_id=self.other_company.id)
        offering = self.make_offering("mobile", ("voice",), company_id=self.other_company.id)
        subscription = self.subscribe(account_id=theirs.id, offering_id=offering.id)
        batch = self.load(f"u1,{subscription.number_id.e164},2026-03-16 00:00:00,voice,1,,,1,")
        self.assertEqual(len(self.bad(batch)), 1)
