from psycopg2.errors import CheckViolation, ExclusionViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .relation_common import RelationCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 04:00:00")
class TestRelation(RelationCommon):
    """Relations are recorded once, read from both sides, and never twice at a time."""

    def refuse(self, error, *partners, **values):
        with self.assertRaises(error), self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
            self.relate(*partners, **values).flush_recordset()

    def sides(self, partner, user=None):
        """[(label, other partner)] as a user sees them."""
        self.env.flush_all()
        found = self.env["crm.relation.side"].with_user(user or self.env.user).search([("partner_id", "=", partner.id)])
        return [(side.label, side.other_id) for side in found]

    def test_the_database_keeps_relations_apart(self):
        self.env.cr.execute(
            "SELECT contype FROM pg_constraint WHERE conrelid = 'crm_relation'::regclass AND conname = 'crm_relation_no_overlap'"
        )
        self.assertEqual(self.env.cr.fetchone(), ("x",))

    def test_both_sides_read_the_relation(self):
        self.relate(self.mother, self.daughter)
        self.assertEqual(self.sides(self.mother), [("Is Parent Company of", self.daughter)])
        self.assertEqual(self.sides(self.daughter), [("Is Subsidiary of", self.mother)])
        self.relate(self.stranger, self.mother, self.alliance_type, strength="5")
        self.assertEqual(self.sides(self.stranger), [("Works Together with", self.mother)])
        self.assertEqual(self.sides(self.mother)[0], ("Works Together with", self.stranger))
        self.assertEqual((self.mother.relation_count, self.stranger.relation_count), (2, 1))

    def test_the_same_relation_is_not_there_twice_at_a_time(self):
        self.relate(self.mother, self.daughter, date_from="2026-01-01", date_to="2026-06-30")
        self.refuse(ExclusionViolation, self.mother, self.daughter, date_from="2026-06-30")
        self.refuse(ExclusionViolation, self.mother, self.daughter)
        self.refuse(ExclusionViolation, self.mother, self.daughter, date_to="2026-01-01")
        self.relate(self.mother, self.daughter, date_from="2026-07-01")
        self.relate(self.mother, self.daughter, date_to="2025-12-31")
        self.relate(self.mother, self.daughter, self.owner_type)
        self.relate(self.daughter, self.mother)

    def test_alike_both_ways_is_one_pair(self):
        self.relate(self.mother, self.daughter, self.owner_type)
        self.refuse(ExclusionViolation, self.daughter, self.mother, kind=self.owner_type)

    def test_one_without_company_is_in_the_way_of_all(self):
        self.relate(self.mother, self.daughter, company_id=self.other_company.id)
        self.relate(self.mother, self.daughter, company_id=self.company.id)
        self.refuse(ExclusionViolation, self.mother, self.daughter, company_id=False)
        self.relate(self.mother, self.stranger, company_id=False)
        self.refuse(ExclusionViolation, self.mother, self.stranger, company_id=self.company.id)

    def test_a_type_that_becomes_alike_both_ways_finds_its_pairs(self):
        self.relate(self.mother, self.daughter)
        self.relate(self.daughter, self.mother)
        with self.assertRaises(ExclusionViolation), self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
            self.parent_type.symmetric = True
            self.env.flush_all()

    def test_what_makes_no_sense_is_refused(self):
        self.refuse(CheckViolation, self.mother, self.mother)
        self.refuse(CheckViolation, self.mother, self.daughter, date_from="2026-02-01", date_to="2026-01-01")
        self.refuse(ValidationError, self.chief, self.daughter)
        self.refuse(ValidationError, self.mother, self.daughter, kind=self.decides_type)
        self.relate(self.chief, self.daughter, self.decides_type, decision_role="decision_maker")
        with self.assertRaises(ValidationError):
            self.env["crm.relation.type"].create({"name": "Looks at"})
        with self.assertRaises(ValidationError):
            self.parent_type.copy({"symmetric": True, "source_kind": "person"})

    def test_relations_of_a_contact_belong_to_its_customer(self):
        relation = self.relate(self.chief, self.daughter, self.decides_type)
        self.assertEqual((relation.customer_id, relation.other_customer_id), (self.mother, self.daughter))
        self.assertEqual((self.mother.relation_count, self.chief.relation_count), (1, 1))
        self.chief.parent_id = self.stranger
        self.assertEqual(relation.customer_id, self.stranger)

    def test_what_is_over_is_not_now(self):
        over = self.relate(self.mother, self.daughter, date_to="2026-06-14")
        now = self.relate(self.mother, self.daughter, date_from="2026-06-15", date_to="2026-06-15")
        later = self.relate(self.mother, self.daughter, date_from="2026-06-16")
        relations = over | now | later
        self.assertEqual(relations.filtered("is_current"), now)
        found = self.env["crm.relation"].search([("id", "in", relations.ids), ("is_current", "=", True)])
        self.assertEqual(found, now)
        found = self.env["crm.relation"].search([("id", "in", relations.ids), ("is_current", "=", False)])
        self.assertEqual(found, over | later)
        self.assertEqual(self.mother.relation_count, 1)

    def test_who_sees_and_writes_what(self):
        (self.mother | self.daughter).user_id = self.other_salesperson
        relation = self.relate(self.mother, self.daughter)
        self.assertEqual(self.sides(self.mother, self.other_salesperson), [("Is Parent Company of", self.daughter)])
        self.assertEqual(self.sides(self.mother, self.salesperson), [])
        with self.assertRaises(AccessError):
            relation.with_user(self.salesperson).read(["note"])
        with self.assertRaises(AccessError):
            self.relate(self.daughter, self.mother, user=self.salesperson)
        mine = relation.with_user(self.other_salesperson)
        mine.note = "Since the merger"
        with self.assertRaises(AccessError):
            mine.unlink()
        with self.assertRaises(AccessError):
            mine.external_id = "mine"
        with self.assertRaises(AccessError):
            mine.write({"both_ways": True})
        relation.with_user(self.sales_manager).unlink()
        with self.assertRaises(AccessError):
            self.env["crm.relation.type"].with_user(self.salesperson).create({"name": "Likes", "symmetric": True})

    def test_companies_keep_theirs_to_themselves(self):
        relation = self.relate(self.mother, self.daughter)
        theirs = relation.with_user(self.other_channel_manager)
        with self.assertRaises(AccessError):
            theirs.read(["note"])
        self.assertEqual(self.sides(self.mother, self.other_channel_manager), [])
        self.stranger.company_id = self.other_company
        with self.assertRaises(ValidationError):
            self.relate(self.mother, self.stranger, company_id=False)
        with self.assertRaises(UserError):
            self.relate(self.mother, self.stranger)

    def test_merged_partners_have_no_relation_to_themselves_and_none_twice(self):
        twin = self.make_customer("Daughter (old)")
        kept = self.relate(self.mother, self.daughter)
        self.relate(self.mother, twin, date_from="2026-01-01")
        self.relate(twin, self.daughter, self.owner_type)
        moved = self.relate(twin, self.stranger, self.alliance_type)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.daughter | twin).ids, self.daughter)
        self.env.invalidate_all()
        domain = ["|", ("customer_id", "=", self.daughter.id), ("other_customer_id", "=", self.daughter.id)]
        found = self.env["crm.relation"].search(domain)
        self.assertEqual(found, kept | moved)
        self.assertEqual(moved.partner_id, self.daughter)
