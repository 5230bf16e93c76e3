from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .run_common import RunCommon

OF_RUNS = ("config", "work_counts")
OF_GROUPS = ("bounds", "cuts", "dimension_cuts", "means", "dimension_means")


@tagged("post_install", "-at_install")
class TestRunSecrets(RunCommon):
    """How a scheme weighs and what the peers got is for assessors; salespeople see what came of it for their customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson.group_ids = [Command.link(cls.env.ref("base.group_allow_export").id)]
        cls.customers = cls.make_customers(20)
        cls.customers[4].user_id = cls.salesperson
        cls.customers[5].user_id = cls.grading_manager

    def setUp(self):
        super().setUp()
        self.published = self.compute_points(self.simple_scheme(), range(100, 0, -5))
        self.published.action_review()
        self.published.action_publish()
        self.group = self.published.peer_group_ids
        self.env.flush_all()

    def each_field(self):
        for records, names in ((self.published, OF_RUNS), (self.group, OF_GROUPS)):
            for name in names:
                yield records.with_user(self.salesperson), name

    def test_a_salesperson_may_read_the_records(self):
        self.assertTrue(self.published.with_user(self.salesperson).read(["name", "state"]))
        self.assertTrue(self.group.with_user(self.salesperson).read(["name", "size"]))

    def test_a_salesperson_is_refused_the_fields(self):
        for records, name in self.each_field():
            with self.subTest(name), self.assertRaises(AccessError):
                records.read([name])
            with self.subTest(name), self.assertRaises(AccessError):
                records.search_read([("id", "in", records.ids)], [name])
            with self.subTest(name), self.assertRaises(AccessError):
                records.web_read({name: {}})
            with self.subTest(name), self.assertRaises(AccessError):
                records.export_data(["id", name])
            self.assertNotIn(name, records.read()[0])
            self.assertNotIn(name, records.fields_get())

    def test_a_salesperson_finds_nothing_by_the_fields(self):
        for records, name in self.each_field():
            with self.subTest(name), self.assertRaises(AccessError):
                records.search([(name, "!=", False)])
            with self.subTest(name), self.assertRaises(AccessError):
                records.formatted_read_group([], [name], ["__count"])
        results = self.env["crm.grading.result"].with_user(self.salesperson)
        with self.assertRaises(AccessError):
            results.search([("peer_group_id.cuts", "!=", False)])
        with self.assertRaises(AccessError):
            results.search([("run_id.config", "!=", False)])

    def test_an_assessor_reads_them(self):
        run, group = self.published.with_user(self.assessor), self.group.with_user(self.assessor)
        [values] = run.read(["config"])
        self.assertEqual(values["config"]["dimensions"][0]["code"], "V")
        [values] = group.read(OF_GROUPS)
        self.assertEqual((values["means"], values["cuts"]["A"]), ({"X": 52.5}, 100.0))

    def test_screens_of_a_salesperson_stay_the_same(self):
        self.env.invalidate_all()
        [result] = [line for partner, line in self.results(self.published).items() if partner == self.customers[4]]
        card = result.with_user(self.salesperson).result_card()
        self.assertEqual(card, result.with_user(self.assessor).result_card())
        self.assertEqual(card["explanation"]["dimensions"][0]["indicators"][0]["mean"], 52.5)
        run = self.published.with_user(self.salesperson)
        data = run.dashboard_data()
        self.assertEqual([grade["code"] for grade in data["grades"]], list("ABCDE"))
        self.assertEqual(data["peers"]["groups"][0]["size"], 20)
        self.assertEqual([option["code"] for option in run.dashboard_pareto()["options"]][-1:], ["total"])
        self.assertEqual(run.dashboard_correlation()["indicators"], [{"code": "X", "name": "X"}])
        self.assertTrue(run.action_pareto_customers())
