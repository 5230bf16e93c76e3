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
        fleet = world.notes["auto_fleet"]
        self.assertEqual((fleet.auto_fleet, fleet.auto_vehicle_count), (True, 6))
        self.assertTrue(vehicles["gone0"].owner_id.auto_left and vehicles["gone1"].owner_id.auto_left)
        self.assertEqual(len(self.env["crm.auto.feedback"].search([("low", "=", 1), ("complaint_id", "!=", False)])), 1)
        self.assertTrue(
            all(world.notes["auto_jobs"][:1].with_user(world.users["station"]).sale_order_id.mapped("amount_untaxed"))
        )
