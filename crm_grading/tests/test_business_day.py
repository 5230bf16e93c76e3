from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import GradingCommon


@tagged("post_install", "-at_install")
class TestBusinessDay(GradingCommon):
    @freeze_time("2026-03-31 17:30:00")
    def test_shanghai_is_a_day_ahead_in_the_utc_evening(self):
        self.company.business_tz = "Asia/Shanghai"
        self.other_company.business_tz = "America/New_York"
        self.assertEqual(self.company._business_today(), date(2026, 4, 1))
        self.assertEqual(self.other_company._business_today(), date(2026, 3, 31))

    @freeze_time("2026-03-31 15:59:59")
    def test_day_turns_at_local_midnight(self):
        self.company.business_tz = "Asia/Shanghai"
        self.assertEqual(self.company._business_today(), date(2026, 3, 31))
        with freeze_time("2026-03-31 16:00:00"):
            self.assertEqual(self.company._business_today(), date(2026, 4, 1))

    @freeze_time("2026-03-31 17:30:00")
    def test_the_zone_of_who_looks_does_not_matter(self):
        self.company.business_tz = "Asia/Shanghai"
        self.salesperson.tz = "Pacific/Honolulu"
        company = self.company.with_user(self.salesperson).with_context(tz="Pacific/Honolulu")
        self.assertEqual(company._business_today(), date(2026, 4, 1))

    def test_zone_of_a_new_company_is_its_partners(self):
        partner = self.make_customer("Branch", tz="Asia/Tokyo")
        company = self.env["res.company"].create({"name": "Branch", "partner_id": partner.id})
        self.assertEqual(company.business_tz, "Asia/Tokyo")

    def test_zone_falls_back_on_the_main_user_then_utc(self):
        main_user = self.env.ref("base.user_admin")
        main_user.tz = "Asia/Shanghai"
        company = self.env["res.company"].create({"name": "First"})
        self.assertEqual(company.business_tz, "Asia/Shanghai")
        main_user.tz = False
        company = self.env["res.company"].create({"name": "Second"})
        self.assertEqual(company.business_tz, "UTC")

    def test_settings_change_the_zone_of_one_company(self):
        before = self.other_company.business_tz
        settings = self.env["res.config.settings"].create({"business_tz": "Asia/Urumqi"})
        settings.execute()
        self.assertEqual(self.company.business_tz, "Asia/Urumqi")
        self.assertEqual(self.other_company.business_tz, before)

    def test_a_later_change_of_the_partners_zone_moves_no_date(self):
        self.company.business_tz = "Asia/Shanghai"
        self.company.partner_id.tz = "Europe/Paris"
        self.env.flush_all()
        self.assertEqual(self.company.business_tz, "Asia/Shanghai")
