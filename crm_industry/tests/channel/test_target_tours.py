from odoo.tests import HttpCase, tagged

from .target_common import TargetCommon


@tagged("post_install", "-at_install")
class TestTargetTours(HttpCase, TargetCommon):
    def test_a_manager_plans_a_year(self):
        year = self.make_target(1200)
        self.start_tour(f"/odoo/targets/{year.id}", "target_plan", login="channel_manager")
        self.env.invalidate_all()
        self.assertEqual(year.child_ids.mapped("amount"), [600.03, 199.99, 199.99, 199.99])
        self.assertEqual(year.approval_state, "submitted")

    def test_a_salesperson_looks_at_a_dealer(self):
        self.dealer_b.user_id = self.channel_manager
        year = self.make_target(1200, name="Tour")
        self.split(year, "dealer", dealer_ids=[(6, 0, (self.dealer_a | self.dealer_b).ids)])
        self.approve(year)
        self.start_tour("/odoo/target-dashboard", "target_dashboard", login="grading_salesperson")
