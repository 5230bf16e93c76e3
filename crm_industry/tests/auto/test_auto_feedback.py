from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .auto_common import NOON, AutoCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestAutoFeedback(AutoCommon):
    """Customers are asked after a sale, a handover and a service."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.auto_checklist = False
        cls.vehicle = cls.make_vehicle(cls.buyer)
        cls.feedbacks = cls.env["crm.auto.feedback"].with_user(cls.station_user)

    def ask(self, stage="sale", user=None, **values):
        defaults = {"stage": stage, "partner_id": self.buyer.id, "vehicle_id": self.vehicle.id, "station_id": self.station.id}
        return self.feedbacks.with_user(user or self.station_user).create(defaults | values)

    def test_after_a_service(self):
        job = self.make_job(self.vehicle, "delivered")
        feedback = self.feedbacks.search([("job_id", "=", job.id)])
        self.assertEqual((feedback.stage, feedback.state, str(feedback.due_on)), ("service", "open", "2026-03-19"))
        self.assertEqual(feedback.station_id, self.station)
        feedback.action_answer(4, "Fine")
        self.assertEqual((job.follow_up_score, job.follow_up_source), (4, "call"))
        self.assertEqual((feedback.score, feedback.state, feedback.words), (4, "answered", "Fine"))
        self.assertFalse(feedback.sudo().complaint_id)
        for answer in (lambda: feedback.action_answer(5), lambda: job.action_follow_up(5)):
            with self.assertRaises(UserError):
                answer()
        with self.assertRaises(UserError):
            feedback.unlink()

    def test_a_low_score_opens_a_complaint(self):
        job = self.make_job(self.vehicle, "delivered")
        job.sudo()._follow_up(2, "Still <b>rattles</b>", "portal")
        feedback = self.feedbacks.search([("job_id", "=", job.id)]).sudo()
        complaint = feedback.complaint_id
        self.assertEqual((complaint.partner_id, complaint.company_id, complaint.state), (self.buyer, self.company, "new"))
        self.assertIn("2 of 5", complaint.subject)
        self.assertIn("rattles", complaint.description)
        self.assertNotIn("<b>", complaint.description)
        self.company.auto_low_score = 0
        sale = self.ask()
        sale.action_answer(1)
        self.assertFalse(sale.sudo().complaint_id or sale.low)

    def test_after_a_handover(self):
        self.env.user.invalidate_recordset()
        vehicle = self.make_vehicle()
        parties = self.env["crm.vehicle.party"].with_user(self.station_user)
        values = {"vehicle_id": vehicle.id, "partner_id": self.buyer.id, "date_from": "2026-03-15"}
        parties.create(values)
        feedback = self.feedbacks.search([("vehicle_id", "=", vehicle.id)])
        self.assertEqual((feedback.stage, str(feedback.due_on), feedback.station_id), ("delivery", "2026-03-18", self.station))
        for begun, elsewhere in (("2026-03-12", False), ("2026-03-15", True)):
            other = self.make_vehicle(sold_elsewhere=elsewhere)
            parties.create(values | {"vehicle_id": other.id, "date_from": begun})
            self.assertFalse(self.feedbacks.search([("vehicle_id", "=", other.id)]))
        vehicle.with_user(self.station_user)._transfer(self.make_customer("Second Owner"))
        self.assertEqual(len(self.feedbacks.search([("vehicle_id", "=", vehicle.id)])), 1)

    def test_by_station_and_stage(self):
        for score in (5, 2, None):
            feedback = self.ask(vehicle_id=self.make_vehicle(self.buyer).id)
            if score:
                feedback.action_answer(score)
        self.ask("delivery").action_answer(4)
        domain = [("station_id", "=", self.station.id)]
        measures = ["average_score:sum", "response_rate:sum", "low_rate:sum", "asked:sum"]
        rows = {
            stage: tuple(round(value, 2) for value in row)
            for stage, *row in self.feedbacks._read_group(domain, ["stage"], measures)
        }
        self.assertEqual(rows, {"sale": (3.5, 66.67, 50, 3), "delivery": (4, 100, 0, 1)})

    def test_rights(self):
        feedback = self.ask()
        for user in (self.second_user, self.other_station_user, self.salesperson):
            with self.assertRaises(AccessError):
                feedback.with_user(user).read(["score"])
            with self.assertRaises(AccessError):
                feedback.with_user(user).action_answer(5)
            with self.assertRaises(AccessError):
                feedback.with_user(user).write({"due_on": "2026-04-01"})
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.ask("delivery", user)
        for values in ({"score": 5}, {"state": "answered"}, {"low": 1}, {"words": "x"}, {"asked": 0}):
            with self.assertRaises(AccessError):
                feedback.write(values)
        window = self.env["crm.auto.feedback.answer"].with_user(self.station_user)
        window.create({"feedback_id": feedback.id, "score": "5"}).action_confirm()
        self.assertEqual(feedback.score, 5)
        with self.assertRaises(UserError):
            feedback.due_on = "2026-04-01"
        for score in (0, 6, 2.5, "5", True):
            with self.assertRaises(UserError):
                self.ask("delivery").action_answer(score)
            self.feedbacks.search([("stage", "=", "delivery")]).unlink()
