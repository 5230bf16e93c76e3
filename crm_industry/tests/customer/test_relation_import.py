import base64
import csv
import io

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .relation_common import RelationCommon

HEADER = [
    "first_id", "first_ref", "first", "type", "second_id", "second_ref", "second", "date_from", "date_to", "strength",
    "decision_role", "note", "external_id",
]  # fmt: skip


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 04:00:00")
class TestRelationImport(RelationCommon):
    """Relations from a file, and the file with the relations on record."""

    def load(self, *rows, user=None, **values):
        text = io.StringIO()
        writer = csv.DictWriter(text, HEADER)
        writer.writeheader()
        writer.writerows(rows)
        imports = self.env["crm.relation.import"].with_user(user or self.sales_manager)
        file = base64.b64encode(text.getvalue().encode())
        batch = imports.create({"file": file, "filename": "relations.csv", "company_id": self.company.id} | values)
        batch.action_import()
        return batch

    def row(self, first, kind, second, **values):
        return {"first": first.complete_name, "type": kind, "second": second.complete_name} | values

    def counts(self, batch):
        return tuple(batch[f"rows_{name}"] for name in ("new", "changed", "same", "bad"))

    def test_rows_become_relations_in_either_reading(self):
        self.daughter.ref = "D-1"
        rows = [
            {"first_id": self.mother.id, "type": "is parent company of", "second_ref": "D-1", "date_from": "2026-01-01"},
            self.row(self.grandchild, "Is Subsidiary of", self.mother, strength="5"),
            self.row(self.chief, "Has a Say at", self.stranger, decision_role="Gatekeeper", note="Asks for 3 quotes"),
        ]
        batch = self.load(*rows)
        self.assertEqual(self.counts(batch), (3, 0, 0, 0), batch.error_ids.mapped("message"))
        found = self.env["crm.relation"].search([("create_uid", "=", self.sales_manager.id)], order="id")
        pairs = [(relation.partner_id, relation.other_id) for relation in found]
        self.assertEqual(pairs, [(self.mother, self.daughter), (self.mother, self.grandchild), (self.chief, self.stranger)])
        self.assertEqual(found.mapped("strength"), ["3", "5", "3"])
        self.assertEqual((found[2].decision_role, found[2].customer_id), ("gatekeeper", self.mother))
        self.assertEqual(self.counts(self.load(*rows)), (0, 0, 3, 0))

    def test_bad_rows_say_why_and_the_good_ones_go_in(self):
        self.make_customer("Mother")
        there = self.relate(self.daughter, self.stranger, date_to="2026-03-31")
        batch = self.load(
            self.row(self.daughter, "Is Parent Company of", self.grandchild),
            self.row(self.daughter, "Is Parent Company of", self.grandchild, date_from="2026-01-01"),
            self.row(self.daughter, "Is Parent Company of", self.daughter),
            self.row(self.daughter, "Marries", self.grandchild),
            self.row(self.mother, "Is Parent Company of", self.grandchild),
            {"first": "Nobody at all", "type": "Supplies", "second": "Stranger"},
            {"type": "Supplies", "second": "Stranger"},
            self.row(self.chief, "Supplies", self.grandchild),
            self.row(self.stranger, "Is Subsidiary of", self.daughter, date_from="2026-03-31"),
            self.row(self.daughter, "Supplies", self.grandchild, strength="9"),
            self.row(self.daughter, "Supplies", self.grandchild, date_from="2026-03-01", date_to="2026-02-01"),
        )
        self.assertEqual(self.counts(batch), (1, 0, 0, 10))
        messages = [error.message for error in batch.error_ids.sorted("row_number")]
        reasons = (
            "Overlaps the relation of row 2", "no relation to itself", "no type of relation", "Several partners", "No partner is",
            "partner is missing", "wrong kind", "at that time already", "not valid", "ends after",
        )  # fmt: skip
        for reason, message in zip(reasons, messages, strict=True):
            self.assertIn(reason, message)
        self.assertTrue(there.exists())

    def test_the_template_lists_what_is_there_and_comes_back_changed(self):
        first = self.relate(self.mother, self.daughter, date_from="2026-01-01", note="=1+1")
        second = self.relate(self.chief, self.stranger, self.decides_type, decision_role="user")
        elsewhere = self.relate(self.mother, self.stranger, company_id=self.other_company.id)
        batch = self.env["crm.relation.import"].with_user(self.sales_manager).create({"with_relations": True})
        rows = list(batch._import_template_rows())
        ours = [row for row in rows if row["external_id"] in (first | second | elsewhere).mapped("external_id")]
        self.assertEqual([row["first_id"] for row in ours], [self.mother.id, self.chief.id])
        ours[0] |= {"date_to": "2026-12-31"}
        ours[1] |= {"strength": 5}
        again = self.load(*ours)
        self.assertEqual(self.counts(again), (0, 2, 0, 0), again.error_ids.mapped("message"))
        self.env.invalidate_all()
        self.assertEqual((str(first.date_to), first.note, second.strength), ("2026-12-31", "=1+1", "5"))
        empty = self.env["crm.relation.import"].with_user(self.sales_manager).create({})
        self.assertEqual(list(empty._import_template_rows()), [])

    def test_a_trial_changes_nothing(self):
        batch = self.load(self.row(self.mother, "Is Parent Company of", self.daughter), dry_run=True)
        self.assertEqual(self.counts(batch), (1, 0, 0, 0))
        self.assertFalse(self.env["crm.relation"].search([("partner_id", "=", self.mother.id)]))

    def test_only_managers_import(self):
        with self.assertRaises(AccessError):
            self.load(self.row(self.mother, "Supplies", self.daughter), user=self.salesperson)
        with self.assertRaises(AccessError):
            self.load(self.row(self.mother, "Supplies", self.daughter), user=self.other_channel_manager)
