from odoo.tests import tagged

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ..hooks import uninstall_hook
from .run_common import RunCommon


@tagged("post_install", "-at_install", "alone")
class TestUninstall(RunCommon):
    """What keeps records in use from being deleted doesn't stand in the way of uninstalling."""

    def test_measures_go_while_schemes_still_use_them(self):
        scheme = self.simple_scheme()
        self.make_customers(2)
        run = self.compute_points(scheme, [80, 60])
        run.action_review()
        run.action_publish()
        self.env.flush_all()
        uninstall_hook(self.env)
        self.measure.with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()
        self.assertFalse(self.measure.exists())
        self.assertTrue(scheme.exists())

    def test_references_to_other_addons_stay(self):
        uninstall_hook(self.env)
        self.env.cr.execute(
            """
            SELECT confrelid::regclass::text FROM pg_constraint
            WHERE contype = 'f' AND conrelid = 'crm_grading_score'::regclass AND confdeltype = 'r'
            """
        )
        targets = {name for (name,) in self.env.cr.fetchall()}
        self.assertIn("res_partner", targets)
        self.assertNotIn("crm_grading_measure", targets)
