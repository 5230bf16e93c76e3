import threading

from psycopg2.errors import ExclusionViolation

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon

from .auto_common import AutoCommon

TABLES = ("crm_test_drive_event", "crm_test_drive", "crm_vehicle_party", "crm_vehicle")
SPAN = {"planned_start": "2026-03-17 01:00:00", "planned_end": "2026-03-17 02:00:00"}


@tagged("post_install", "-at_install")
class TestAutoSaleParallel(ParallelCommon, AutoCommon):
    """Transactions that really commit: two orders of one VIN, two test drives with one car, two first owners."""

    transaction_context = {"tracking_disable": True, "lang": "en_US"}

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        with self.transaction() as env:
            values = {"name": "Rush car", "type": "consu", "is_storable": True, "tracking": "serial", "taxes_id": False}
            product = env["product.product"].create(values | {"is_vehicle": True})
            people = env["res.partner"].create([{"name": "Rush Zhao"}, {"name": "Rush Qian"}])
            vehicle = env["crm.vehicle"].create({"vin": self.next_vin("LTT"), "country_id": False, "condition": "demo"})
            line = Command.create({"product_id": product.id, "product_uom_qty": 1})
            orders = env["sale.order"].create([{"partner_id": partner.id, "order_line": [line]} for partner in people])
            self.product_id, self.people_ids, self.vehicle_id = product.id, people.ids, vehicle.id
            self.order_ids, self.names = orders.ids, orders.mapped("name")
            self.station_id = env["crm.station"].create({"name": "Rush", "user_ids": False}).id

    def forget(self):
        """They are never deleted in any other way."""
        with self.transaction() as env:
            env["sale.order"].browse(self.order_ids).unlink()
            drives = env["crm.test.drive"].search([("vehicle_id", "=", self.vehicle_id)])
            for model, ids in (("crm.vehicle", [self.vehicle_id]), ("crm.test.drive", drives.ids)):
                env["mail.message"].search([("model", "=", model), ("res_id", "in", ids)]).unlink()
                env["mail.followers"].search([("res_model", "=", model), ("res_id", "in", ids)]).unlink()
            for table in TABLES:
                column, ids = "vehicle_id", [self.vehicle_id]
                if table.endswith("_event"):
                    column, ids = "record_id", drives.ids
                elif table == "crm_vehicle":
                    column = "id"
                env.cr.execute(SQL("DELETE FROM %s WHERE %s = ANY(%s)", SQL.identifier(table), SQL.identifier(column), ids))
            env.cr.execute("DELETE FROM crm_capacity_lock WHERE key = %s", [f"vehicle.sale:{self.vehicle_id}"])
            env.invalidate_all()
            env["crm.station"].browse(self.station_id).unlink()
            env["product.product"].browse(self.product_id).product_tmpl_id.unlink()
            env["res.partner"].browse(self.people_ids).unlink()

    def assert_one_wins(self, first, second, table, sentence):
        """Two transactions do what a constraint allows one of: the second waits, fails, and is told why as over RPC.

        :param first: called with an environment
        :param second: called with another one, in a thread
        """
        outcome = []

        def lose(env):
            try:
                second(env)
            except ExclusionViolation as error:
                outcome.append(error)

        with self.transaction() as one, self.transaction() as two:
            [(pid,)] = two.execute_query(SQL("SELECT pg_backend_pid()"))
            first(one)
            thread = threading.Thread(target=lose, args=[two])
            with mute_logger("odoo.sql_db"):
                thread.start()
                self._wait_until_blocked(pid)
                one.cr.commit()
                thread.join(10)
            two.cr.rollback()
        self.assertEqual([error.diag.table_name for error in outcome], [table])
        self.assertIn(sentence, self.env[table.replace("_", ".")]._sql_error_to_message(outcome[0]))

    def test_two_orders_of_one_vin(self):
        def keep(env, number):
            env["sale.order"].browse(self.order_ids[number]).order_line.vehicle_id = env["crm.vehicle"].browse(self.vehicle_id)

        with self.transaction() as one, self.transaction() as two:
            two["sale.order"].browse(self.order_ids).order_line.mapped("vehicle_id.kept_for")
            keep(one, 0)
            self.assert_waits_and_fails(one, two, lambda env: keep(env, 1))
            with self.assertRaisesRegex(ValidationError, f"is kept for {self.names[0]}"):
                keep(two, 1)
            two.cr.rollback()
        with self.transaction() as env:
            lines = env["sale.order"].browse(self.order_ids).order_line
            self.assertEqual(lines.mapped(lambda line: line.vehicle_id.id), [self.vehicle_id, False])

    def test_two_test_drives_with_one_car(self):
        def plan(number):
            values = {"station_id": self.station_id, "vehicle_id": self.vehicle_id, "partner_id": self.people_ids[number]}
            return lambda env: env["crm.test.drive"].create(values | SPAN).flush_recordset()

        self.assert_one_wins(plan(0), plan(1), "crm_test_drive", "booked for another test drive at that time")
        with self.transaction() as env:
            self.assertEqual(
                env["crm.test.drive"].search([("vehicle_id", "=", self.vehicle_id)]).partner_id.id, self.people_ids[0]
            )

    def test_two_first_owners(self):
        def own(number):
            values = {"vehicle_id": self.vehicle_id, "partner_id": self.people_ids[number], "date_from": "2026-01-01"}
            return lambda env: env["crm.vehicle.party"].create(values).flush_recordset()

        self.assert_one_wins(own(0), own(1), "crm_vehicle_party", "one owner at a time")
        with self.transaction() as env:
            self.assertEqual(env["crm.vehicle"].browse(self.vehicle_id).owner_id.id, self.people_ids[0])
