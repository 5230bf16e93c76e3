from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .loop_common import LoopCommon

THANKS = "All is well, thank you"


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

    def test_import_of_new_rows(self):
        now = "2026-03-05 02:00:00"
        for name, value in (("state", "closed"), ("closed_on", now), ("closed_as", "confirmed"), ("round", "0")):
            rows = [["Another", self.customer.name, str(self.customer.id), value]]
            result = (
                self.env["crm.complaint"]
                .with_user(self.service_manager)
                .load(["subject", "email_from", "partner_id/.id", name], rows)
            )
            self.assertFalse(result["ids"], name)
        self.assertFalse(self.env["crm.complaint"].search([("subject", "=", "Another")]))

    def test_created_closed(self):
        values = {"subject": "Another", "partner_id": self.customer.id, "company_id": self.company.id}
        for user in self.people:
            for extra in ({"state": "closed"}, {"closed_on": "2026-03-05 02:00:00"}, {"withdrawn_on": "2026-03-05 02:00:00"}):
                with self.assertRaises(AccessError):
                    self.env["crm.complaint"].with_user(user).create(values | extra)
                defaults = {f"default_{name}": value for name, value in extra.items()}
                complaints = self.env["crm.complaint"].with_user(user)
                try:
                    call_kw(complaints, "create", [values], {"context": defaults})
                except AccessError:
                    continue
                self.assertEqual(complaints.search([], order="id desc", limit=1).state, "new")

    def test_copy(self):
        self.ask(self.complaint)
        self.assertEqual(self.complaint.state, "closed")
        copy = self.complaint.with_user(self.service_manager).copy()
        self.assertEqual((copy.state, copy.closed_on, copy.closed_as, copy.round), ("new", False, False, 1))
        self.assertFalse(copy.callback_ids)
        self.assertEqual(copy.event_ids.mapped("kind"), ["received"])
        with self.assertRaises(AccessError):
            self.complaint.with_user(self.service_manager).copy({"state": "closed"})

    def test_mail_gate(self):
        mail = {"subject": "Done", "body": "<p>x</p>", "email_from": "a@example.com", "message_id": "<1@x>", "date": False}
        for vals in ({"state": "closed"}, {"closed_on": "2026-03-05 02:00:00"}, {"closed_as": "confirmed"}):
            with self.assertRaises(AccessError):
                self.complaint.sudo().message_update(mail, vals)
            with self.assertRaises(AccessError):
                self.env["crm.complaint"].sudo().message_new(mail, vals)
        self.complaint.sudo().message_update(mail)
        self.assertEqual(self.complaint.state, "confirming")

    def test_words_of_the_customer_close_nothing(self):
        for kind in ("comment", "email"):
            self.complaint.sudo().message_post(
                body=THANKS, author_id=self.contact.id, message_type=kind, subtype_xmlid="mail.mt_comment"
            )
        self.assertEqual(self.complaint.state, "confirming")

    def test_portal(self):
        portal = self.env["crm.complaint.portal"].with_user(self.env.ref("base.public_user"))
        fresh = self.leak().sudo()
        with self.assertRaisesRegex(UserError, "nothing has been sent"):
            portal._answer(fresh.id, {"received": "yes", "score": "5"}, fresh._portal_ensure_token())
        token = self.complaint.sudo()._portal_ensure_token()
        for answer in ({"received": "yes"}, {"score": "5"}, {"received": "yes", "score": "0"}, {"state": "closed"}):
            with self.assertRaises(UserError):
                portal._answer(self.complaint.id, answer, token)
        with self.assertRaises(AccessError):
            portal._answer(self.complaint.id, {"received": "yes", "score": "5"}, "guessed")
        self.assertEqual((fresh.state, self.complaint.state), ("accepted", "confirming"))

    def test_buttons_on_many_at_once(self):
        """One that is ready does not take another along, nor is it closed alone without a word."""
        ready = self.ship()
        unasked = self.ship(type_id=self.env["crm.complaint.type"].create({"name": "Question", "asks_customer": False}).id)
        with self.assertRaises(UserError):
            (unasked | self.complaint).action_close()
        self.env.invalidate_all()
        self.assertEqual(self.complaint.state, "confirming")
        with self.assertRaises(UserError):
            (ready | self.complaint).with_user(self.service_manager).action_withdraw("All of them")
        with self.assertRaises(UserError):
            (ready | self.complaint).with_user(self.service_manager).action_close_unreachable("All of them")
        self.assertEqual((ready | self.complaint).mapped("state"), ["confirming", "confirming"])

    def test_web_save_of_the_form_and_of_a_selection_in_the_list(self):
        both, closed = self.complaint | self.ship(), {"state": "closed"}
        complaints = both.with_user(self.service_manager)
        for method, args in (
            ("web_save", [self.complaint.ids, closed, {"state": {}}]),
            ("web_save_multi", [both.ids, [closed, closed], {"state": {}}]),
        ):
            with self.assertRaises(AccessError):
                call_kw(complaints, method, args, {})
        self.assertEqual(self.complaint.state, "confirming")

    def test_merged_customers(self):
        keeper = self.make_customer("Keeper")
        merge = self.env["base.partner.merge.automatic.wizard"].create(
            {"partner_ids": [(6, 0, (self.customer | keeper).ids)], "dst_partner_id": keeper.id, "state": "selection"}
        )
        merge.action_merge()
        self.env.invalidate_all()
        self.assertEqual((self.complaint.partner_id, self.complaint.state), (keeper, "confirming"))
        self.assertEqual((self.question.partner_id, self.question.state), (keeper, "planned"))
        with self.assertRaisesRegex(UserError, "has not said yet"):
            self.complaint.action_close()
        self.ask(self.complaint)
        self.assertEqual(self.complaint.state, "closed")

    def test_automation_of_an_administrator(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Close them",
                "model_id": self.env["ir.model"]._get_id("crm.complaint"),
                "state": "code",
                "code": "records.write({'state': 'closed'})",
            }
        )
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_actions"):
            action.with_context(active_model="crm.complaint", active_ids=self.complaint.ids, active_id=self.complaint.id).run()
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
        values = {
            "res_model_id": self.env["ir.model"]._get_id("crm.complaint"),
            "res_id": self.complaint.id,
            "rating": 5,
            "consumed": True,
        }
        with self.assertRaisesRegex(AccessError, "by the customers alone"), self.env.cr.savepoint():
            self.env["rating.rating"].with_user(self.agent).create(values)
        # One that got in by another way closes nothing either.
        self.env["rating.rating"].sudo().create(values)
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
