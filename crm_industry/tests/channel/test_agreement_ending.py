from datetime import date

from odoo.tests import freeze_time, tagged

from ..customer.handover_common import HandoverCommon
from ..customer.process_common import ProcessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-20 10:00:00")
class TestAgreementEnding(HandoverCommon, ProcessCommon):
    """Agreements that end start plans, and go with their dealers."""

    def agreement(self, dealer, last_day, **values):
        agreement = self.env["crm.dealer.agreement"].create(
            {
                "company_id": self.company.id,
                "dealer_id": dealer.id,
                "date_from": "2026-01-01",
                "date_to": last_day,
            }
            | values
        )
        agreement._guarded_write({"state": "active"})
        return agreement

    def test_agreements_that_end_within_the_days_once_each(self):
        rule = self.process("agreement_ending", days=30)
        self.agreement(self.dealer_a, "2026-06-19")
        self.agreement(self.dealer_b, "2026-06-20")
        rule._fire()
        rule._fire()
        self.assertEqual(rule.log_ids.partner_id, self.dealer_a)
        self.assertEqual((len(rule.log_ids), rule.log_ids.happened_on), (1, date(2026, 5, 20)))
        with freeze_time("2026-05-21 10:00:00"):
            rule._fire()
        self.assertEqual(rule.log_ids.partner_id, self.dealer_a | self.dealer_b)

    def test_renewed_and_ended_agreements_do_not_count(self):
        rule = self.process("agreement_ending", days=30)
        renewed = self.agreement(self.dealer_a, "2026-06-01")
        self.agreement(self.dealer_a, "2027-06-01", date_from="2026-06-02")._guarded_write({"renewal_of_id": renewed.id})
        self.agreement(self.dealer_b, "2026-06-01")._guarded_write({"state": "ended"})
        rule._fire()
        self.assertFalse(rule.log_ids)

    def test_agreements_go_with_their_dealers_and_come_back(self):
        agreement = self.agreement(self.dealer_a, "2026-12-31", salesperson_id=self.wang.id)
        ended = self.agreement(self.dealer_b, "2026-02-01", salesperson_id=self.wang.id)
        ended._guarded_write({"state": "ended"})
        handover = self.carried_out(self.li)
        self.assertEqual((agreement.salesperson_id, ended.salesperson_id), (self.li, self.wang))
        self.assertEqual(self.item(handover, agreement).partner_id, self.dealer_a)
        handover.action_undo()
        self.assertEqual(agreement.salesperson_id, self.wang)
