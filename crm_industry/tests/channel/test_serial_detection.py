from odoo.tests import freeze_time, tagged

from .serial_common import NOON, SerialCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestSerialDetection(SerialCommon):
    """Each rule where it finds something, and where it must not."""

    # -- R1 ------------------------------------------------------------------------------------------------------------

    def test_goods_seen_in_another_territory_are_found_with_dealer_agreement_and_victim(self):
        picking = self.ship(self.dealer_a, "S1")
        self.see("S1", region=self.south_city)
        finding, cases = self.detect()
        self.assertEqual((finding.kind, finding.reason), ("R1", "outside_coverage"))
        self.assertEqual((finding.dealer_id, finding.victim_id), (self.dealer_a, self.dealer_b))
        self.assertEqual((finding.agreement_id, finding.picking_id), (self.agreement_a, picking))
        self.assertEqual(finding.ship_day.isoformat(), "2026-02-01")
        for text in ("S1", "Dealer A", "2026-02-01", self.agreement_a.name, "South City", "2026-03-01"):
            self.assertIn(text, finding.why)
        self.assertFalse(cases, "a single unit only counts")

    def test_goods_seen_in_their_own_territory_are_right(self):
        self.ship(self.dealer_a, "S1")
        self.see("S1", region=self.east_city)
        self.assertFalse(self.detect()[0])

    def test_a_region_around_the_territory_is_no_other_one(self):
        self.ship(self.dealer_a, "S1", "S2")
        self.see("S1", region=self.market)
        self.see("S2", region=self.south)
        findings, _cases = self.detect()
        self.assertEqual(findings.mapped("code"), ["S2"])

    def test_the_agreement_of_the_ship_day_decides_not_todays(self):
        self.agreement_a.with_user(self.channel_manager).action_terminate("Moved away")
        self.ship(self.dealer_a, "S1", day="2026-02-01 04:00:00")
        with freeze_time("2026-04-10 04:00:00"):
            self.see("S1", region=self.east_city, at="2026-04-01 04:00:00")
            self.see("S1", region=self.south_city, at="2026-04-01 05:00:00")
            findings, _cases = self.detect()
        self.assertEqual([(finding.kind, finding.region_id) for finding in findings], [("R1", self.south_city)])

    def test_a_dealer_without_agreement_has_no_territory_to_leave(self):
        self.ship(self.sub_dealer, "S1")
        self.see("S1", region=self.south_city)
        self.assertFalse(self.detect()[0])

    def test_another_category_than_the_agreed_one_is_outside(self):
        printer = self.make_product("Serial Printer", self.printers, tracking="serial")
        self.ship(self.dealer_a, "P1", product=printer)
        self.see("P1", region=self.east_city)
        findings, _cases = self.detect()
        self.assertEqual(self.found(findings), {("R1", "P1", "outside_coverage")})

    def test_goods_that_came_back_are_not_the_dealers_any_more(self):
        picking = self.ship(self.dealer_a, "S1", day="2026-01-10 04:00:00")
        self.give_back(picking, "2026-02-10 04:00:00")
        self.see("S1", region=self.south_city, at="2026-02-05 04:00:00")
        self.see("S1", region=self.south_city, at="2026-03-01 04:00:00")
        findings, _cases = self.detect()
        found = {(finding.kind, finding.event_time.isoformat(), finding.dealer_id) for finding in findings}
        self.assertEqual(
            found,
            {
                ("R1", "2026-02-05T04:00:00", self.dealer_a),
                ("R3", "2026-03-01T04:00:00", self.env["res.partner"]),
            },
        )

    def test_kinds_of_events_that_are_switched_off_do_not_count(self):
        self.rules["R1"].on_activation = False
        self.ship(self.dealer_a, "S1", "S2")
        self.see("S1", region=self.south, kind="activation")
        self.see("S2", region=self.south, kind="scan")
        findings, _cases = self.detect()
        self.assertEqual(findings.mapped("code"), ["S2"])

    def test_a_rule_that_is_switched_off_finds_nothing(self):
        self.rules["R1"].active = False
        self.ship(self.dealer_a, "S1")
        self.see("S1", region=self.south)
        self.assertFalse(self.detect()[0])

    # -- R2 ------------------------------------------------------------------------------------------------------------

    def test_goods_received_by_another_dealer_are_found(self):
        self.ship(self.dealer_a, "S1")
        self.see("S1", dealer=self.dealer_b, region=self.east, kind="receipt")
        finding, _cases = self.detect()
        self.assertEqual((finding.kind, finding.dealer_id, finding.found_at_id), ("R2", self.dealer_a, self.dealer_b))
        self.assertIn("Dealer B", finding.why)

    def test_goods_received_by_a_dealer_below_or_a_shop_are_right(self):
        self.ship(self.dealer_a, "S1", "S2")
        self.see("S1", dealer=self.sub_dealer, kind="receipt")
        self.see("S2", dealer=self.retailer, kind="receipt")
        self.assertFalse(self.detect()[0])

    def test_the_dealer_tree_of_the_day_of_the_event_decides(self):
        self.env["crm.dealer.position"].search([("partner_id", "=", self.sub_dealer.id)]).date_to = "2026-02-15"
        self.ship(self.dealer_a, "S1", "S2")
        self.see("S1", dealer=self.sub_dealer, kind="receipt", at="2026-02-10 04:00:00")
        self.see("S2", dealer=self.sub_dealer, kind="receipt", at="2026-02-20 04:00:00")
        findings, _cases = self.detect()
        self.assertEqual(self.found(findings), {("R2", "S2", "other_dealer")})

    # -- R3 ------------------------------------------------------------------------------------------------------------

    def test_unknown_codes_are_found_where_they_were_seen(self):
        self.see("FAKE", dealer=self.dealer_b)
        finding, _cases = self.detect()
        self.assertEqual((finding.kind, finding.reason, finding.code), ("R3", "unknown_code", "FAKE"))
        self.assertEqual((finding.dealer_id, finding.region_id), (self.dealer_b, self.south))

    def test_an_event_before_the_shipment_is_found_beyond_the_tolerance_only(self):
        self.rules["R3"].tolerance_hours = 24
        self.ship(self.dealer_a, "S1", "S2", day="2026-02-10 04:00:00")
        self.see("S1", region=self.east, at="2026-02-09 03:59:00")
        self.see("S2", region=self.east, at="2026-02-09 04:00:00")
        findings, _cases = self.detect()
        self.assertEqual(self.found(findings), {("R3", "S1", "not_shipped")})

    def test_a_serial_number_in_the_own_stock_is_found(self):
        self.make_lots("S1")
        self.see("S1", region=self.east)
        self.assertEqual(self.found(self.detect()[0]), {("R3", "S1", "not_shipped")})

    def test_lots_of_several_articles_are_left_alone(self):
        cable = self.make_product("Cable", self.phones, tracking="lot")
        self.env["stock.lot"].create({"name": "LOT1", "product_id": cable.id})
        self.see("LOT1", region=self.south)
        self.assertFalse(self.detect()[0])

    # -- R4 ------------------------------------------------------------------------------------------------------------

    def test_a_code_in_several_regions_within_hours_is_copied(self):
        self.rules["R1"].active = False
        self.ship(self.dealer_a, "S1")
        self.see("S1", region=self.east_city, at="2026-03-01 01:00:00")
        self.see("S1", region=self.south_city, at="2026-03-01 02:00:00")
        self.assertFalse(self.detect()[0])
        self.see("S1", region=self.east_port, at="2026-03-02 00:59:00")
        finding, _cases = self.detect()
        self.assertEqual((finding.kind, finding.dealer_id, finding.region_id), ("R4", self.dealer_a, self.east_port))
        self.assertEqual(finding.figures, {"regions": 3, "hours": 24})

    def test_a_code_that_travels_slowly_is_right(self):
        self.rules["R1"].active = False
        self.ship(self.dealer_a, "S1")
        for day, region in enumerate((self.east_city, self.south_city, self.east_port), 1):
            self.see("S1", region=region, at=f"2026-03-0{day} 04:00:00")
        self.assertFalse(self.detect()[0])

    def test_a_file_that_comes_late_completes_the_picture(self):
        self.rules["R1"].active = False
        self.ship(self.dealer_a, "S1")
        self.see("S1", region=self.east_city, at="2026-03-01 01:00:00")
        self.see("S1", region=self.east_port, at="2026-03-01 05:00:00")
        self.detect()
        self.see("S1", region=self.south_city, at="2026-03-01 03:00:00")
        findings, _cases = self.detect()
        self.assertEqual([(finding.kind, finding.region_id) for finding in findings], [("R4", self.east_port)])

    # -- R5 ------------------------------------------------------------------------------------------------------------

    def _growth(self, activated):
        """Four units in the window before, ten in this one; some of them activated in the territory."""
        self.ship(self.dealer_a, *(f"OLD{n}" for n in range(4)), day="2025-10-10 04:00:00")
        codes = [f"NEW{n}" for n in range(10)]
        self.ship(self.dealer_a, *codes, day="2026-01-20 04:00:00")
        if activated:
            self.see(*codes[:activated], region=self.east, kind="activation")
        return self.detect()

    def test_growth_without_activations_is_found_once_a_month(self):
        finding, case = self._growth(activated=0)
        self.assertEqual((finding.kind, finding.code, finding.units), ("R5", "2026-03", 10))
        self.assertEqual(finding.figures, {"shipped": 10, "before": 4, "days": 90, "activated": 0})
        self.assertEqual(case.dealer_id, self.dealer_a)
        with freeze_time("2026-03-11 04:00:00"):
            self.assertEqual(len(self.detect()[0]), 1)

    def test_growth_that_the_territory_takes_up_is_right(self):
        self.assertFalse(self._growth(activated=1)[0], "a tenth is enough")

    # -- once ----------------------------------------------------------------------------------------------------------

    def test_each_event_is_looked_at_once(self):
        self.ship(self.dealer_a, "S1", "S2")
        self.see("S1", region=self.south)
        first, _cases = self.detect()
        last = self.detection.last_event_id
        again, _cases = self.detect()
        self.assertEqual((first, self.detection.last_event_id), (again, last))
        self.see("S2", region=self.south)
        findings, _cases = self.detect()
        self.assertEqual(findings.mapped("code"), ["S1", "S2"])

    def test_a_step_that_is_repeated_writes_nothing_twice(self):
        self.ship(self.dealer_a, *(f"S{n}" for n in range(3)))
        self.see(*(f"S{n}" for n in range(3)), region=self.south)
        findings, cases = self.detect()
        self.assertEqual((len(findings), len(cases)), (3, 1))
        self.detection._guarded_write({"last_event_id": 0, "last_finding_id": 0, "shipped_since": False, "growth_on": False})
        self.assertEqual(self.detect(), (findings, cases))

    def test_events_of_another_company_are_left_to_its_own_detection(self):
        self.env["crm.serial.event"].create(
            {"code": "S1", "company_id": self.other_company.id, "region_id": self.south.id, "event_time": "2026-03-01"}
        )
        self.ship(self.dealer_a, "S1")
        self.assertFalse(self.detect()[0])
