from odoo.tests import tagged

from .screens_common import ScreensCase


@tagged("post_install", "-at_install", "alone")
class TestScreens(ScreensCase):
    def test_every_screen_opens(self):
        self.open_all("crm_grading.menu_root")
