from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON
from .test_telecom_import_files import FileCase

HEADER = ("external_id", "account", "amount", "date", "channel", "reference")
COMPLAINTS = {
    2: "The external ID is missing|External ID",
    3: "about no money",
    4: "is not a number",
    5: "more decimals than the currency",
    6: "There is no account “nobody”",
    7: "closed or not prepaid",
    8: "is not a date",
    9: "“bribe” is not known; there are: cash, card",
    10: "There is no account “ELSEWHERE”",
    11: "beyond all measure",
    13: "Repeats the external ID of row 12",
    14: "There is no account “/”",
    15: "A day of it lies before",
}
"""What is said of the bad rows, by their number in the file."""


@freeze_time(NOON)
@tagged("post_install", "-at_install")
class TestTelecomTopupImport(FileCase):
    """Top-ups and charges of prepaid accounts from files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.telecom.arrears.policy"].create(
            {"name": "Test", "company_id": cls.company.id, "balance_low": 10, "user_id": cls.telecom_manager.id}
        )
        cls.prepaid = cls.make_account(payment_mode="prepaid", external_id="P1")
        cls.served = cls.subscribe("active", account_id=cls.prepaid.id)

    def top_up(self, *rows, **values):
        return self.take(self.text(*rows, header=HEADER).encode(), "topup", **values)

    def content(self):
        self.env.invalidate_all()
        return [
            (topup.external_id, topup.amount, str(topup.date), topup.channel, topup.reference, topup.source)
            for topup in self.prepaid.topup_ids.sorted("id")
        ]

    def test_top_ups_and_charges(self):
        batch = self.top_up(
            ("t1", "P1", "1,030.50", "2026-03-14", "Cash ", "R-1"),
            ("t2", self.prepaid.name, "-1000", "", "", ""),
            source="billing",
        )
        self.assertEqual(self.counts(batch), (2, 2, 0, 0, 0), self.bad(batch))
        self.assertEqual(
            self.content(),
            [
                ("t1", 1030.5, "2026-03-14", "cash", "R-1", "billing"),
                ("t2", -1000, "2026-03-16", False, False, "billing"),
            ],
        )
        self.assertEqual((self.prepaid.balance, self.prepaid.topup_ids.create_uid), (30.5, self.telecom_manager))

    def test_nothing_left_suspends_and_a_top_up_resumes(self):
        self.top_up(("t1", "P1", "20", "", "", ""), ("t2", "P1", "-20", "", "", ""))
        self.assertEqual((self.prepaid.balance, self.served.state, self.served.suspension_cause), (0, "suspended", "arrears"))
        self.top_up(("t3", "P1", "50", "", "voucher", ""))
        self.assertEqual((self.prepaid.balance, self.served.state), (50, "active"))

    def test_the_same_file_again_and_what_the_api_has_recorded(self):
        rows = [("t1", "P1", "20", "2026-03-15", "cash", "R-1"), ("t2", "P1", "-5", "", "", "")]
        self.top_up(*rows, source="billing")
        with freeze_time("2026-03-18 04:00:00"):
            self.assertEqual(self.counts(self.top_up(*rows, source="billing")), (2, 0, 0, 2, 0))
        entry = {"external_id": "t2", "account": "P1", "amount": -5}
        topups = self.env["crm.telecom.topup"].with_user(self.telecom_manager).with_company(self.company)
        self.assertEqual(topups.record_topups([entry], "billing")["same"], 1)
        for changed in (
            {"amount": -6},
            {"date": "2026-03-01"},
            {"reference": "R-9"},
            {"account": self.prepaid.name, "amount": 5},
        ):
            [error] = topups.record_topups([entry | changed], "billing")["errors"]
            self.assertIn("other content", error["message"])
        self.assertEqual(self.prepaid.balance, 15)
        self.served._transition("give_notice", self.reason("price"))
        self.served._transition("terminate")
        self.top_up(("t3", "P1", "-15", "", "", ""))
        self.prepaid._transition("close", self.reason("customer_leaves"))
        self.assertEqual(self.counts(self.top_up(*rows, source="billing")), (2, 0, 0, 2, 0))

    def test_bad_rows_are_named_and_the_others_taken(self):
        elsewhere = self.make_customer("Elsewhere", company_id=self.other_company.id)
        self.make_account(
            partner_id=elsewhere.id, company_id=self.other_company.id, payment_mode="prepaid", external_id="ELSEWHERE"
        )
        batch = self.top_up(
            ("", "P1", "1", "", "", ""),
            ("b1", "P1", "0", "", "", ""),
            ("b2", "P1", "1,5", "", "", ""),
            ("b3", "P1", "0.001", "", "", ""),
            ("b4", "nobody", "1", "", "", ""),
            ("b5", "A1", "1", "", "", ""),
            ("b6", "P1", "1", "soon", "", ""),
            ("b7", "P1", "1", "", "bribe", ""),
            ("b8", "ELSEWHERE", "1", "", "", ""),
            ("b9", "P1", "1e12", "", "", ""),
            ("good", "P1", " 5 ", "2026/3/14", "CASH", ""),
            ("good", "P1", "7", "", "", ""),
            ("b10", "/", "7", "", "", ""),
            ("b11", "P1", "7", "2206-03-14", "", ""),
        )
        self.assertEqual(self.counts(batch), (14, 1, 0, 0, 13), self.bad(batch))
        for row, text in COMPLAINTS.items():
            self.assertRegex(self.bad(batch)[row], text)
        self.assertEqual(self.prepaid.balance, 5)
        self.assertIn("errors.csv", batch.action_error_file()["url"])

    def test_a_workbook_and_a_trial(self):
        content = self.book(("t1", "P1", 20.5, "2026-03-14", "cash", 4711), header=HEADER)
        batch = self.take(content, "topup", filename="topups.xlsx", dry_run=True)
        self.assertEqual((self.counts(batch), self.content()), ((1, 1, 0, 0, 0), []))
        self.take(content, "topup", filename="topups.xlsx")
        self.assertEqual(self.content(), [("t1", 20.5, "2026-03-14", "cash", "4711", "file")])

    def test_pieces_add_up(self):
        rows = [(f"t{n}", "P1", "1.10", "", "", "") for n in range(23)]
        with patch.object(self.registry["crm.telecom.topup"], "_intake_piece_rows", 5):
            self.assertEqual(self.counts(self.top_up(*rows)), (23, 23, 0, 0, 0))
        self.assertEqual(self.prepaid.balance, 25.3)

    def test_broken_off_half_way_it_goes_on(self):
        rows = [(f"t{n}", "P1", "2", "", "", "") for n in range(10)]
        broken = self.top_up(*rows, dry_run=True, source="billing")
        with patch.object(self.registry["crm.telecom.topup"], "_intake_piece_rows", 4):
            broken.dry_run = False
            stage = broken._import_stage()
            broken._job_write(broken._job_first_values("running"))
            cursor = None
            for step in ("read", "check"):
                getattr(broken, f"_import_step_{step}")(None)
            cursor = broken._import_step_apply(cursor)
            self.assertEqual(len(self.content()), 4)
            # killed before the place where to go on was kept: the piece is done again
            self.assertEqual(broken._import_step_apply(None), cursor)
            while cursor is not None:
                cursor = broken._import_step_apply(cursor)
        stage.drop()
        self.assertEqual((len(self.content()), self.prepaid.balance), (10, 20))

    def test_who_imports(self):
        with self.assertRaises(AccessError):
            batch = self.env["crm.telecom.import.batch"].with_user(self.telecom_agent).create({"kind": "topup"})
            batch.action_import()
