from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from .serial_common import NOON, SerialCommon

PIECE = "odoo.addons.crm_industry.models.channel.crm_diversion_detection_again.EVENTS_A_PIECE"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestSerialAgain(SerialCommon):
    """Events that were looked at before their goods, or an agreement, came."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.west = cls.make_region("West", cls.market)

    def whats_found(self):
        return self.found(self.detect()[0])

    # -- goods that come late ------------------------------------------------------------------------------------------

    def test_goods_whose_delivery_is_booked_late_are_judged_by_it(self):
        self.make_lots("S1", "S2")
        self.see("S1", region=self.south_city)
        self.see("S2", region=self.east_city)
        findings, _cases = self.detect()
        self.assertEqual(self.found(findings), {("R3", code, "not_shipped") for code in ("S1", "S2")})
        self.ship(self.dealer_a, "S1", "S2")
        finding, _cases = self.detect()
        self.assertEqual(self.found(finding), {("R1", "S1", "outside_coverage")})
        self.assertEqual((finding.dealer_id, finding.victim_id), (self.dealer_a, self.dealer_b))

    def test_a_code_that_nobody_knew_gets_its_serial_number(self):
        event = self.see("S1", region=self.east_city)
        self.assertEqual(self.found(self.detect()[0]), {("R3", "S1", "unknown_code")})
        self.assertFalse(event.lot_id)
        self.ship(self.dealer_a, "S1")
        self.assertFalse(self.whats_found())
        self.assertEqual(event.lot_id, self.lot("S1"))

    def test_a_code_of_two_products_stays_a_text(self):
        event = self.see("S1", region=self.east_city)
        tablet = self.make_product("Tablet", self.smart_phones, tracking="serial")
        self.make_lots("S1", product=tablet)
        self.ship(self.dealer_a, "S1")
        self.assertEqual(self.whats_found(), {("R3", "S1", "unknown_code")})
        self.assertFalse(event.lot_id)

    def test_a_code_of_another_company_stays_a_text(self):
        event = self.see("S1", company_id=self.other_company.id)
        self.ship(self.dealer_a, "S1")
        self.detect()
        self.assertFalse(event.lot_id)

    def test_goods_whose_return_is_booked_late_are_the_dealers_no_more(self):
        picking = self.ship(self.dealer_a, "S1", day="2026-01-10 04:00:00")
        self.see("S1", region=self.south_city)
        self.assertEqual(self.found(self.detect()[0]), {("R1", "S1", "outside_coverage")})
        self.give_back(picking, "2026-02-10 04:00:00")
        self.assertEqual(self.whats_found(), {("R3", "S1", "not_shipped")})

    def test_what_did_not_change_is_not_looked_at_again(self):
        first = self.ship(self.dealer_a, "S1", day="2026-02-01 04:00:00")
        self.ship(self.dealer_a, "S2", day="2026-02-01 04:00:00")
        self.see("S1", "S2", region=self.south_city)
        before, _cases = self.detect()
        codes = dict(zip(before.ids, before.mapped("code"), strict=True))
        self.assertEqual(self.detect()[0], before)
        self.give_back(first, "2026-03-05 04:00:00")
        after, _cases = self.detect()
        self.assertEqual(self.found(after), {("R1", code, "outside_coverage") for code in ("S1", "S2")})
        self.assertEqual([codes[finding.id] for finding in after & before], ["S2"], "that of S1 was written anew")

    def test_rules_that_are_switched_off_keep_what_they_found(self):
        self.see("S1", region=self.south_city)
        before, _cases = self.detect()
        self.rules["R3"].active = False
        self.ship(self.dealer_a, "S1")
        self.assertEqual(self.whats_found(), self.found(before) | {("R1", "S1", "outside_coverage")})

    def test_many_events_are_looked_at_piece_by_piece(self):
        codes = [f"S{number}" for number in range(5)]
        self.see(*codes, region=self.south_city)
        self.detect()
        self.ship(self.dealer_a, *codes)
        with patch(PIECE, 2):
            self.assertEqual(self.whats_found(), {("R1", code, "outside_coverage") for code in codes})

    # -- agreements that come late -------------------------------------------------------------------------------------

    def test_a_dealer_who_gets_an_agreement_late_has_a_territory_since_its_first_day(self):
        self.ship(self.sub_dealer, "S1")
        self.see("S1", region=self.south_city)
        self.assertFalse(self.detect()[0])
        agreement = self.activate(self.sub_dealer, self.west, self.phones)
        self.assertTrue(agreement.judge_again)
        finding, _cases = self.detect()
        self.assertEqual((finding.kind, finding.dealer_id), ("R1", self.sub_dealer))
        self.assertEqual((finding.agreement_id, finding.victim_id), (agreement, self.dealer_b))
        self.assertFalse(agreement.judge_again)

    def test_goods_inside_of_a_territory_that_was_agreed_late_are_right(self):
        self.ship(self.dealer_a, "S1", "S2")
        self.see("S1", region=self.west)
        self.see("S2", region=self.south_city)
        self.assertEqual(len(self.detect()[0]), 2)
        self.activate(self.dealer_a, self.west, self.phones)
        self.assertEqual(self.whats_found(), {("R1", "S2", "outside_coverage")})

    def test_who_gets_the_territory_late_is_the_victim(self):
        self.ship(self.dealer_a, "S1")
        self.see("S1", region=self.west)
        self.assertFalse(self.detect()[0].victim_id)
        self.activate(self.dealer_b, self.west, self.phones)
        self.assertEqual(self.detect()[0].victim_id, self.dealer_b)

    def test_agreements_that_begin_later_change_nothing_now(self):
        self.ship(self.dealer_a, "S1")
        self.see("S1", region=self.west)
        before, _cases = self.detect()
        agreement = self.activate(self.dealer_a, self.west, self.phones, date_from="2026-03-11")
        self.assertFalse(agreement.judge_again)
        self.assertEqual(self.detect()[0], before)

    def test_an_end_changes_nothing_of_what_was(self):
        self.ship(self.dealer_a, "S1", "S2", day=NOON)
        self.see("S1", region=self.east_city, at=NOON)
        self.see("S2", region=self.south_city, at=NOON)
        before = self.whats_found()
        self.assertEqual(before, {("R1", "S2", "outside_coverage")})
        self.agreement_a.with_user(self.channel_manager).action_terminate("Moved away")
        self.agreement_a._guarded_write({"judge_again": True})
        with freeze_time("2026-03-20 04:00:00"):
            self.assertEqual(self.whats_found(), before)

    # -- cases that there are ------------------------------------------------------------------------------------------

    def _case(self):
        """Three handsets seen in dealer B's territory: a case."""
        codes = ("S1", "S2", "S3")
        self.ship(self.dealer_a, *codes)
        self.see(*codes, region=self.south_city)
        findings, case = self.detect()
        self.assertEqual((len(findings), len(case)), (3, 1))
        return findings, case

    def _judge_again(self):
        """Let all shipments have changed, and an agreement come late."""
        self.env.cr.execute("UPDATE crm_serial_shipment SET judge_again = TRUE")
        self.activate(self.dealer_a, self.west, self.phones)

    def test_open_cases_are_not_doubled(self):
        findings, case = self._case()
        self._judge_again()
        self.assertEqual(self.detect(), (findings, case))
        self.assertEqual(findings.case_id, case)

    def test_dismissed_cases_are_not_opened_again(self):
        findings, case = self._case()
        case.with_user(self.second_manager).action_dismiss("A fair")
        self._judge_again()
        self.assertEqual(self.detect(), (findings, case))
        self.assertEqual((case.state, findings.case_id), ("dismissed", case))

    def test_what_comes_late_can_open_a_case(self):
        codes = ("S1", "S2", "S3")
        self.make_lots(*codes)
        self.rules["R3"].min_units = 9
        self.see(*codes, region=self.south_city)
        self.assertFalse(self.detect()[1])
        self.ship(self.dealer_a, *codes)
        findings, case = self.detect()
        self.assertEqual((case.dealer_id, case.victim_id, case.finding_ids), (self.dealer_a, self.dealer_b, findings))

    def test_evidence_of_a_merged_case_stays(self):
        findings, case = self._case()
        case.with_user(self.investigator).action_take_evidence()
        case._dismiss_merged()
        self.assertFalse(findings.case_id)
        self._judge_again()
        self.assertEqual(self.detect()[0], findings)
        self.assertFalse(case._broken_line())
