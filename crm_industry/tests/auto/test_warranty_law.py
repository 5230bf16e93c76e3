from datetime import date, datetime, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .auto_common import NOON, AutoCommon

BEGIN = date(2025, 6, 1)


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestWarrantyLaw(AutoCommon):
    """Repair, replacement and refund: each case of the law, one step before it, and just outside of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.law = cls.env.ref("crm_industry.warranty_law_cn")
        cls.company.auto_checklist = False
        cls.vehicle = cls.make_vehicle(cls.buyer, delivery_date=BEGIN, first_sale_date="2025-05-20")
        faults = cls.env["crm.service.fault"]
        values = {
            "engine": {"part_kind": "assembly"},
            "gearbox": {"part_kind": "assembly"},
            "pump": {"part_kind": "main_part"},
            "brake": {"part_kind": "main_part", "safety": True, "early_case": "brake"},
            "airbag": {"safety": True},
            "rattle": {},
            "pads": {"part_kind": "wear"},
        }
        cls.faults = {name: faults.create({"code": f"T-{name}", "name": name} | more) for name, more in values.items()}

    def visit(self, after, faults, km=1000, days=0.5, end=True, vehicle=None, **values):
        """Bring the vehicle to the workshop some days after the beginning.

        :param dict faults: {name: outcome}
        :param days: days until the work is done
        """
        start = datetime.combine(BEGIN, datetime.min.time()) + timedelta(days=after, hours=4)
        lines = [(0, 0, {"fault_id": self.faults[name].id} | values) for name in faults]
        with freeze_time(start):
            job = self.make_job(vehicle or self.vehicle, km=km, fault_ids=lines)
            job.action_receive()
            job.action_start()
        if end:
            with freeze_time(start + timedelta(days=days)):
                for line in job.fault_ids:
                    line.outcome = faults[line.fault_id.name]
                job.action_finish()
                job.action_deliver()
        return job

    def clocks(self, vehicle=None):
        """Return {(what is counted, fault): (state, count)}."""
        found = (vehicle or self.vehicle).clock_ids
        return {(c.rule_id.counting, c.fault_id.name): (c.state, c.counted) for c in found}

    # -- the periods ---------------------------------------------------------------------------------------------------

    def test_published_numbers(self):
        law = self.law
        self.assertEqual((law.repair_months, law.repair_km, law.validity_months, law.validity_km), (36, 60000, 24, 50000))
        self.assertEqual((str(law.date_from), law.date_to, law.courtesy_days), ("2022-01-01", False, 5))
        limits = {rule.counting: (rule.at_most, rule.within_days, rule.within_km) for rule in law.rule_ids}
        self.assertEqual(
            limits,
            {
                "early_replacement": (0, 7, 0),
                "early_case": (0, 60, 3000),
                "safety_repairs": (1, 0, 0),
                "assembly_replaced": (1, 0, 0),
                "main_part_replaced": (1, 0, 0),
                "repair_days": (30, 0, 0),
                "same_fault": (4, 0, 0),
            },
        )

    def test_periods_begin_with_the_later_day(self):
        vehicle = self.vehicle
        self.assertEqual(vehicle.law_id, self.law)
        self.assertEqual((str(vehicle.repair_until), vehicle.repair_until_km), ("2028-06-01", 60000))
        self.assertEqual((str(vehicle.validity_until), vehicle.validity_until_km), ("2027-06-01", 50000))
        vehicle.first_sale_date = "2025-07-10"
        self.assertEqual(str(vehicle.validity_until), "2027-07-10")
        self.assertTrue(vehicle._repair_warranty_on(date(2028, 7, 10), 60000))
        self.assertFalse(vehicle._repair_warranty_on(date(2028, 7, 11), 10))
        self.assertFalse(vehicle._repair_warranty_on(date(2026, 7, 10), 60001))

    def test_maker_promises_more(self):
        self.model.write({"repair_months": 60, "repair_km": 150000, "validity_km": 10})
        self.assertEqual((str(self.vehicle.repair_until), self.vehicle.repair_until_km), ("2030-06-01", 150000))
        self.assertEqual(self.vehicle.validity_until_km, 50000)

    def test_for_whom_the_law_does_not_hold(self):
        taxi = self.make_vehicle(delivery_date=BEGIN, usage="taxi")
        abroad = self.make_vehicle(delivery_date=BEGIN, country_id=self.env.ref("base.de").id)
        earlier = self.make_vehicle(delivery_date="2021-12-31")
        unsold = self.make_vehicle()
        truck = self.make_vehicle(delivery_date=BEGIN, model_id=self.model.copy({"household": False}).id)
        for vehicle in taxi | abroad | earlier | unsold | truck:
            self.assertFalse(vehicle.law_id or vehicle.validity_until)
        self.visit(1, {"engine": "replaced"}, vehicle=taxi)
        self.assertEqual(self.clocks(taxi), {})
        taxi.usage = "private"
        self.assertIn(("early_replacement", False), self.clocks(taxi))

    def test_one_law_at_a_time(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.law.copy({"date_from": "2030-01-01"})
        with self.assertRaises(AccessError):
            self.law.with_user(self.station_manager).repair_km = 1

    # -- the cases -----------------------------------------------------------------------------------------------------

    def test_replacement_within_seven_days(self):
        key = ("early_replacement", False)
        job = self.visit(7, {"engine": "replaced"}, end=False)
        self.assertEqual(self.clocks()[key], ("warning", 0))
        job.fault_ids.outcome = "replaced"
        job.action_finish()
        self.assertEqual(self.clocks()[key], ("reached", 1))
        late = self.make_vehicle(delivery_date=BEGIN)
        self.visit(8, {"engine": "replaced"}, vehicle=late)
        self.assertNotIn(key, self.clocks(late))
        mended = self.make_vehicle(delivery_date=BEGIN)
        self.visit(3, {"engine": "repaired", "rattle": "replaced"}, vehicle=mended)
        self.assertNotIn(key, self.clocks(mended))

    def test_early_failures(self):
        key = ("early_case", False)
        for after, km, case in ((60, 3000, True), (61, 100, False), (30, 3001, False)):
            vehicle = self.make_vehicle(delivery_date=BEGIN)
            self.visit(after, {"brake": "repaired"}, km=km, vehicle=vehicle)
            self.assertEqual(self.clocks(vehicle).get(key), ("reached", 1) if case else None)

    def test_safety_faults(self):
        key = ("safety_repairs", False)
        self.visit(100, {"brake": "repaired"})
        self.assertEqual(self.clocks()[key], ("warning", 1))
        self.visit(120, {"airbag": "repaired"})
        self.assertEqual(self.clocks()[key], ("reached", 2))
        clock = self.vehicle.clock_ids.filtered(lambda clock: clock.rule_id.counting == "safety_repairs")
        self.assertEqual(len(clock.job_ids), 2)
        self.assertEqual(len(clock.facts_text.split("\n")), 2)
        self.assertIn("Pudong", clock.facts_text)

    def test_assemblies_and_main_parts_one_by_one(self):
        self.visit(100, {"engine": "replaced", "pump": "replaced"})
        self.visit(110, {"gearbox": "replaced", "pump": "repaired"})
        clocks = self.clocks()
        for key in (("assembly_replaced", "engine"), ("assembly_replaced", "gearbox"), ("main_part_replaced", "pump")):
            self.assertEqual(clocks[key], ("warning", 1))
        self.visit(120, {"engine": "replaced", "pump": "replaced"})
        clocks = self.clocks()
        self.assertEqual(clocks[("assembly_replaced", "engine")], ("reached", 2))
        self.assertEqual(clocks[("assembly_replaced", "gearbox")], ("warning", 1))
        self.assertEqual(clocks[("main_part_replaced", "pump")], ("reached", 2))

    def test_one_fault_again_and_again(self):
        key = ("same_fault", "rattle")
        for turn in range(1, 6):
            job = self.visit(20 * turn, {"rattle": "repaired"}, km=1000 * turn, end=turn != 5)
            expected = {4: ("warning", 4), 5: ("warning", 4)}.get(turn)
            self.assertEqual(self.clocks().get(key), expected, turn)
            self.assertEqual(bool(job.activity_ids.filtered(lambda a: "One step before" in (a.summary or ""))), turn == 4)
        job.fault_ids.outcome = "repaired"
        job.action_finish()
        self.assertEqual(self.clocks()[key], ("reached", 5))
        self.assertTrue(job.activity_ids.filtered(lambda a: "may be asked for" in (a.summary or "")))

    def test_different_faults_are_not_one(self):
        for turn in range(6):
            self.visit(20 * turn + 70, {("rattle", "airbag")[turn % 2]: "repaired"})
        self.assertNotIn(("same_fault", "rattle"), self.clocks())

    def test_days_in_repair(self):
        key = ("repair_days", False)
        self.visit(70, {"rattle": "repaired", "pump": "repaired"}, days=28.5)
        self.assertNotIn(key, self.clocks())
        self.visit(110, {"rattle": "repaired"}, days=0.2)
        # 29 days of 24 hours begun, and one
        self.assertEqual(self.clocks()[key], ("warning", 30))
        self.visit(120, {"pump": "repaired"}, days=0.1)
        self.assertEqual(self.clocks()[key], ("reached", 31))

    def test_changes_of_the_law_reach_all_vehicles(self):
        self.visit(100, {"rattle": "repaired"})
        self.assertEqual(self.clocks(), {})
        self.law.rule_ids.filtered(lambda rule: rule.counting == "same_fault").at_most = 1
        self.assertEqual(self.law.recount_from, 1)
        self.law._recount_piece()
        self.assertEqual(self.law.recount_from, 0)
        self.assertEqual(self.clocks(), {("same_fault", "rattle"): ("warning", 1)})
        self.faults["rattle"].part_kind = "wear"
        self.law._recount_piece()
        self.assertEqual(self.clocks(), {})

    def test_scheduled_job(self):
        self.faults["rattle"].safety = True
        self.visit(100, {"rattle": "repaired"})
        self.env.cr.execute("DELETE FROM crm_warranty_clock")
        self.env.invalidate_all()
        with self.enter_registry_test_mode():
            self.env.ref("crm_industry.ir_cron_warranty_clock").method_direct_trigger()
        self.assertEqual((self.law.recount_from, len(self.vehicle.clock_ids)), (0, 1))

    def test_days_pass_in_the_workshop(self):
        key = ("repair_days", False)
        begin = date(2026, 3, 16) - BEGIN
        self.visit(begin.days - 29, {"rattle": "repaired"}, end=False)
        self.env["crm.warranty.clock"]._refresh()
        self.assertNotIn(key, self.clocks())
        for day, state in (("2026-03-16 10:00:00", "warning"), ("2026-03-17 10:00:00", "reached")):
            with freeze_time(day):
                self.env["crm.warranty.clock"]._refresh()
            self.assertEqual(self.clocks()[key][0], state)

    # -- what is no fact -----------------------------------------------------------------------------------------------

    def test_what_does_not_count(self):
        self.visit(100, {"airbag": "not_found"})
        self.visit(110, {"airbag": "declined"})
        self.visit(120, {"airbag": "repaired"}, warranty=False)
        self.visit(130, {"pads": "replaced"})
        self.visit(140, {"airbag": "repaired"}, km=50001)
        self.visit(731, {"airbag": "repaired"}, km=50000)
        self.assertEqual(self.clocks(), {})
        self.visit(730, {"airbag": "repaired"}, km=50000)
        self.assertEqual(self.clocks(), {("safety_repairs", False): ("warning", 1)})

    def test_facts_that_turn_out_not_to_be_any(self):
        job = self.visit(100, {"brake": "repaired"}, end=False)
        with freeze_time(NOON):
            job.fault_ids.outcome = "not_found"
        self.assertEqual(self.clocks(), {})
        job.fault_ids.outcome = "repaired"
        job.action_finish()
        self.assertIn(("safety_repairs", False), self.clocks())
        job.action_reopen("wrong")
        job.fault_ids.unlink()
        self.assertEqual(self.clocks(), {})

    def test_facts_of_all_stations_count(self):
        self.visit(100, {"airbag": "repaired"})
        job = self.make_job(
            self.vehicle,
            user=self.other_station_user,
            station_id=self.other_station.id,
            km=3000,
            fault_ids=[(0, 0, {"fault_id": self.faults["brake"].id, "outcome": "repaired"})],
        )
        self.other_company.auto_checklist = False
        for method in ("action_receive", "action_start", "action_finish"):
            getattr(job, method)()
        self.assertEqual(self.clocks()[("safety_repairs", False)], ("reached", 2))
        self.assertEqual(len(self.vehicle.with_user(self.station_user).clock_ids.job_ids), 2)

    def test_nobody_writes_clocks(self):
        self.visit(100, {"airbag": "repaired"})
        clock = self.vehicle.clock_ids.with_user(self.auto_manager)
        for act in (lambda: clock.write({"counted": 0}), clock.unlink, lambda: clock.create({"vehicle_id": self.vehicle.id})):
            with self.assertRaises(AccessError):
                act()

    # -- fee and car ---------------------------------------------------------------------------------------------------

    def test_fee_for_the_use(self):
        self.vehicle.first_price = 150000
        self.read_odometer(self.vehicle, 12345)
        # 150000 × 12345 ÷ 1000 × 0.5 %
        self.assertEqual(self.vehicle.use_fee, 9258.75)
        with self.assertRaises(AccessError):
            self.vehicle.with_user(self.station_user).read(["first_price"])
        self.vehicle.usage = "taxi"
        self.assertEqual(self.vehicle._use_fee(150000, 12345), 0)

    def test_courtesy_car(self):
        job = self.visit(100, {"rattle": "repaired"}, days=5)
        self.assertEqual((job.repair_days, job.courtesy_due, job.under_warranty), (5, False, True))
        job = self.visit(110, {"rattle": "repaired"}, days=5.01)
        self.assertEqual((job.repair_days, job.courtesy_due), (6, True))
