from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .assessment_common import AssessmentCommon

NOON = "2026-03-10 12:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestDataRegister(AssessmentCommon):
    """The register of customer data, in a company of its own whose customers nobody else has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.house = cls.env["res.company"].create({"name": "Register House"})
        cls.manager.write({"company_ids": [(4, cls.house.id)], "company_id": cls.house.id})
        cls.clerk.write({"company_ids": [(4, cls.house.id)], "company_id": cls.house.id})
        cls.rows = cls.env["crm.customer.metrics"].create(
            [
                {
                    "partner_id": cls.make_customer(f"Customer {place}").id,
                    "company_id": cls.house.id,
                    "currency_id": cls.house.currency_id.id,
                    "cycle_days": cycle,
                    "rfm": rfm,
                    "abc": abc,
                    "last_order": last,
                }
                for place, (cycle, rfm, abc, last) in enumerate(
                    [
                        (10, "555", "a", "2026-03-09"),
                        (0, " ", "b", "2026-02-08"),
                        (7, "111", False, "2025-03-10"),
                        (3, False, "c", False),
                    ]
                )
            ]
        )

    def register(self, field_name, **values):
        defaults = {
            "name": field_name,
            "model": "crm.customer.metrics",
            "field_name": field_name,
            "date_field_name": "last_order",
            "wanted_days": 30,
            "user_id": self.clerk.id,
        }
        return self.env["crm.data.register"].with_user(self.manager).create(defaults | values)

    def test_completeness_and_freshness(self):
        abc, rfm = self.register("abc"), self.register("rfm")
        (abc | rfm).action_measure()
        # abc: 3 of 4, one of which is a day old, one 30 days and one has no day
        self.assertEqual((abc.records, abc.completeness, abc.state), (4, 75.0, "below"))
        self.assertAlmostEqual(abc.freshness, 66.67, 2)
        self.assertEqual(abc.median_days, 15.5)
        # a text of blanks is none: 2 of 4, of 1 and 365 days
        self.assertEqual((rfm.completeness, rfm.freshness, rfm.median_days), (50.0, 50.0, 183.0))

    def test_demands_met(self):
        good = self.register("abc", wanted_completeness=75, wanted_freshness=60)
        good.action_measure()
        self.assertEqual((good.state, good.activity_ids.ids), ("good", []))
        ageless = self.register("rfm", wanted_days=0, wanted_completeness=50)
        ageless.action_measure()
        self.assertEqual((ageless.freshness, ageless.state), (100.0, "good"))

    def test_the_owner_is_told_once(self):
        register = self.register("abc")
        register.action_measure()
        register.action_measure()
        self.assertEqual(register.activity_ids.user_id, self.clerk)
        self.assertEqual(len(register.activity_ids), 1)
        self.assertEqual(len(register.measure_ids), 1)
        register.write({"wanted_completeness": 10, "wanted_freshness": 10})
        register.action_measure()
        self.assertFalse(register.activity_ids)

    def test_each_week_is_kept(self):
        register = self.register("abc")
        with self.enter_registry_test_mode():
            self.env.ref("crm_industry.ir_cron_data_register").method_direct_trigger()
        register.invalidate_recordset()
        self.assertEqual(register.measured_on, date(2026, 3, 10))
        with freeze_time("2026-03-18 12:00:00"), self.enter_registry_test_mode():
            self.env.ref("crm_industry.ir_cron_data_register").method_direct_trigger()
        register.invalidate_recordset()
        self.assertEqual([str(row.date) for row in register.measure_ids], ["2026-03-18", "2026-03-10"])
        rows = self.env["crm.data.measure"].with_user(self.manager)
        [[share]] = rows._read_group([("register_id", "=", register.id)], [], ["completeness:avg"])
        self.assertAlmostEqual(share, 75.0, 2)
        register.field_name = "rfm"
        self.assertEqual((register.state, register.measure_ids.ids), ("unmeasured", []))

    def test_customers_of_the_company_and_shared_ones(self):
        before = self.register("phone", model="res.partner", date_field_name="write_date")
        before.action_measure()
        own = self.make_customer("Own", customer_rank=1, company_id=self.house.id, phone="123")
        self.make_customer("Shared", customer_rank=1)
        self.make_customer("Theirs", customer_rank=1, company_id=self.other_company.id)
        self.make_customer("Nobody's", customer_rank=0)
        self.env["res.partner"].create({"name": "Contact", "parent_id": own.id, "customer_rank": 1})
        records, filled = before.records, before.measure_ids.filled
        before.action_measure()
        self.assertEqual((before.records - records, before.measure_ids.filled - filled), (2, 1))

    def test_what_can_not_be_measured_is_refused(self):
        for name, values in (
            ("nothing", {}),
            ("preferred_categories", {}),
            ("cross_sell", {}),
            ("abc", {"date_field_name": "abc"}),
            ("child_ids", {"model": "res.partner", "date_field_name": "write_date"}),
            ("id", {"model": "res.users"}),
            ("abc", {"wanted_completeness": float("inf")}),
        ):
            with self.assertRaises(ValidationError):
                self.register(name, **values)

    def test_secret_fields_are_nobodys_to_count(self):
        partner = {"model": "res.partner", "date_field_name": "write_date"}
        secret = self.env["res.partner"]._fields["signup_type"]
        self.assertTrue(secret.groups)
        with self.assertRaisesRegex(ValidationError, "may not read"):
            self.register("signup_type", **partner)

    def test_a_field_that_is_gone_stops_nothing(self):
        gone, there = self.register("abc"), self.register("rfm")
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_data_register SET field_name = 'uninstalled' WHERE id = %s", [gone.id])
        gone.invalidate_recordset()
        (gone | there).action_measure()
        self.assertEqual((gone.state, there.state), ("unmeasured", "below"))

    def test_who_may_what(self):
        register = self.register("abc")
        for forged in ({"completeness": 100}, {"state": "good"}, {"measured_on": "2026-01-01"}):
            with self.assertRaises(AccessError):
                register.write(forged)
        self.assertEqual(register.with_user(self.clerk).name, "abc")
        with self.assertRaises(AccessError):
            register.with_user(self.clerk).action_measure()
        with self.assertRaises(AccessError):
            register.with_user(self.other_manager).read(["completeness"])
        register.action_measure()
        with self.assertRaises(AccessError):
            register.measure_ids.write({"filled": 4})
