import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..channel_common import ChannelCommon

FIELDS = ["name", "phone"]
# What a browser sends with an address typed by its user.
FROM_BROWSER = {
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-User": "?1",
}


class ExportCommon(ChannelCommon):
    """A salesperson who may export, five customers a day; ten customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.customer_export_limit = 5
        cls.allow_export = cls.env.ref("base.group_allow_export")
        cls.salesperson.group_ids = [Command.link(cls.allow_export.id)]
        cls.customers = cls.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(10)])
        cls.log = cls.env["crm.customer.export"]

    def logged(self, user=None):
        return self.log.search([("user_id", "=", (user or self.salesperson).id)])

    def export(self, records, names=FIELDS):
        return records.with_user(self.salesperson).export_data(names)["datas"]

    def give_the_right(self):
        self.salesperson.group_ids = [Command.link(self.env.ref("crm_industry.group_customer_export").id)]


@tagged("post_install", "-at_install")
class TestCustomerExport(ExportCommon):
    def test_a_few_customers_are_exported_and_logged(self):
        self.assertEqual(self.export(self.customers[:3])[0][0], "Customer 0")
        entry = self.logged()
        self.assertEqual((entry.number, entry.model, entry.source), (3, "res.partner", "list"))
        self.assertEqual(entry.field_names, "name, phone")
        ids = sorted(self.customers[:3].ids)
        self.assertEqual(entry.records, f"{ids[0]}-{ids[-1]}")
        self.assertEqual(entry.company_id, self.company)

    def test_too_many_are_refused_and_need_the_right(self):
        with self.assertRaisesRegex(AccessError, r"\b5\b.*\b10\b"):
            self.export(self.customers)
        self.assertFalse(self.logged())
        self.give_the_right()
        self.assertEqual(len(self.export(self.customers)), 10)
        self.assertEqual(self.logged().number, 10)

    def test_many_small_exports_are_one_large_one(self):
        self.export(self.customers[:3])
        with self.assertRaisesRegex(AccessError, r"\b3\b.*\b3\b"):
            self.export(self.customers[3:6])
        self.export(self.customers[3:5])

    def test_the_next_day_begins_anew(self):
        now = fields.Datetime.now()
        self.export(self.customers[:5])
        with freeze_time(now + timedelta(hours=25)):
            self.export(self.customers[:5])
        self.assertEqual(len(self.logged()), 2)

    def test_the_limit_is_that_of_the_users_own_company(self):
        self.other_company.customer_export_limit = 1000
        self.salesperson.company_ids = [Command.link(self.other_company.id)]
        with self.assertRaises(AccessError):
            self.export(self.customers.with_context(allowed_company_ids=self.other_company.ids))

    def test_odoos_own_right_is_needed_as_well(self):
        self.salesperson.group_ids = [Command.unlink(self.allow_export.id)]
        with self.assertRaises(UserError):
            self.export(self.customers[:1])

    def test_customers_behind_other_records_count(self):
        tag = self.env["res.partner.category"].create({"name": "Tag", "partner_ids": self.customers.ids})
        with self.assertRaises(AccessError):
            self.export(tag, ["name", "partner_ids/phone"])
        # names that any list shows are no export of customers
        self.export(tag, ["name", "partner_ids/name"])
        self.assertFalse(self.logged())

    def test_leads_and_figures_of_customers_count(self):
        leads = self.env["crm.lead"].create([{"name": f"L{n}", "user_id": self.salesperson.id} for n in range(6)])
        with self.assertRaises(AccessError):
            self.export(leads, ["name"])
        positions = self.place(self.dealer_a) | self.place(self.sub_dealer, self.dealer_a)
        self.export(positions, ["partner_id", "tier_id"])
        self.assertEqual(self.logged().number, 2)

    def test_what_is_no_list_of_names_is_refused(self):
        for names in ("name", None, {"name": 1}, [["name"]], [7]):
            with self.assertRaises(UserError):
                self.export(self.customers[:1], names)

    def test_other_records_are_not_logged(self):
        self.export(self.phones, ["name"])
        self.assertFalse(self.logged())

    def test_the_log_is_for_reading_only(self):
        self.export(self.customers[:1])
        entry = self.logged()
        admin = self.env.ref("base.user_admin")
        for user in (self.salesperson, self.channel_manager, admin):
            mine = entry.with_user(user)
            # refused before the rights are looked at
            with self.assertRaises(UserError):
                mine.write({"number": 0})
            with self.assertRaises(AccessError):
                mine.unlink()
            with self.assertRaises(AccessError):
                mine.create({"number": 1})
        with self.assertRaises(UserError):
            entry.sudo().write({"number": 0})
        with self.assertRaises(UserError):
            entry.sudo().unlink()
        with self.assertRaises(AccessError):
            self.log.with_user(self.salesperson).search([])

    def test_managers_see_the_log_of_their_companies(self):
        self.export(self.customers[:1])
        self.assertTrue(self.log.with_user(self.channel_manager).search([]))
        mine = [("user_id", "=", self.salesperson.id)]
        self.assertFalse(self.log.with_user(self.other_channel_manager).search(mine))


@tagged("post_install", "-at_install")
class TestCustomerExportRoutes(ExportCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.salesperson.password = "export-password"
        self.authenticate(self.salesperson.login, "export-password")

    def download(self, kind, **values):
        data = {
            "model": "res.partner",
            "fields": [{"name": "name", "label": "Name", "type": "char"}],
            "ids": self.customers.ids,
            "domain": [],
            "import_compat": False,
            "groupby": [],
        }
        return self.url_open(f"/web/export/{kind}", {"data": json.dumps(data | values), "csrf_token": Request.csrf_token(self)})

    @mute_logger("odoo.addons.web.controllers.export")
    def test_list_as_file(self):
        for kind in ("csv", "xlsx"):
            self.assertEqual(self.download(kind).status_code, 500)
        self.assertEqual(self.download("csv", ids=self.customers[:2].ids).status_code, 200)
        self.assertEqual(self.logged().number, 2)

    @mute_logger("odoo.addons.web.controllers.export")
    def test_grouped_list_as_file(self):
        values = {"groupby": ["channel_type_id"]}
        self.assertEqual(self.download("xlsx", **values).status_code, 500)
        self.give_the_right()
        self.assertEqual(self.download("xlsx", **values).status_code, 200)
        self.assertEqual(self.logged().number, 10)

    def test_workbook_of_a_run(self):
        scheme = self.env["crm.grading.scheme"].search([], limit=1)
        run = self.env["crm.grading.run"].create({"scheme_id": scheme.id})
        assessor = self.env.ref("crm_grading.group_grading_assessor")
        self.salesperson.group_ids = [Command.link(assessor.id)]
        self.env.flush_all()
        response = self.url_open(f"/crm_grading/run/{run.id}/xlsx")
        self.assertEqual(response.status_code, 200)
        self.assertEqual((self.logged().model, self.logged().source), ("crm.grading.run", "workbook"))

    def test_address_cards(self):
        path = "/web/partner/vcard?partner_ids="
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(path + ",".join(map(str, self.customers.ids))).status_code, 403)
        few = self.customers[:2]
        self.assertEqual(self.url_open(path + ",".join(map(str, few.ids))).status_code, 200)
        self.assertEqual((self.logged().number, self.logged().source), (2, "vcard"))

    def test_a_list_of_address_cards_behind_a_single_one_counts(self):
        one, *others = self.customers.ids
        path = f"/web_enterprise/partner/{one}/vcard?partner_ids="
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(path + ",".join(map(str, others))).status_code, 403)
        self.assertFalse(self.logged())
        self.assertEqual(self.url_open(path + ",".join(map(str, others[:2]))).status_code, 200)
        self.assertEqual(self.logged().number, 3)

    def test_json_of_a_list(self):
        self.env["ir.config_parameter"].set_param("web.json.enabled", "True")
        path = "/json/1/retail-shops?limit=3"
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(path, headers=FROM_BROWSER).status_code, 403)
        self.give_the_right()
        self.assertEqual(self.url_open(path, headers=FROM_BROWSER).status_code, 200)
        self.assertEqual((self.logged()[:1].number, self.logged()[:1].source), (3, "json"))
        self.assertEqual(self.url_open("/json/1/retail-shops?limit=0", headers=FROM_BROWSER).status_code, 200)
        self.assertEqual(self.logged()[:1].number, self.env.ref("crm_industry.res_partner_retail_action").limit)
