from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ...tools.evidence_chain import START, canonical, first_broken, link
from .serial_common import NOON
from .test_diversion_case import AFTER, DiversionCaseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestDiversionEvidence(DiversionCaseCommon):
    """Evidence is only added, shows every change, and is closed with the decision."""

    def note(self, text="Seen by our inspector", **values):
        return (
            self.env["crm.diversion.evidence"]
            .with_user(self.investigator)
            .create([{"case_id": self.case.id, "text": text} | values])
        )

    def test_the_chain_is_that_of_the_contents(self):
        self.notice()
        self.note()
        lines = self.case.evidence_ids.sorted("number")
        self.assertEqual(lines.mapped("number"), [1, 2, 3, 4])
        self.assertEqual(lines.mapped("kind"), ["finding"] * 3 + ["note"])
        head = START
        for line in lines:
            self.assertEqual((line.previous_hash, line.hash), (head, link(head, line.content)))
            head = line.hash
        self.assertEqual(self.case._broken_line(), 0)
        self.assertIn("S0", lines[0].content)
        self.assertIn(self.picking.name, lines[0].content)

    def test_a_chain_without_odoo(self):
        texts = [canonical({"n": number}) for number in range(3)]
        lines, head = [], START
        for text in texts:
            lines.append((head, text, link(head, text)))
            head = lines[-1][2]
        self.assertIsNone(first_broken(lines))
        self.assertEqual(first_broken([lines[0], lines[2]]), 1)
        self.assertEqual(first_broken([(START, "other", lines[0][2])]), 0)

    def test_nobody_changes_or_deletes_a_line(self):
        line = self.note()
        for user in (self.investigator, self.env.user):
            with self.assertRaises(AccessError):
                line.with_user(user).write({"text": "Something else"})
        with self.assertRaises(AccessError):
            line.with_user(self.investigator).unlink()
        with self.assertRaises(UserError):
            line.sudo().unlink()

    def test_hashes_are_not_taken_from_a_client(self):
        for vals in ({"hash": "0"}, {"content": "x"}, {"number": 9}, {"kind": "finding"}):
            with self.assertRaises(AccessError):
                self.note(**vals)
        with self.assertRaises(UserError):
            self.note(text=" ")

    def test_a_changed_line_is_found(self):
        self.notice()
        self.note()
        self.env.cr.execute(
            "UPDATE crm_diversion_evidence SET content = replace(content, 'S1', 'S9') WHERE case_id = %s", [self.case.id]
        )
        self.env.invalidate_all()
        self.assertEqual(self.case._broken_line(), 2)
        self.assertIn("line 2", self.case.action_check_evidence()["params"]["message"])
        with freeze_time(AFTER), self.assertRaisesRegex(UserError, "line 2 of the evidence"):
            self.by(self.second_manager).action_confirm("Clear")

    def test_a_changed_text_event_or_file_is_found(self):
        file = self.env["ir.attachment"].with_user(self.investigator).create({"name": "photo.txt", "raw": b"a pallet"})
        line = self.note(attachment_ids=[Command.link(file.id)])
        self.assertEqual((file.res_model, file.res_id), ("crm.diversion.evidence", line.id))
        self.assertEqual(self.case._broken_line(), 0)
        self.env.cr.execute("UPDATE crm_diversion_evidence SET text = 'other' WHERE id = %s", [line.id])
        self.env.invalidate_all()
        self.assertEqual(self.case._broken_line(), 1)
        self.env.cr.execute("UPDATE crm_diversion_evidence SET text = 'Seen by our inspector' WHERE id = %s", [line.id])
        self.env.invalidate_all()
        file.sudo().raw = b"another pallet"
        self.assertEqual(self.case._broken_line(), 1)

    def test_a_changed_event_is_found(self):
        self.notice()
        self.env.cr.execute("UPDATE crm_serial_event SET region_id = %s WHERE code = 'S1'", [self.east.id])
        self.env.invalidate_all()
        self.assertEqual(self.case._broken_line(), 2)

    def test_files_of_others_are_copied_and_must_be_readable(self):
        partner_file = {"name": "b.txt", "raw": b"b", "res_model": "res.partner", "res_id": self.dealer_a.id}
        file = self.env["ir.attachment"].create(partner_file)
        line = self.note(attachment_ids=[Command.link(file.id)])
        self.assertEqual((file.res_model, file.res_id), ("res.partner", self.dealer_a.id))
        self.assertEqual(line.attachment_ids.sudo().mapped("raw"), [b"b"])
        secret = self.env["ir.attachment"].create({"name": "secret.txt", "raw": b"s", "res_model": "res.users.log", "res_id": 1})
        with self.assertRaises(AccessError):
            self.note(attachment_ids=[Command.link(secret.id)])
        link = self.env["ir.attachment"].with_user(self.investigator).create({"name": "x", "type": "url", "url": "https://x.example"})
        with self.assertRaises(UserError):
            self.note(attachment_ids=[Command.link(link.id)])

    def test_partners_that_become_one_leave_the_evidence_right(self):
        self.see("S3", dealer=self.dealer_b, region=self.south)
        self.detect()
        self.notice()
        self.env["res.partner"]._rekey_customer(self.dealer_b, self.make_dealer("Keeper", self.south))
        self.env.invalidate_all()
        self.assertEqual(self.case._broken_line(), 0)

    def test_files_of_evidence_are_out_of_reach(self):
        file = self.env["ir.attachment"].with_user(self.investigator).create({"name": "a.txt", "raw": b"a"})
        self.note(attachment_ids=[Command.link(file.id)])
        with self.assertRaises(AccessError):
            file.with_user(self.investigator).write({"raw": b"b"})
        with self.assertRaises(AccessError):
            file.with_user(self.investigator).unlink()

    def test_after_the_decision_nothing_is_added_and_a_missing_line_is_found(self):
        self.confirm()
        self.assertEqual((self.case.evidence_count, len(self.case.evidence_ids)), (3, 3))
        with self.assertRaises(UserError):
            self.note()
        with self.assertRaises(UserError):
            self.by(self.investigator).action_take_evidence()
        self.assertEqual(self.case._broken_line(), 0)
        self.env.cr.execute("DELETE FROM crm_diversion_evidence WHERE case_id = %s AND number = 3", [self.case.id])
        self.env.invalidate_all()
        self.assertEqual(self.case._broken_line(), 3)

    def test_salespeople_may_check_but_not_add(self):
        self.notice()
        answer = self.by(self.salesperson).action_check_evidence()
        self.assertEqual(answer["params"]["type"], "success")
        self.assertIn("All 3 lines", answer["params"]["message"])
        with self.assertRaises(AccessError):
            self.env["crm.diversion.evidence"].with_user(self.salesperson).create([{"case_id": self.case.id, "text": "x"}])
