from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from ..channel_common import ChannelCommon


@tagged("post_install", "-at_install")
class TestRegion(ChannelCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.china = cls.env.ref("base.cn")
        cls.regions = cls.env["crm.region"]
        cls.regions._load_country(cls.china)
        cls.jiangsu = cls.env.ref("base.state_cn_JS")
        cls.guangdong = cls.env.ref("base.state_cn_GD")

    def region(self, code):
        return self.regions.search([("code", "=", code)])

    def address(self, city, state=None, **values):
        values = {"city": city, "state_id": state and state.id, "country_id": self.china.id} | values
        return self.env["res.partner"].create({"name": "Somewhere"} | values)

    def test_china_has_its_provinces_and_cities(self):
        provinces = self.regions.search([("country_id", "=", self.china.id), ("kind", "=", "state")])
        self.assertEqual(provinces.state_id, self.china.state_ids)
        nanjing = self.region("320100")
        self.assertEqual(nanjing.name, "南京市")
        self.assertEqual(nanjing.parent_id.state_id, self.jiangsu)
        self.assertEqual(nanjing.parent_id.parent_id.kind, "country")
        self.assertIn("鼓楼区", nanjing.aliases)

    def test_columns_of_lists_leave_out_country_and_areas(self):
        nanjing = self.region("320100")
        nanjing.parent_id.parent_id = self.east
        self.assertEqual(nanjing.display_name, f"Market / East / {nanjing.parent_id.name} / 南京市")
        short = nanjing.with_context(region_short=True)
        self.assertEqual(short.display_name, f"{nanjing.parent_id.name} / 南京市")
        self.assertEqual(short.parent_id.display_name, nanjing.parent_id.name)

    def test_loading_again_adds_nothing_and_changes_nothing(self):
        nanjing = self.region("320100")
        nanjing.write({"name": "Our Nanjing", "parent_id": self.east.id})
        self.region("320200").active = False
        self.assertFalse(self.regions._load_country(self.china))
        self.assertEqual((nanjing.name, nanjing.parent_id), ("Our Nanjing", self.east))
        self.assertFalse(self.regions.search([("name", "=", "无锡市")]))

    def test_what_is_missing_is_added(self):
        self.region("320100").unlink()
        self.assertEqual(self.regions._load_country(self.china).mapped("code"), ["320100"])

    def test_other_countries_have_the_states_that_odoo_knows(self):
        france, usa = self.env.ref("base.fr"), self.env.ref("base.us")
        for country in (france, usa):
            self.regions._load_country(country)
            found = self.regions.search([("country_id", "=", country.id), ("kind", "=", "state")])
            self.assertEqual(found.state_id, country.state_ids)
        california = self.env.ref("base.state_us_5")
        self.assertEqual(self.region("US-CA").state_id, california)
        # "Los Angeles" is unknown: the state is what is known of it
        self.assertEqual(self.regions._of_address(usa, california, "Los Angeles"), self.region("US-CA"))

    def test_address_in_all_spellings(self):
        for city in ("苏州市", "苏州", "Suzhou", "suzhou city", "苏州市昆山市", "昆山", "江苏省苏州市"):
            self.assertEqual(self.address(city, self.jiangsu).channel_region_id, self.region("320500"), city)

    def test_address_without_province(self):
        self.assertEqual(self.address("深圳").channel_region_id, self.region("440300"))
        self.assertEqual(self.address("广东省深圳市").channel_region_id, self.region("440300"))
        # both Jiangsu and Anhui have a Suzhou
        self.assertEqual(self.address("Suzhou").channel_region_id, self.region("CN"))

    def test_the_province_decides_between_cities_of_one_name(self):
        anhui = self.env.ref("base.state_cn_AH")
        self.assertEqual(self.address("Suzhou", self.jiangsu).channel_region_id, self.region("320500"))
        self.assertEqual(self.address("Suzhou", anhui).channel_region_id, self.region("341300"))
        # a city of another province is not looked for
        self.assertEqual(self.address("深圳", self.jiangsu).channel_region_id, self.region("320000"))

    def test_municipalities_are_one_region(self):
        beijing = self.env.ref("base.state_cn_BJ")
        for city in ("北京市", "北京", "朝阳区", "Beijing", "北京市海淀区"):
            self.assertEqual(self.address(city, beijing).channel_region_id, self.region("110000"), city)

    def test_no_address_has_no_region(self):
        self.assertFalse(self.env["res.partner"].create({"name": "Nowhere", "city": "南京"}).channel_region_id)

    def test_region_follows_the_address(self):
        partner = self.address("南京", self.jiangsu)
        partner.write({"state_id": self.guangdong.id, "city": "东莞"})
        self.assertEqual(partner.channel_region_id, self.region("441900"))

    def test_region_by_hand_stays_until_it_is_emptied(self):
        partner = self.address("南京", self.jiangsu)
        partner.channel_region_id = self.east
        self.assertTrue(partner.channel_region_manual)
        partner.city = "苏州"
        self.assertEqual(partner.channel_region_id, self.east)
        partner.channel_region_id = False
        self.assertFalse(partner.channel_region_manual)
        self.assertEqual(partner.channel_region_id, self.region("320500"))

    def test_choosing_the_region_of_the_address_is_not_by_hand(self):
        partner = self.address("南京", self.jiangsu)
        partner.channel_region_id = self.region("320100")
        self.assertFalse(partner.channel_region_manual)

    def test_areas_are_never_found_by_an_address(self):
        area = self.make_region("昆山", kind="area", country_id=self.china.id, state_id=self.jiangsu.id)
        self.assertNotEqual(self.address("昆山", self.jiangsu).channel_region_id, area)

    def test_own_cities_and_names_are_found(self):
        partner = self.address("太仓新城", self.jiangsu)
        self.assertEqual(partner.channel_region_id, self.region("320500"))
        district = self.make_region("太仓新城", self.region("320500"), kind="district")
        self.assertEqual((district.country_id, district.state_id), (self.china, self.jiangsu))
        self.env["res.partner"]._place_by_address(self.china)
        self.assertEqual(partner.channel_region_id, district)

    def test_all_customers_are_placed_by_two_statements(self):
        partners = self.env["res.partner"].create(
            [
                {"name": f"P{number}", "country_id": self.china.id, "state_id": self.jiangsu.id, "city": city}
                for number, city in enumerate(["南京", "苏州", "南京市", "Nowhere"] * 25)
            ]
        )
        by_hand = partners[0]
        by_hand.channel_region_id = self.east
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET channel_region_id = NULL WHERE id IN %s", [partners[1:]._ids])
        self.env.invalidate_all()
        self.regions._of_address(self.china, self.jiangsu, "南京")
        with self.assertQueryCount(2):
            self.env["res.partner"]._place_by_address(self.china)
        self.assertEqual(by_hand.channel_region_id, self.east)
        expected = [self.region(code) for code in ("320100", "320500", "320100", "320000")]
        self.assertEqual([partner.channel_region_id for partner in partners[1:]], (expected * 25)[1:])
        self.assertEqual(self.env["res.partner"]._place_by_address(self.china), 0)

    def test_many_customers_at_once_need_no_query_each(self):
        def create(number):
            values = [
                {"name": "P", "country_id": self.china.id, "state_id": self.jiangsu.id, "city": f"南京{index}"}
                for index in range(number)
            ]
            before = self.cr.sql_log_count
            self.env["res.partner"].create(values).mapped("channel_region_id")
            self.env.flush_all()
            return self.cr.sql_log_count - before

        create(1)
        self.assertLessEqual(create(50) - create(5), 5)

    def test_customers_are_counted_with_those_of_the_parts(self):
        before = self.east.customer_count
        self.make_customer("In the port", channel_region_id=self.east_port.id)
        self.salesperson.partner_id.channel_region_id = self.east_port
        self.east.invalidate_recordset(["customer_count"])
        self.assertEqual(self.east.customer_count, before + 1)
        self.assertEqual(self.south_city.customer_count, 0)
        listed = self.env["res.partner"].search(self.east.action_open_customers()["domain"])
        self.assertEqual(len(listed), before + 1)
        self.assertNotIn(self.salesperson.partner_id, listed, "our own people are no customers")

    def test_a_region_is_no_part_of_itself(self):
        with self.assertRaises(UserError):
            self.market.parent_id = self.east_city

    def test_only_channel_managers_keep_regions(self):
        regions = self.regions.with_user(self.salesperson)
        self.assertTrue(regions.search([], limit=1).name)
        with self.assertRaises(AccessError):
            regions.create({"name": "Mine"})
        with self.assertRaises(AccessError):
            regions.action_place_customers()
        # as the button of a list calls it, with the lines ticked
        answer = call_kw(self.regions.with_user(self.channel_manager), "action_place_customers", [[]], {})
        self.assertEqual(answer["tag"], "display_notification")
        with self.assertRaises(AccessError):
            self.env["crm.region.load"].with_user(self.salesperson).create({"country_ids": self.china.ids})
        wizard = self.env["crm.region.load"].with_user(self.channel_manager).create({"country_ids": self.env.ref("base.ca").ids})
        wizard.action_load()
        self.assertEqual(len(self.region("CA").child_ids), len(self.env.ref("base.ca").state_ids))
