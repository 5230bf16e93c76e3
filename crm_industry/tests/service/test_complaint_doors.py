from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .loop_common import LoopCommon


@tagged("post_install", "-at_install")
class TestComplaintDoors(LoopCommon):
    """No path closes an open loop: nor one around the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls.ship()
        cls.question = cls.callback(cls.complaint)
        cls.people = (cls.agent, cls.service_manager, cls.env.user)

    def test_button(self):
        for user in self.people:
            with self.assertRaisesRegex(UserError, "has not said yet"):
                self.complaint.with_user(user).action_close()

    def test_fields_of_complaint_and_callback(self):
        now = fields.Datetime.now()
        for user in self.people:
            complaint, question = self.complaint.with_user(user), self.question.with_user(user)
            for vals in (
                {"closed_as": "confirmed"},
                {"unreachable_on": now},
                {"asks_customer": False},
                {"state": "closed", "closed_on": now},
            ):
                with self.assertRaises(AccessError):
                    complaint.write(vals)
            forged = {"state": "reached", "score": 5, "received": "yes", "answered_on": now, "due_date": "2026-01-01"}
            for vals in ({name: value} for name, value in forged.items()):
                with self.assertRaises(AccessError):
                    question.write(vals)
            with self.assertRaises(UserError):
                question.unlink()

    def test_commands_of_the_form(self):
        for command in ((2, self.question.id), (1, self.question.id, {"state": "cancelled"})):
            with self.assertRaises(UserError):
                self.complaint.with_user(self.agent).write({"callback_ids": [command]})
                self.env.flush_all()

    def test_callbacks_out_of_nothing(self):
        values = {
            "complaint_id": self.complaint.id,
            "kind": "satisfaction",
            "round": 1,
            "due_date": "2026-03-10",
            "state": "reached",
            "received": "yes",
            "score": 5,
            "answered_on": "2026-03-11 00:00:00",
        }
        for user in self.people:
            with self.assertRaises(AccessError):
                self.env["crm.complaint.callback"].with_user(user).create(values)
        with self.assertRaises(AccessError):
            defaults = {f"default_{name}": value for name, value in values.items()}
            call_kw(self.env["crm.complaint.callback"].with_user(self.agent), "create", [{}], {"context": defaults})
        with self.assertRaises(AccessError):
            self.env["crm.complaint.callback.attempt"].create({"callback_id": self.question.id, "result": "no_answer"})

    def test_import(self):
        rows = [[str(self.complaint.id), "closed"]]
        result = self.env["crm.complaint"].with_user(self.service_manager).load([".id", "state"], rows)
        self.assertFalse(result["ids"])
        self.assertIn("cannot be written directly", result["messages"][0]["message"])
        self.assertEqual(self.complaint.state, "confirming")

    def test_several_at_once(self):
        both = self.complaint | self.ship()
        with self.assertRaises(AccessError):
            both.with_user(self.service_manager).write({"state": "closed"})
        with self.assertRaises(UserError):
            both.action_close()

    def test_archive(self):
        self.assertNotIn("active", self.complaint._fields)
        with self.assertRaises(AssertionError):
            self.complaint.with_user(self.service_manager).action_archive()
        self.assertEqual(self.complaint.state, "confirming")
        self.assertIn(self.complaint, self.env["crm.complaint"].search([]))

    def test_another_service_type(self):
        unasked = self.env["crm.complaint.type"].create({"name": "Question", "asks_customer": False})
        self.complaint.with_user(self.service_manager).type_id = unasked
        self.env.ref("crm_industry.complaint_type_complaint").asks_customer = False
        with self.assertRaisesRegex(UserError, "has not said yet"):
            self.complaint.action_close()

    def test_rating_of_an_employee(self):
        self.env["rating.rating"].with_user(self.agent).create(
            {
                "res_model_id": self.env["ir.model"]._get_id("crm.complaint"),
                "res_id": self.complaint.id,
                "rating": 5,
                "consumed": True,
            }
        )
        with self.assertRaisesRegex(UserError, "has not said yet"):
            self.complaint.action_close()

    def test_answer_before_all_is_done(self):
        """Who has got the first half confirms the first half."""
        complaint = self.leak()
        resolution = self.replace(complaint)
        picking = self.transfers(resolution).with_user(self.keeper)
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        picking._action_done()
        self.ask(complaint)
        self.assertEqual(complaint.state, "executing")
        self.deliver(self.transfers(resolution) - picking.sudo(), self.keeper)
        self.assertEqual(complaint.state, "confirming")
        self.assertTrue(self.callback(complaint))

    def test_who_is_not_asked(self):
        unasked = self.env["crm.complaint.type"].create({"name": "Question", "asks_customer": False})
        complaint = self.ship(type_id=unasked.id)
        self.assertFalse(self.callback(complaint))
        complaint.action_close()
        self.assertEqual((complaint.state, complaint.closed_as), ("closed", "unasked"))

    def test_who_is_asked_after_all(self):
        unasked = self.env["crm.complaint.type"].create({"name": "Question", "asks_customer": False})
        complaint = self.ship(type_id=unasked.id)
        complaint.type_id = self.env.ref("crm_industry.complaint_type_complaint")
        self.assertTrue(self.callback(complaint))
        with self.assertRaisesRegex(UserError, "has not said yet"):
            complaint.action_close()

    def test_other_company_and_other_people(self):
        with self.assertRaises(AccessError):
            self.question.with_user(self.other_agent).action_log_call("no_answer")
        with self.assertRaises(AccessError):
            self.question.with_user(self.other_agent).read(["state"])
        theirs = self.question.with_user(self.salesperson)
        self.assertEqual(theirs.read(["state"])[0]["state"], "planned")
        with self.assertRaises(AccessError):
            theirs.action_log_call("reached", received="yes", score=5)
        self.customer.user_id = self.agent
        self.env.flush_all()
        with self.assertRaises(AccessError):
            theirs.read(["state"])

    def test_agent_without_other_rights_opens_the_forms(self):
        """Neither deliveries nor orders nor invoices have to be theirs."""
        for model, records in (("crm.complaint.callback", self.question), ("crm.complaint", self.complaint)):
            views = self.env[model].with_user(self.agent).get_views([(False, "form")])["models"][model]["fields"]
            simple = {name: {"fields": {"display_name": {}}} for name, field in views.items() if field["type"] == "many2one"}
            found = records.with_user(self.agent).web_read(simple | {"state": {}})
            self.assertEqual(found[0]["id"], records.id)

    def test_calls_are_kept(self):
        self.question.action_log_call("no_answer")
        attempt = self.question.attempt_ids
        self.assertEqual(attempt.user_id, self.agent)
        with self.assertRaises(AccessError):
            attempt.sudo().write({"day": "2026-01-01"})
        with self.assertRaisesRegex(UserError, "are kept"):
            attempt.sudo().unlink()
