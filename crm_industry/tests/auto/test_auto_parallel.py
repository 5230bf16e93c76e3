from psycopg2.errors import ExclusionViolation, UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon

from .auto_common import AutoCommon

TABLES = ("crm_vehicle_odometer", "crm_vehicle_party", "crm_recall_vehicle", "crm_vehicle")


@tagged("post_install", "-at_install")
class TestAutoParallel(ParallelCommon, AutoCommon):
    """Transactions that really commit: two people with one VIN, one vehicle, one odometer, one bay."""

    transaction_context = {"tracking_disable": True, "lang": "en_US"}

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        with self.transaction() as env:
            owners = env["res.partner"].create([{"name": "Rush Zhang"}, {"name": "Rush Li"}, {"name": "Rush Wu"}])
            vehicle = env["crm.vehicle"].create({"vin": self.next_vin("LTS"), "country_id": False})
            env["crm.vehicle.party"].create({"vehicle_id": vehicle.id, "partner_id": owners[0].id, "date_from": "2020-01-01"})
            self.owner_ids, self.vehicle_id = owners.ids, vehicle.id
            self.vehicle_ids = [vehicle.id]

    def forget(self):
        """They are never deleted in any other way."""
        with self.transaction() as env:
            ids = self.vehicle_ids
            env["mail.message"].search([("model", "=", "crm.vehicle"), ("res_id", "in", ids)]).unlink()
            env["mail.followers"].search([("res_model", "=", "crm.vehicle"), ("res_id", "in", ids)]).unlink()
            for table in TABLES:
                column = SQL.identifier("id" if table == "crm_vehicle" else "vehicle_id")
                env.cr.execute(SQL("DELETE FROM %s WHERE %s = ANY(%s)", SQL.identifier(table), column, ids))
            keys = [f"{subject}:{vehicle_id}" for subject in ("vehicle.owner", "vehicle.odometer") for vehicle_id in ids]
            env.cr.execute("DELETE FROM crm_capacity_lock WHERE key = ANY(%s)", [keys])
            env["res.partner"].browse(self.owner_ids).unlink()

    def hand_over(self, env, owner_id):
        return env["crm.vehicle"].browse(self.vehicle_id).action_transfer(owner_id)

    def test_two_transfers(self):
        with self.transaction() as one, self.transaction() as two:
            two["crm.vehicle"].browse(self.vehicle_id).owner_id  # noqa: B018 - a snapshot of before
            self.hand_over(one, self.owner_ids[1])
            self.assert_waits_and_fails(one, two, lambda env: self.hand_over(env, self.owner_ids[2]))
            with self.assertRaises(UserError) as caught:
                self.hand_over(two, self.owner_ids[2])
            self.assertIn("Rush Li", str(caught.exception))

    def test_two_owners_by_hand(self):
        values = {"vehicle_id": self.vehicle_id, "date_from": "2019-01-01", "date_to": "2019-12-31"}
        with self.transaction() as env:
            env["crm.vehicle.party"].create(values | {"partner_id": self.owner_ids[1]})
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(ExclusionViolation),
            self.transaction() as env,
        ):
            env["crm.vehicle.party"].create(values | {"partner_id": self.owner_ids[2], "date_from": "2019-12-31"})

    def test_two_readings(self):
        with self.transaction() as one, self.transaction() as two:
            two["crm.vehicle"].browse(self.vehicle_id).odometer_km  # noqa: B018 - a snapshot of before
            high = {"vehicle_id": self.vehicle_id, "km": 900, "date": "2026-01-01"}
            low = {"vehicle_id": self.vehicle_id, "km": 800, "date": "2026-01-02"}
            one["crm.vehicle.odometer"].create(high)
            self.assert_waits_and_fails(one, two, lambda env: env["crm.vehicle.odometer"].create(low))
            self.assertTrue(two["crm.vehicle.odometer"].create(low).rollback)

    def test_one_vin_twice(self):
        number = self.next_vin("LTR")
        with self.transaction() as env:
            self.vehicle_ids.append(env["crm.vehicle"].create({"vin": number}).id)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.transaction() as env:
            env["crm.vehicle"].create({"vin": number.lower()})
