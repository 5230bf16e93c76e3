from odoo.tests import freeze_time, tagged

from odoo.addons.crm_grading.tests.screens_common import ScreensCase

from .serial_common import NOON
from .test_diversion_case import DiversionCaseCommon

MENUS = (
    "menu_diversion_cases",
    "menu_diversion_penalties",
    "menu_serial_events",
    "menu_serial_shipments",
    "menu_diversion_findings",
    "menu_diversion_regions",
    "menu_diversion_statistics",
    "menu_diversion_rules",
    "menu_diversion_penalty_levels",
    "menu_diversion_detections",
)


@tagged("post_install", "-at_install")
class TestDiversionScreens(DiversionCaseCommon, ScreensCase):
    """The screens with something on them: events, findings, a confirmed case with evidence and a penalty."""

    @classmethod
    def setUpClass(cls):
        with freeze_time(NOON):
            super().setUpClass()

    def screens_below(self, root):
        return [screen for menu in MENUS for screen in super(TestDiversionScreens, self).screens_below(f"crm_industry.{menu}")]

    def test_every_screen_opens_with_records(self):
        with freeze_time(NOON):
            self.confirm()
            self.see("FAKE", region=self.east)
            self.detect()
        for name in ("crm.diversion.rule", "crm.diversion.penalty.level"):  # those that the user of the browser can't open
            self.env[name].with_context(active_test=False).search([("company_id", "!=", self.company.id)]).unlink()
        self.open_all("crm_industry.menu_root")
