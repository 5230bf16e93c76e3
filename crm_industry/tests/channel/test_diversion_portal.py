from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time, tagged

from odoo.addons.crm_grading.tests.portal_common import PortalPages

from .serial_common import NOON
from .test_diversion_case import DiversionCaseCommon


@tagged("post_install", "-at_install")
class TestDiversionPortal(PortalPages, DiversionCaseCommon, HttpCase):
    """The dealer reads its notices and answers; of others it sees nothing."""

    @classmethod
    def setUpClass(cls):
        with freeze_time(NOON):
            super().setUpClass()
            cls.accused = cls.portal_user("diversion_accused", cls.dealer_a)
            cls.stranger = cls.portal_user("diversion_stranger", cls.dealer_b)

    def page(self, user, path=""):
        return self.page_of(user, f"/my/diversion{path}")

    def answer(self, user, text="It was not us", files=None, case=None):
        return self.send_form(user, f"/my/diversion/{(case or self.case).id}/answer", {"text": text}, files)

    def warn(self):
        """Send the notice today: the server of the portal has today's clock."""
        today = self.company._business_today()
        self.by(self.investigator).write({"reply_deadline": today, "notice_text": "Please explain"})
        self.notice()

    def test_a_suspicion_is_not_told(self):
        self.assertIn("There are no notices", self.page(self.accused))
        self.assertNotIn("S0", self.page(self.accused, f"/{self.case.id}"))

    def test_a_suspicion_is_not_told_by_a_rebate_that_it_keeps_back(self):
        day = self.company._business_today().replace(day=1)
        rule = self.env["crm.rebate.rule"].create(
            {"name": "Monthly", "scope": "partner", "partner_ids": [Command.set(self.dealer_a.ids)], "period": "month"}
        )
        values = {"rule_id": rule.id, "partner_id": self.dealer_a.id, "company_id": self.company.id, "amount": 77}
        values |= {"date_from": day, "date_to": day}
        values["reasons"] = "\n".join([*rule._rebate_gates(self.dealer_a, self.company, day, day), "Reports are owed."])
        self.assertIn(self.case.name, values["reasons"])
        self.env["crm.rebate.accrual"]._guarded_create([values])
        page = self.page_of(self.accused, "/my/channel/rebates")
        self.assertNotIn(self.case.name, page)
        for text in ("Monthly", "Being looked at", "Reports are owed."):
            self.assertIn(text, page)
        self.warn()
        self.assertIn(self.case.name, self.page_of(self.accused, "/my/channel/rebates"))

    def test_the_dealer_reads_its_notice_without_names_of_others(self):
        self.warn()
        self.assertIn(self.case.name, self.page(self.accused))
        page = self.page(self.accused, f"/{self.case.id}")
        for text in ("Please explain", "S0", "S1", "S2", "Handset", self.picking.name, "South City"):
            self.assertIn(text, page)
        for secret in ("Dealer B", self.investigator.name):
            self.assertNotIn(secret, page)

    def test_another_dealer_sees_and_writes_nothing(self):
        self.warn()
        self.assertNotIn(self.case.name, self.page(self.stranger))
        self.assertNotIn("S0", self.page(self.stranger, f"/{self.case.id}"))
        self.answer(self.stranger)
        self.assertEqual((self.case.state, set(self.case.evidence_ids.mapped("kind"))), ("noticed", {"finding"}))
        for name in ("crm.diversion.case", "crm.diversion.evidence", "crm.diversion.finding", "crm.serial.event"):
            for user in (self.stranger, self.accused):
                with self.assertRaises(AccessError):
                    self.env[name].with_user(user).search([])

    def test_an_answer_with_a_file_is_evidence(self):
        self.warn()
        response = self.answer(self.accused, files={"attachment": ("sold.txt", b"sold to a shop", "text/plain")})
        self.assertIn("Thank you", response.text)
        line = self.case.evidence_ids.filtered(lambda line: line.kind == "reply")
        self.assertEqual((line.text, line.attachment_ids.mapped("name")), ("It was not us", ["sold.txt"]))
        self.assertEqual((self.case.state, self.case._broken_line()), ("answered", 0))
        self.assertIn("It was not us", self.page(self.accused, f"/{self.case.id}"))
        kind = self.env.ref("crm_industry.mail_activity_diversion_answer")
        self.assertEqual(self.case.activity_ids.filtered(lambda one: one.activity_type_id == kind).user_id, self.investigator)

    def test_bad_answers_are_told_and_store_nothing(self):
        self.warn()
        bad = (
            {"text": " "},
            {"text": "x" * 20_001},
            {"text": "x", "files": {"attachment": ("virus.exe", b"MZ", "application/octet-stream")}},
            {"text": "x", "files": {"attachment": ("page.html", b"<script>alert(1)</script>", "text/html")}},
        )
        for values in bad:
            self.assertIn('name="diversion_error"', self.answer(self.accused, **values).text)
        self.assertEqual(self.case.state, "noticed")

    def test_after_the_decision_nothing_is_answered(self):
        self.warn()
        self.by(self.second_manager).action_dismiss("A fair")
        self.assertIn("Dismissed", self.page(self.accused, f"/{self.case.id}"))
        self.answer(self.accused)
        self.assertEqual(self.case.state, "dismissed")
