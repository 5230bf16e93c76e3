from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .visit_common import NOON, PIXEL, VisitCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestVisitRights(VisitCommon):
    """Nobody writes about another's visit, and what was seen stays as it was, by any door."""

    def done(self):
        visit = self.make_visit()
        visit.action_check_in()
        self.answer(visit).action_done()
        return visit

    def photo_file(self, visit):
        """The file of the photo, as whoever asks by RPC finds it."""
        answer = visit.answer_ids.filtered("has_photo")
        domain = [("res_model", "=", answer._name), ("res_field", "=", "photo"), ("res_id", "=", answer.id)]
        return self.env["ir.attachment"].sudo().search(domain)

    def test_the_file_of_a_photo_stays(self):
        file = self.photo_file(self.done())
        self.assertTrue(file)
        for user in (self.salesperson, self.colleague, self.planner):
            with self.assertRaises(AccessError):
                file.with_user(user).datas = PIXEL
            with self.assertRaises(AccessError):
                file.with_user(user).unlink()

    def test_the_file_of_a_photo_changes_while_the_visit_goes_on(self):
        visit = self.make_visit()
        visit.action_check_in()
        self.answer(visit)
        file = self.photo_file(visit)
        with self.assertRaises(AccessError):
            file.with_user(self.planner).datas = PIXEL
        file.with_user(self.salesperson).check_access("write")

    def test_the_report_is_closed_with_the_visit(self):
        visit = self.make_visit()
        visit.note = "Ask for the owner"
        visit.action_check_in()
        visit.note = "Spoke with the owner"
        self.answer(visit).action_done()
        with self.assertRaises(UserError):
            visit.note = "Never was there"
        self.assertEqual(visit.note, "Spoke with the owner")

    def test_salespeople_give_visits_to_nobody(self):
        visit = self.make_visit()
        with self.assertRaises(AccessError):
            visit.user_id = self.colleague
        with self.assertRaises(AccessError):
            self.make_visit().with_user(self.salesperson).create({"partner_id": self.customer.id, "user_id": self.colleague.id})
        visit.with_user(self.planner).user_id = self.colleague
        self.assertEqual(visit.sudo().user_id, self.colleague)

    def test_who_sees_all_plans_for_nobody_else(self):
        """Odoo's right to all documents lets people read: only planners change, give, or take away what is another's."""
        reader = new_test_user(self.env, "visit_reader", "sales_team.group_sale_salesman_all_leads", company_id=self.company.id)
        visit = self.make_visit()
        seen = visit.with_user(reader)
        self.assertEqual(seen.user_id, self.salesperson)
        own = self.make_visit(reader)
        tries = (
            lambda: seen.write({"planned_date": "2026-04-09"}),
            lambda: seen.write({"user_id": reader.id}),
            lambda: seen.unlink(),
            lambda: seen.action_move("2026-04-09"),
            lambda: seen.action_cancel("Not needed"),
            lambda: seen.action_check_in(),
            lambda: seen.create({"partner_id": self.customer.id, "user_id": self.colleague.id}),
            lambda: own.write({"user_id": self.colleague.id}),
        )
        for number, attempt in enumerate(tries):
            with self.subTest(number=number), self.assertRaises(AccessError), self.cr.savepoint():
                attempt()
        self.assertEqual((visit.user_id, visit.state, own.user_id), (self.salesperson, "planned", reader))

    def test_what_becomes_of_a_visit_is_in_its_chatter(self):
        visit = self.make_visit().with_context(tracking_disable=False)
        self.flush_tracking()
        visit.with_user(self.planner).write({"user_id": self.colleague.id, "planned_date": "2026-04-08"})
        self.flush_tracking()
        tracked = visit.sudo().message_ids.tracking_value_ids.field_id.mapped("name")
        self.assertEqual(set(tracked), {"user_id", "planned_date"})

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.flush()

    def test_another_company(self):
        visit = self.done()
        stranger = new_test_user(
            self.env,
            "visit_stranger",
            "sales_team.group_sale_manager",
            company_id=self.other_company.id,
            company_ids=[Command.set(self.other_company.ids)],
        )
        for record in (visit, visit.answer_ids[0], self.checklist):
            self.assertFalse(record.with_user(stranger).search([("id", "=", record.id)]))
            with self.assertRaises(AccessError):
                record.with_user(stranger).check_access("read")

    def test_planned_visits_are_handed_over(self):
        planned, done = self.make_visit(), self.done()
        specs = self.env["crm.handover"]._handover_models()
        owner = [("id", "=", self.salesperson.id)]
        query = self.env["crm.handover"]._handover_query("crm.visit", specs["crm.visit"], owner)
        found = self.env["crm.visit"].browse(query)
        self.assertIn(planned, found)
        self.assertNotIn(done, found)
