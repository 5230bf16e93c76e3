from contextlib import contextmanager
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common import GradingCommon


@tagged("post_install", "-at_install", "alone")
class TestCustomerRekey(GradingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.make_customer("Harbour Trading (old)")
        cls.third = cls.make_customer("Harbour Trading (older)")

    @contextmanager
    def assert_rekeyed(self, *expected):
        """Assert that the hook runs for these (old, new) and no others, with full rights."""
        calls = []

        def probe(partners, old, new):
            self.assertTrue(partners.env.su and old.env.su and new.env.su)
            self.assertTrue(old.exists() and new.exists())
            calls.append((old.id, new.id))

        with patch.object(self.registry["res.partner"], "_rekey_customer", probe):
            yield
        self.assertEqual(calls, [(old.id, new.id) for old, new in expected])

    def merge(self, partners, survivor):
        self.env["base.partner.merge.automatic.wizard"]._merge(partners.ids, survivor)

    def test_merge_of_two_customers(self):
        with self.assert_rekeyed((self.second, self.customer)):
            self.merge(self.customer + self.second, self.customer)
        self.assertFalse(self.second.exists())

    def test_merge_of_three_customers(self):
        pairs = [(self.second, self.customer), (self.third, self.customer)]
        with self.assert_rekeyed(*pairs):
            self.merge(self.customer + self.second + self.third, self.customer)

    def test_merge_runs_before_any_foreign_key_moves(self):
        contact = self.env["res.partner"].create({"name": "Han", "parent_id": self.second.id})
        seen = []

        def probe(partners, old, new):
            partners.env.cr.execute(
                "SELECT parent_id FROM res_partner WHERE id = %s", [contact.id]
            )
            seen.append(partners.env.cr.fetchone()[0])

        with patch.object(self.registry["res.partner"], "_rekey_customer", probe):
            self.merge(self.customer + self.second, self.customer)
        self.assertEqual(seen, [self.second.id])
        self.assertEqual(contact.parent_id, self.customer)

    def test_merge_of_a_customer_into_a_contact_serves_its_company(self):
        with self.assert_rekeyed((self.second, self.customer)):
            self.merge(self.contact + self.second, self.contact)

    def test_merge_of_two_contacts_concerns_no_customer(self):
        twin = self.env["res.partner"].create(
            {"name": "Li Lei", "parent_id": self.customer.id}
        )
        with self.assert_rekeyed():
            self.merge(self.contact + twin, self.contact)

    def test_merge_of_a_contact_into_another_company_concerns_no_customer(self):
        with self.assert_rekeyed():
            self.merge(self.contact + self.second, self.second)

    def test_merge_that_brings_a_parent_along_moves_the_survivor(self):
        """Odoo gives the merged contact's parent to the survivor, a customer until then."""
        person = self.make_customer("Li Lei", is_company=False)
        with self.assert_rekeyed((person, self.customer)):
            self.merge(person + self.contact, person)
        self.assertEqual(person.commercial_partner_id, self.customer)

    def test_person_that_becomes_a_contact(self):
        person = self.make_customer("Han Meimei", is_company=False)
        with self.assert_rekeyed((person, self.customer)):
            person.parent_id = self.customer

    def test_person_linked_from_the_company(self):
        person = self.make_customer("Han Meimei", is_company=False)
        with self.assert_rekeyed((person, self.customer)):
            self.customer.write({"child_ids": [Command.link(person.id)]})

    def test_person_whose_company_is_created_from_its_form(self):
        person = self.make_customer("Han", is_company=False, company_name="Han & Co")
        with patch.object(self.registry["res.partner"], "_rekey_customer") as hook:
            person.create_company()
        (old, new), _kwargs = hook.call_args
        self.assertEqual((old, new), (person, person.parent_id))

    def test_several_customers_in_one_write(self):
        people = self.make_customer("A", is_company=False) + self.make_customer(
            "B", is_company=False
        )
        with self.assert_rekeyed(*[(person, self.customer) for person in people]):
            people.write({"parent_id": self.customer.id})

    def test_company_below_a_company_stays_a_customer(self):
        with self.assert_rekeyed():
            self.second.parent_id = self.customer
        self.assertEqual(self.second.commercial_partner_id, self.second)

    def test_company_that_turns_into_a_contact(self):
        self.second.parent_id = self.customer
        with self.assert_rekeyed((self.second, self.customer)):
            self.second.is_company = False

    def test_company_type_of_the_form_counts_once(self):
        self.second.parent_id = self.customer
        with self.assert_rekeyed((self.second, self.customer)):
            self.second.company_type = "person"

    def test_contact_that_changes_its_company(self):
        with self.assert_rekeyed():
            self.contact.parent_id = self.second

    def test_contact_that_leaves_becomes_a_customer(self):
        with self.assert_rekeyed():
            self.contact.parent_id = False
        self.assertEqual(self.contact.commercial_partner_id, self.contact)

    def test_other_changes_run_no_hook(self):
        with self.assert_rekeyed():
            self.customer.write({"name": "Harbour", "is_company": True, "parent_id": False})

    def test_salesperson_triggers_the_hook_with_full_rights(self):
        self.salesperson.group_ids += self.env.ref("base.group_partner_manager")
        person = self.make_customer("Han Meimei", is_company=False)
        with self.assert_rekeyed((person, self.customer)):
            person.with_user(self.salesperson).parent_id = self.customer

    def test_hook_reaches_rows_of_every_company_and_archived_ones(self):
        archived = self.env["res.partner"].create(
            {"name": "Gone", "parent_id": self.second.id, "active": False}
        )
        foreign = self.env["res.partner"].create(
            {
                "name": "Elsewhere",
                "parent_id": self.second.id,
                "company_id": self.other_company.id,
            }
        )
        found = []

        def probe(partners, old, new):
            found.extend(partners.search([("parent_id", "=", old.id)]))

        self.salesperson.group_ids += self.env.ref("base.group_partner_manager")
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.salesperson)
        with patch.object(self.registry["res.partner"], "_rekey_customer", probe):
            wizard._merge(
                (self.customer + self.second).ids, self.customer.with_env(wizard.env)
            )
        self.assertEqual(set(found), {archived, foreign})
