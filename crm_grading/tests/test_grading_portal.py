import base64
import re
from datetime import date

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .portal_common import PortalPages
from .treatment_common import TreatmentCommon


@tagged("post_install", "-at_install", "alone")
class TestGradingPortal(PortalPages, TreatmentCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = new_test_user(cls.env, "grading_buyer", "base.group_portal", lang="en_US", company_id=cls.company.id)
        cls.buyer.partner_id.parent_id = cls.customer
        cls.scheme.shown_to_customer = True
        cls.measure = cls.env["crm.grading.measure"].create({"name": "Impression", "code": "impression", "kind": "manual"})
        cls.scheme.dimension_ids = [
            Command.create(
                {
                    "code": "E",
                    "name": "Economic value",
                    "weight": 1,
                    "indicator_ids": [
                        Command.create({"code": "E1", "name": "Net sales", "weight": 1, "measure_id": cls.measure.id})
                    ],
                }
            )
        ]
        cls.published._guarded_write({"config": cls.scheme._frozen_config()})
        group = cls.env["crm.grading.peer.group"].create(
            {"run_id": cls.published.id, "name": "SECRET GROUP", "level": 1, "size": 240, "cuts": {"B": 64.0},
             "means": {"E1": 12.3456}}
        )
        cls.result = cls.grade(
            cls.customer, "C", 61.5, rank=77, size=240, peer_group_id=group.id, detail={"E1": [98765.4, 61.5, 1.0, 61.5]}
        )
        cls.stranger = cls.make_customer("Rival Trading")
        cls.grade(cls.stranger, "A", 99.5, rank=1, size=240)
        term = cls.env["account.payment.term"].create({"name": "45 days net"})
        cls.grades["C"].payment_term_id = term

    def page(self):
        return self.page_of(self.buyer, "/my/grade")

    def post(self, **values):
        data = {
            "scheme_id": str(self.scheme.id),
            "requested_grade_id": str(self.grades["B"].id),
            "reason": "We bought more in March than is shown.",
        }
        files = values.pop("files", None)
        return self.send_form(self.buyer, "/my/grade/appeal", data | values, files)

    def appeals(self):
        return self.env["crm.grading.appeal"].search([("partner_id", "=", self.customer.id)])

    def test_customer_sees_its_own_grade(self):
        page = self.page()
        for text in ("61.5", "Economic value", "Net sales", "98,765.40", "45 days net", "2.5"):
            self.assertIn(text, page)
        self.assertRegex(page, r'name="grading_grade"[^>]*>C<')

    def test_dates_and_spaces_are_those_of_the_reader(self):
        earlier = self.make_run(self.scheme, date(2025, 10, 1), date(2025, 12, 31))
        self.result.copy({"run_id": earlier.id, "total": 55.0})
        self.env.ref("base.lang_en").date_format = "%d.%m.%Y"
        text = " ".join(re.sub("<[^>]*>", "", self.page()).split())
        self.assertIn("rank 77 of 240, 2.5 points short of B", text)
        self.assertIn(f"{self.published.name}, since 02.04.2026", text)
        self.assertIn("31.12.2025", text)
        self.assertNotRegex(text, r"\d{4}-\d\d-\d\d")

    def test_new_customer_has_no_points(self):
        self.result.write({"status": "new", "reason": "new", "rank": 0, "size": 0, "total": 0.0, "detail": False})
        page = self.page()
        self.assertIn("New in the Period", page)
        self.assertIn("no data", page)
        self.assertNotIn("0.0", page)

    def test_nothing_about_others(self):
        page = self.page()
        for text in ("Rival Trading", "99.5", "SECRET GROUP", "12.3"):
            self.assertNotIn(text, page)

    def test_scheme_is_hidden_by_default(self):
        self.assertFalse(self.env["crm.grading.scheme"].new({}).shown_to_customer)
        self.scheme.shown_to_customer = False
        page = self.page()
        self.assertIn("There is no grade to show yet.", page)
        self.assertNotIn("61.5", page)
        self.post()
        self.assertFalse(self.appeals())

    def test_only_published_grades(self):
        self.published._guarded_write({"state": "review"})
        self.assertNotIn("61.5", self.page())

    def test_veto_s_reason_is_internal(self):
        self.env["crm.grading.veto"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "grade_id": self.grades["E"].id,
                "reason": "Informer saw counterfeit goods",
                "date_from": date(2026, 1, 1),
            }
        )
        page = self.page()
        self.assertRegex(page, r'name="grading_grade"[^>]*>E<')
        self.assertIn("Vetoed", page)
        self.assertNotIn("Informer", page)

    def test_home_counts_it(self):
        self.authenticate("grading_buyer", "grading_buyer")
        self.assertEqual(self.make_jsonrpc_request("/my/counters", {"counters": ["grading_count"]})["grading_count"], 1)

    def test_appeal_with_attachment(self):
        response = self.post(files=[("attachment", ("proof.txt", b"March: 1000", "text/plain"))])
        self.assertIn("Thank you", response.text)
        appeal = self.appeals()
        self.assertEqual((appeal.approval_state, appeal.kind), ("submitted", "appeal"))
        self.assertEqual((appeal.result_id, appeal.requested_grade_id), (self.result, self.grades["B"]))
        self.assertEqual(appeal.requested_by, self.buyer)
        attachment = appeal.message_ids.attachment_ids
        self.assertEqual((attachment.name, base64.b64decode(attachment.datas)), ("proof.txt", b"March: 1000"))
        self.assertIn(self.grading_manager, appeal.activity_ids.user_id)
        appeal.with_user(self.grading_manager).action_approve("You are right")
        page = self.page()
        self.assertIn("You are right", page)
        self.assertRegex(page, r'name="grading_grade"[^>]*>B<')

    def test_second_appeal_waits_for_the_first(self):
        self.post()
        response = self.post()
        self.assertIn("is being looked at", response.text)
        self.assertEqual(len(self.appeals()), 1)

    def test_what_is_wrong_is_told(self):
        other = self.make_scheme(self.company, "second")
        for values in (
            {"reason": "  "},
            {"requested_grade_id": str(self.grades["D"].id)},
            {"requested_grade_id": str(other.grade_ids[0].id)},
            {"requested_grade_id": "x"},
            {"scheme_id": str(other.id)},
            {"scheme_id": "0"},
        ):
            response = self.post(**values)
            self.assertIn('name="grading_error"', response.text, values)
        self.assertFalse(self.appeals())

    def test_customer_of_another_can_t_be_named(self):
        self.post(partner_id=str(self.stranger.id), result_id="1", approval_state="approved", kind="override")
        self.assertFalse(self.env["crm.grading.appeal"].search([("partner_id", "=", self.stranger.id)]))
        self.assertEqual((self.appeals().approval_state, self.appeals().kind), ("submitted", "appeal"))

    def test_too_many_files_are_refused(self):
        files = [("attachment", (f"{number}.txt", b"x", "text/plain")) for number in range(6)]
        self.assertIn('name="grading_error"', self.post(files=files).text)

    def test_appeals_of_others_stay_hidden(self):
        foreign = self.env["crm.grading.appeal"].create(
            {
                "partner_id": self.stranger.id,
                "scheme_id": self.scheme.id,
                "requested_grade_id": self.grades["B"].id,
                "kind": "override",
                "reason": "Internal",
            }
        )
        internal = self.env["crm.grading.appeal"].create(
            {
                "partner_id": self.customer.id,
                "scheme_id": self.scheme.id,
                "requested_grade_id": self.grades["D"].id,
                "kind": "override",
                "reason": "Internal note on them",
            }
        )
        for appeal in (foreign, internal):
            with self.assertRaises(AccessError):
                appeal.with_user(self.buyer).read(["reason"])
        self.assertNotIn("Internal note", self.page())

    def test_portal_users_reach_nothing_by_rpc(self):
        appeals = self.env["crm.grading.appeal"].with_user(self.buyer)
        with self.assertRaises(AccessError):
            appeals.create(
                {
                    "partner_id": self.customer.id,
                    "scheme_id": self.scheme.id,
                    "requested_grade_id": self.grades["A"].id,
                    "reason": "x",
                }
            )
        for model in ("crm.grading.result", "crm.grading.standing", "crm.grading.veto", "crm.grading.run", "crm.grading.scheme"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.buyer).search([])

    def test_visitor_has_to_log_in(self):
        response = self.url_open("/my/grade")
        self.assertIn("/web/login", response.url)
