from odoo.tests import new_test_user, tagged

from odoo.addons.crm_grading.demo.demo_world import DemoWorld

from .auto_common import AutoCommon


@tagged("post_install", "-at_install")
class TestAutoDemo(AutoCommon):
    """The station of the demo company."""

    def test_a_station_at_work(self):
        for lang in ("en_US", "zh_CN"):
            self.env["res.lang"]._activate_lang(lang)
        world = DemoWorld(1, self.company._business_today(), 0, 0)
        world.company = self.company
        for login, role in {"station": "station_manager", "automanager": "manager"}.items():
            groups = f"base.group_partner_manager,crm_industry.group_auto_{role}"
            world.users[login] = new_test_user(self.env, login, groups, company_id=self.company.id)
        for step in self.env["crm.demo.company"].with_context(lang="en_US")._auto_steps():
            step(world)
        vehicles = world.notes["auto_vehicles"]
        clock = vehicles["rattle"].clock_ids
        self.assertEqual((clock.rule_id.counting, clock.state, clock.counted), ("same_fault", "warning", 4))
        self.assertFalse(vehicles["taxi"].law_id)
        self.assertEqual(vehicles["moved"].owner_id.name, "曹颖")
        self.assertEqual(
            world.notes["auto_recall"].line_ids.vehicle_id, vehicles["taxi"] | vehicles["moved"] | vehicles["recalled"]
        )
        self.assertEqual(set(world.notes["auto_jobs"].mapped("state")), {"booked", "received"})
        self.assertFalse(
            self.env["crm.vehicle.odometer"].search(
                [("vehicle_id", "in", [v.id for v in vehicles.values()]), ("rollback", "=", True)]
            )
        )
        self.assertTrue(vehicles["rattle"].maintenance_due_on)
        self.assertEqual([claim.state for claim in world.notes["auto_claims"]], ["submitted", "rejected", "draft"])
        self.assertTrue(all(claim.amount_claimed for claim in world.notes["auto_claims"]))
        self.assert_sales(world)
        self.assert_policies(world)
        self.assert_trade_ins(world)
        fleet = world.notes["auto_fleet"]
        self.assertEqual((fleet.auto_fleet, fleet.auto_vehicle_count), (True, 6))
        self.assertTrue(vehicles["gone0"].owner_id.auto_left and vehicles["gone1"].owner_id.auto_left)
        self.assertEqual(len(self.env["crm.auto.feedback"].search([("low", "=", 1), ("complaint_id", "!=", False)])), 1)
        self.assertTrue(
            all(world.notes["auto_jobs"][:1].with_user(world.users["station"]).sale_order_id.mapped("amount_untaxed"))
        )

    def assert_sales(self, world):
        """A car is handed over, one is kept; of the three lines of parts that were asked for at the counter, two were filled."""
        stock, orders = world.notes["auto_stock"], world.notes["auto_sales"]
        self.assertEqual((stock["sold"].owner_id.name, stock["kept"].kept_for), ("罗文博", orders["kept"].name))
        self.assertEqual(
            {key: car.stock_days for key, car in stock.items()}, {"sold": 0, "kept": 12, "free": 5, "aged": 128, "demo": 210}
        )
        self.assertEqual((stock["aged"].is_aged, stock["demo"].odometer_km, orders["XH15"].state), (True, 1197, "draft"))
        question = self.env["crm.auto.feedback"].search([("vehicle_id", "=", stock["sold"].id), ("stage", "=", "sale")])
        self.assertEqual(question.station_id, world.notes["auto_station"])
        counter = [("topic", "=", "counter"), ("station_id", "=", world.notes["auto_station"].id)]
        measures = ["part_lines:sum", "part_lines_filled:sum", "__count"]
        self.assertEqual(self.env["crm.auto.analysis"]._read_group(counter, [], measures), [(3, 2, 2)])
        self.assertEqual(set(self.env["crm.test.drive"].search([]).mapped("state")), {"done", "planned"})

    def assert_policies(self, world):
        """Three end soon, one of them is renewed, and one has lapsed."""
        policies = world.notes["auto_policies"].with_company(self.company)
        self.assertEqual(
            policies.mapped("status"), ["ending", "ending", "valid", "valid", "valid", "lapsed", "ending"], "by their days"
        )
        self.assertEqual(policies.filtered("followed"), policies[1])
        self.assertEqual(policies.activity_ids.user_id, world.users["station"])

    def assert_trade_ins(self, world):
        """One is received, with its bill, and one is offered."""
        received, offered = world.notes["auto_trade_ins"]
        self.assertEqual((received.state, offered.state), ("received", "offered"))
        self.assertEqual((received.vehicle_id.owner_id, received.bill_id.state), (self.company.partner_id, "draft"))
        self.assertEqual(received.order_id.trade_in_value, received.agreed_value)
