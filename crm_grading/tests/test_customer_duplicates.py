from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import GradingCommon

CODE = "91990099PRQBE00423"


class DuplicateCommon(GradingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.steward = new_test_user(
            cls.env,
            "grading_steward",
            "sales_team.group_sale_salesman,base.group_partner_manager",
            company_id=cls.company.id,
        )
        cls.customer.write({"name": "Quayside Probe", "vat": CODE, "phone": "021-99990042"})

    def duplicates(self, user=None):
        """Return {(kind, value): customers} of the list as ``user`` sees it."""
        report = self.env["crm.customer.duplicate"].with_user(user or self.steward)
        return {(row.kind, row.value): row.partner_ids for row in report.search([])}

    def row(self, kind, user=None):
        report = self.env["crm.customer.duplicate"].with_user(user or self.steward)
        return report.search([("kind", "=", kind), ("partner_names", "like", "Quayside")])


@tagged("post_install", "-at_install")
class TestCustomerKeys(DuplicateCommon):
    def test_keys_follow_the_fields(self):
        self.assertEqual(self.customer.customer_key_code, CODE)
        self.assertEqual(self.customer.customer_key_phone, "862199990042")
        self.assertEqual(self.customer.customer_key_name, "quaysideprobe")
        self.customer.write({"vat": False, "company_registry": f"cn {CODE}", "name": "Quay Ltd"})
        self.assertEqual(self.customer.customer_key_code, CODE)
        self.assertEqual(self.customer.customer_key_name, "quay")

    def test_country_gives_the_prefix(self):
        partner = self.make_customer(
            "Bay", country_id=self.env.ref("base.us").id, phone="650 555 0100"
        )
        self.assertEqual(partner.customer_key_phone, "16505550100")

    def test_contacts_have_no_keys(self):
        self.contact.phone = "021-99990042"
        self.assertEqual(
            [self.contact.customer_key_code, self.contact.customer_key_phone], [False, False]
        )
        self.contact.parent_id = False
        self.assertEqual(self.contact.customer_key_phone, "862199990042")

    def test_keys_have_an_index_each(self):
        self.env.cr.execute(
            "SELECT count(*) FROM pg_indexes WHERE tablename = 'res_partner'"
            " AND indexdef LIKE '%(customer_key_%) WHERE (customer_key_% IS NOT NULL)'"
        )
        self.assertEqual(self.env.cr.fetchone(), (3,))

    def test_installing_fills_the_keys_of_a_filled_database(self):
        from ..hooks import pre_init_hook

        person = self.make_customer("Han Meimei", is_company=False, phone="13800138000")
        partners = self.customer + self.contact + person
        names = ["customer_key_code", "customer_key_phone", "customer_key_name"]
        expected = partners.read(names)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET customer_key_code = NULL, customer_key_phone = NULL,"
            " customer_key_name = NULL"
        )
        pre_init_hook(self.env)
        self.env.invalidate_all()
        self.assertEqual(partners.read(names), expected)

    def test_customers_are_found_by_any_spelling_of_the_code(self):
        partners = self.env["res.partner"].with_user(self.salesperson)
        for text in ("91990099 prqbe00423", "９１９９００９９ＰＲＱＢＥ００４２３", f"CN{CODE}", CODE):
            found = [partner_id for partner_id, _name in partners.name_search(text)]
            self.assertIn(self.customer.id, found, text)
        self.assertNotIn(
            self.customer.id, [row[0] for row in partners.name_search("91990099PRQBE00433")]
        )


@tagged("post_install", "-at_install")
class TestDuplicateBanner(DuplicateCommon):
    def test_same_code_phone_or_name_is_shown_with_its_reason(self):
        cases = {
            "Unified code": {"vat": "９１９９００９９ＰＲＱＢＥ００４２３"},
            "Phone": {"phone": "+86 21 9999 0042 ext 12"},
            "Name": {"name": "QUAYSIDE PROBE CO., LTD."},
        }
        for reason, values in cases.items():
            twin = self.make_customer(f"Twin {reason}", **(values if "name" not in values else {}))
            twin.write(values)
            twin = twin.with_user(self.salesperson)
            self.assertEqual(twin.customer_duplicate_ids, self.customer, reason)
            self.assertEqual(twin.customer_duplicate_reason, reason)
            twin.sudo().active = False

    def test_a_customer_of_its_own_has_no_banner(self):
        self.assertFalse(self.customer.customer_duplicate_ids)
        self.assertFalse(self.customer.customer_duplicate_reason)

    def test_banner_appears_while_typing(self):
        form = Form(self.env["res.partner"].with_user(self.steward))
        form.name = "Somebody else"
        self.assertFalse(form.customer_duplicate_reason)
        form.phone = "0086 21 99990042"
        self.assertEqual(form.customer_duplicate_reason, "Phone")
        self.assertEqual(form.customer_duplicate_ids.ids, self.customer.ids)

    def test_own_contacts_and_branches_are_no_duplicates(self):
        self.contact.write({"phone": "021-99990042", "name": "Quayside Probe"})
        branch = self.make_customer(
            "Quayside Probe", parent_id=self.customer.id, phone="021-99990042", vat=CODE
        )
        sister = self.make_customer(
            "Quayside Probe", parent_id=self.customer.id, phone="021-99990042", vat=CODE
        )
        for partner in self.customer + self.contact + branch + sister:
            self.assertFalse(partner.customer_duplicate_ids, partner.display_name)
        self.assertFalse(self.row("phone"))
        self.assertFalse(self.row("name"))

    def test_customers_of_other_companies_stay_hidden(self):
        self.make_customer("Quayside Probe", company_id=self.other_company.id)
        customer = self.customer.with_user(self.salesperson)
        self.assertFalse(customer.customer_duplicate_ids)
        self.assertFalse(self.row("name"))

    def test_archived_customers_and_users_do_not_count(self):
        self.make_customer("Quayside Probe", active=False)
        self.salesperson.partner_id.write({"is_company": True, "name": "Quayside Probe"})
        self.assertFalse(self.customer.customer_duplicate_ids)
        self.assertFalse(self.salesperson.partner_id.customer_duplicate_ids)

    def test_names_of_persons_are_compared_on_request(self):
        first = self.make_customer("张伟探", is_company=False)
        self.make_customer("张 伟探", is_company=False)
        self.assertFalse(first.customer_duplicate_ids)
        self.assertNotIn(("name", "张伟探"), self.duplicates())
        self.company.customer_duplicate_persons = True
        self.env.invalidate_all()
        self.assertEqual(first.customer_duplicate_reason, "Name")
        self.assertIn(("name", "张伟探"), self.duplicates())

    def test_a_shared_number_shows_a_bounded_list(self):
        self.env["res.partner"].create(
            [{"name": f"Tenant {number}", "phone": "021-99990042"} for number in range(30)]
        )
        self.assertEqual(len(self.customer.customer_duplicate_ids), 20)


@tagged("post_install", "-at_install")
class TestCodeWarning(DuplicateCommon):
    def test_wrong_check_digit_warns_and_saves(self):
        self.customer.vat = "91990099PRQBE00420"
        self.env.flush_all()
        self.assertIn("“3”", self.customer.customer_code_warning)
        self.assertIn("91990099PRQBE00420", self.customer.customer_code_warning)

    def test_wrong_length_letter_and_region_are_named(self):
        for vat, part in (
            ("91990099PRQBE0042", "17 characters"),
            ("91990099PRQBE004I3", "“I”"),
            ("91A90099PRQBE00423", "“A90099”"),
        ):
            self.customer.vat = vat
            self.assertIn(part, self.customer.customer_code_warning)

    def test_right_or_missing_codes_do_not_warn(self):
        self.assertFalse(self.customer.customer_code_warning)
        self.customer.write({"vat": "110000001234567", "company_registry": CODE})
        self.assertFalse(self.customer.customer_code_warning)
        self.customer.write({"vat": False, "company_registry": False})
        self.assertFalse(self.customer.customer_code_warning)

    def test_only_chinese_companies_are_checked(self):
        self.customer.vat = "BE0477472701"
        self.assertTrue(self.customer.customer_code_warning)
        self.customer.country_id = self.env.ref("base.be")
        self.assertFalse(self.customer.customer_code_warning)
        person = self.make_customer("Li", is_company=False, vat="110101199003070000")
        self.assertFalse(person.customer_code_warning)

    def test_import_of_a_wrong_code_goes_through(self):
        result = self.env["res.partner"].load(
            ["name", "is_company", "country_id", "vat"],
            [["Mistyped", "1", "China", "91990099PRQBE00420"]],
        )
        self.assertTrue(result["ids"], result["messages"])


@tagged("post_install", "-at_install")
class TestDuplicateList(DuplicateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls.make_customer("Quayside Probe Ltd", vat=f"CN{CODE}")

    def test_one_row_for_each_shared_key(self):
        both = self.customer + self.twin
        rows = self.duplicates()
        self.assertEqual(rows[("code", CODE)], both)
        self.assertEqual(rows[("name", "quaysideprobe")], both)
        self.assertNotIn(("phone", "862199990042"), rows)
        row = self.row("code")
        self.assertEqual(row.partner_count, 2)
        self.assertEqual(row.partner_names, "Quayside Probe, Quayside Probe Ltd")

    def test_ids_are_unique_and_stable(self):
        report = self.env["crm.customer.duplicate"]
        rows = report.search([])
        self.assertEqual(len(set(rows.ids)), len(rows))
        before = {(row.kind, row.value): row.id for row in rows}
        self.make_customer("Quayside Probe Inc")
        after = {(row.kind, row.value): row.id for row in report.search([])}
        self.assertEqual(before, after)

    def test_not_duplicates_leave_list_and_banner(self):
        self.assertTrue(self.customer.customer_duplicate_ids)
        (self.row("code") + self.row("name")).action_not_duplicate()
        self.env.invalidate_all()
        self.assertFalse(self.row("code") + self.row("name"))
        self.assertFalse(self.customer.customer_duplicate_ids)
        decision = self.env["crm.customer.distinct"].search([("kind", "=", "code")], limit=1)
        self.assertEqual(decision.create_uid, self.steward)
        self.assertEqual(decision.partner_ids, self.customer + self.twin)

    def test_a_third_customer_opens_the_question_again(self):
        (self.row("code") + self.row("name")).action_not_duplicate()
        third = self.make_customer("Quayside Probe GmbH")
        self.env.invalidate_all()
        self.assertEqual(self.row("name").partner_ids, self.customer + self.twin + third)
        self.assertEqual(self.customer.customer_duplicate_ids, third)
        self.assertFalse(self.row("code"))

    def test_deleting_the_decision_compares_again(self):
        self.row("code").action_not_duplicate()
        self.assertFalse(self.row("code"))
        decision = self.env["crm.customer.distinct"].search([("kind", "=", "code")])
        decision.with_user(self.steward).unlink()
        self.assertTrue(self.row("code"))

    def test_not_a_duplicate_from_the_form(self):
        self.twin.with_user(self.steward).action_customer_not_duplicate()
        self.env.invalidate_all()
        self.assertFalse(self.twin.customer_duplicate_ids)
        self.assertFalse(self.row("code") + self.row("name"))

    def test_the_form_says_nothing_about_the_others(self):
        """One of three is different: the two others are still in question."""
        third = self.make_customer("Quayside Probe GmbH")
        third.with_user(self.steward).action_customer_not_duplicate()
        self.env.invalidate_all()
        self.assertFalse(third.customer_duplicate_ids)
        self.assertEqual(self.customer.customer_duplicate_ids, self.twin)
        self.assertEqual(self.row("name").partner_ids, self.customer + self.twin + third)

    def test_names_of_many_are_cut(self):
        for number in range(5):
            self.make_customer("Quayside Probe", city=str(number))
        row = self.row("name")
        self.assertEqual(row.partner_count, 7)
        self.assertEqual(row.partner_names.count("Quayside Probe"), 5)
        self.assertTrue(row.partner_names.endswith(", …"))

    def test_merge_opens_the_wizard_with_these_customers(self):
        action = self.row("code").action_merge()
        self.assertEqual(action["context"]["active_ids"], (self.customer + self.twin).ids)
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.steward)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(wizard.partner_ids, self.customer + self.twin)
        wizard.action_merge()
        self.assertEqual(len((self.customer + self.twin).exists()), 1)
        self.assertFalse(self.row("code") + self.row("name"))

    def test_merge_takes_the_three_oldest_at_most(self):
        third = self.make_customer("Quayside Probe", vat=CODE)
        self.make_customer("Quayside Probe", vat=CODE)
        action = self.row("code").action_merge()
        expected = (self.customer + self.twin + third).ids
        self.assertEqual(action["context"]["active_ids"], expected)

    def test_merge_from_the_form(self):
        action = self.twin.with_user(self.steward).action_customer_merge()
        self.assertEqual(set(action["context"]["active_ids"]), {self.customer.id, self.twin.id})

    def test_view_shows_these_customers(self):
        action = self.row("name").action_view_partners()
        found = self.env["res.partner"].search(action["domain"])
        self.assertEqual(found, self.customer + self.twin)

    def test_a_salesperson_looks_and_does_not_decide(self):
        self.salesperson.group_ids -= self.env.ref("base.group_partner_manager")
        row = self.row("code", self.salesperson)
        self.assertEqual(row.partner_ids, self.customer + self.twin)
        with self.assertRaises(AccessError):
            row.action_not_duplicate()
        with self.assertRaises(AccessError):
            self.twin.with_user(self.salesperson).action_customer_not_duplicate()

    def test_nobody_without_sales_sees_the_list(self):
        clerk = new_test_user(self.env, "grading_clerk", "base.group_user")
        clerk.group_ids -= self.env.ref("base.group_partner_manager")
        with self.assertRaises(AccessError):
            self.duplicates(clerk)

    def test_each_company_counts_its_own_customers(self):
        foreign = self.make_customer(
            "Quayside Probe", vat=CODE, company_id=self.other_company.id
        )
        self.assertEqual(self.row("code").partner_count, 2)
        self.steward.company_ids += self.other_company
        both = [self.company.id, self.other_company.id]
        row = self.row("code").with_context(allowed_company_ids=both)
        row = row.search([("id", "=", row.id)])
        self.assertEqual(row.partner_count, 3)
        self.assertIn(foreign, row.partner_ids)

    def test_decisions_on_another_companys_customers_stay_there(self):
        foreign = self.make_customer("Quay", company_id=self.other_company.id) + (
            self.make_customer("Quay", company_id=self.other_company.id)
        )
        decision = self.env["crm.customer.distinct"].create(
            {"kind": "name", "value": "quay", "partner_ids": [Command.set(foreign.ids)]}
        )
        decisions = self.env["crm.customer.distinct"].with_user(self.steward)
        self.assertFalse(decisions.search([("id", "=", decision.id)]))

    def test_a_decision_names_two_customers(self):
        with self.assertRaisesRegex(ValidationError, "at least two"):
            self.env["crm.customer.distinct"].create(
                {"kind": "code", "value": CODE, "partner_ids": [Command.set(self.customer.ids)]}
            )

    def test_grouping_by_kind_counts_rows(self):
        report = self.env["crm.customer.duplicate"].with_user(self.steward)
        mine = [("partner_names", "like", "Quayside")]
        groups = dict(report._read_group(mine, ["kind"], ["__count"]))
        self.assertEqual(groups, {"code": 1, "name": 1})
