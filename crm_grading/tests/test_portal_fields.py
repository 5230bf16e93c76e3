from odoo.tests import tagged

from .portal_fields_common import PortalFieldsCommon


@tagged("post_install", "-at_install")
class TestPortalFields(PortalFieldsCommon):
    def test_settings_and_marks_are_for_employees(self):
        self.assert_portal_fields_closed("crm_grading", least=30)
