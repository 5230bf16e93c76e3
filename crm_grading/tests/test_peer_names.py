from odoo.fields import Command
from odoo.tests import tagged

from .run_common import RunCommon


@tagged("post_install", "-at_install")
class TestPeerNames(RunCommon):
    """Groups are named in the language of the reader, after what their keys are called today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.industries = cls.env["res.partner.industry"].create([{"name": "Shops"}, {"name": "Schools"}])
        for industry, name in zip(cls.industries, ("商店", "学校"), strict=True):
            industry.with_context(lang="zh_CN").name = name

    def compute_groups(self, keys, groups, lang="en_US", **values):
        """:param groups: [(values of the customers, their points)]
        :param lang: of the one who computes
        """
        self.env.user.lang = lang
        points = {}
        for customer_values, scores in groups:
            for score in scores:
                points[self.make_customers(1, **customer_values)] = score
        scheme = self.simple_scheme(peer_key_ids=self.peer_keys(*keys), **values)
        run = self.make_run(scheme)
        with self.raw({"X": points}):
            run.with_context(lang=lang).action_compute()
        self.env.invalidate_all()
        return run

    def names(self, run, lang):
        return set(run.peer_group_ids.with_context(lang=lang).mapped("display_name"))

    def compute_merged(self, lang="en_US"):
        shops, schools = self.industries
        return self.compute_groups(
            ("industry_id", "is_company"),
            [
                ({"industry_id": shops.id, "is_company": True}, [9, 8, 7]),
                ({"industry_id": shops.id, "is_company": False}, [6]),
                ({"industry_id": schools.id}, [5]),
                ({"industry_id": False}, [4, 3, 2, 1]),
            ],
            lang=lang,
            min_group=4,
            small_group="merge",
        )

    def test_each_reader_in_the_own_language(self):
        for lang in ("en_US", "zh_CN"):
            run = self.compute_merged(lang)
            self.assertEqual(
                self.names(run, "en_US"),
                {"Shops / Yes", "Shops / No", "Shops / small groups", "Schools / Yes", "None / Yes", "Small groups"},
            )
            self.assertEqual(
                self.names(run, "zh_CN"), {"商店 / 是", "商店 / 否", "商店 / 小组合并", "学校 / 是", "无 / 是", "小组"}
            )
            self.category.partner_ids.category_id = [Command.clear()]

    def test_all_customers(self):
        run = self.compute_groups((), [({}, [3, 2, 1])])
        self.assertEqual((self.names(run, "en_US"), self.names(run, "zh_CN")), ({"All customers"}, {"所有客户"}))

    def test_labels_of_a_selection(self):
        label = self.env["ir.model.fields"]._get("res.partner", "type").selection_ids.filtered(lambda one: one.value == "contact")
        label.with_context(lang="zh_CN").name = "联系人甲"
        run = self.compute_groups(("type",), [({"type": "contact"}, [3, 2, 1])])
        self.assertEqual((self.names(run, "en_US"), self.names(run, "zh_CN")), ({"Contact"}, {"联系人甲"}))

    def test_screens_in_the_own_language(self):
        run = self.compute_merged()
        groups = run.with_context(lang="zh_CN").dashboard_data()["peers"]["groups"]
        self.assertIn("商店 / 小组合并", [group["name"] for group in groups])
        customer = self.env["res.partner"].search([("industry_id", "=", self.industries[0].id)], limit=1)
        result = self.results(run)[customer]
        self.assertEqual(result.result_card()["explanation"]["group"]["name"], "Shops / small groups")
        in_chinese = result.with_context(lang="zh_CN").result_card()
        self.assertEqual(in_chinese["explanation"]["group"]["name"], "商店 / 小组合并")

    def test_what_was_deleted_is_called_as_it_was(self):
        run = self.compute_merged("zh_CN")
        shops = self.industries[0]
        self.env["res.partner"].search([("industry_id", "=", shops.id)]).industry_id = False
        shops.unlink()
        self.env.invalidate_all()
        self.assertEqual(
            self.names(run, "en_US"),
            {"商店 / 是", "商店 / 否", "商店 / 小组合并", "Schools / Yes", "None / Yes", "Small groups"},
        )

    def test_a_key_that_is_no_field_any_more(self):
        run = self.compute_merged("en_US")
        run._guarded_write({"config": run.config | {"peer_keys": ["x_gone", "is_company"]}})
        self.assertIn("Shops / small groups", self.names(run, "zh_CN"))

    def test_many_groups_cost_few_queries(self):
        industries = self.env["res.partner.industry"].create([{"name": f"Industry {number}"} for number in range(30)])
        run = self.compute_groups(("industry_id",), [({"industry_id": industry.id}, [5]) for industry in industries],
                                  small_group="flag")  # fmt: skip
        groups = self.env["crm.grading.peer.group"].with_user(self.assessor).browse(run.peer_group_ids.ids)
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            self.assertEqual(len(set(groups.mapped("display_name"))), 30)
