from odoo.tests import Form, freeze_time, tagged

from .tobacco_common import NOON
from .tobacco_grade_common import TobaccoGradeCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTobaccoScreens(TobaccoGradeCommon):
    """The screens of the trade as its people open them, a graded retailer with an offence among the records."""

    def test_everybody_opens_what_is_theirs(self):
        self.env.ref("base.group_user").implied_ids += self.env.ref("crm_industry.group_trade_tobacco")
        self.publish(self.scheme)
        event = self.confirm(5)
        for user in (self.salesperson, self.tobacco_manager, self.inspector):
            for record in (self.retailer, self.licence, event, self.route):
                with self.subTest(user=user.login, model=record._name):
                    self.open_record(record.with_user(user))
        self.assertEqual(self.retailer.with_user(self.inspector).grade_id.sudo().code, "C")

    def open_record(self, record):
        """Read what form, list and search of a record ask for, as the web client does."""
        self.env.invalidate_all()
        Form(record)
        views = record.get_views([(False, "list"), (False, "search")])
        names = views["models"][record._name]["fields"]
        spec = {name: {"fields": {"display_name": {}}} if kind.get("type") == "many2one" else {} for name, kind in names.items()}
        record.web_read(spec)
