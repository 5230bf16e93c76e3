from odoo.tests import HttpCase, tagged

from .visit_common import VisitCommon


@tagged("post_install", "-at_install")
class TestVisitTour(HttpCase, VisitCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_a_visit_on_a_phone(self):
        """Sign 0 of weight 1, shelf 16 of 20 of weight 3: 80 · 3 ÷ 4."""
        draft = self.checklist.browse(self.checklist.action_new_version()["res_id"])
        draft.item_ids.photo_needed = False
        draft.action_use()
        self.salesperson.tz = "Asia/Shanghai"
        visit = self.make_visit()
        self.start_tour("/odoo/my-visits", "visit_on_a_phone", login="grading_salesperson", timeout=120)
        self.assertEqual((visit.state, visit.score, visit.note), ("done", 60, "Asks for a new sign"))
