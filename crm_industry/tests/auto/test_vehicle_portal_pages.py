from odoo import http
from odoo.tests import HttpCase, tagged

from .vehicle_portal_common import VehiclePortalCommon


@tagged("post_install", "-at_install")
class TestVehiclePortalPages(VehiclePortalCommon, HttpCase):
    """The pages as owners open them, and what a former owner finds there."""

    def page(self, path, user=None):
        self.authenticate(*[(user or self.mine).login] * 2)
        return self.url_open(path)

    def send(self, path, user=None, **values):
        self.authenticate(*[(user or self.mine).login] * 2)
        return self.url_open(path, data={"csrf_token": http.Request.csrf_token(self)} | values)

    def path(self, *parts):
        return "/".join(map(str, ("/my/vehicles", self.vehicle.id, *parts)))

    def test_pages(self):
        self.make_job(self.vehicle, "delivered", words="It rattles")
        for path, words in (
            ("/my/vehicles", (self.vehicle.vin, "Comet")),
            ("/my/vehicles/page/7", (self.vehicle.vin,)),
            (self.path(), (self.vehicle.vin, "It rattles", "Were you satisfied", "Book a Service")),
            (self.path("book"), ("On which day", "Maintenance")),
        ):
            answer = self.page(path)
            self.assertEqual(answer.status_code, 200, path)
            for word in words:
                self.assertIn(word, answer.text, path)

    def test_booking_calling_off_and_rating(self):
        self.second_station.write({"day_capacity": 3, "booking_days": 5})
        answer = self.page(self.path("book"))
        self.assertNotIn("On which day", answer.text)
        self.assertIn("Puxi", answer.text)
        day = str(next(iter(self.second_station._free_days())))
        form = {"station": self.second_station.id, "day": day, "kind": "repair", "words": "Please call"}
        self.assertIn("choose a day", self.send(self.path("book"), **form | {"day": ""}).text)
        answer = self.send(self.path("book"), **form)
        self.assertIn("is booked", answer.text)
        job = self.vehicle.job_ids
        self.assertEqual((job.station_id, job.words), (self.second_station, "Please call"))
        self.assertIn("booked already", self.send(self.path("book"), **form).text)
        self.assertIn("called off", self.send(self.path("job", job.id, "cancel")).text)
        self.assertEqual(job.state, "cancelled")
        done = self.make_job(self.vehicle, "delivered")
        self.assertIn("Please choose", self.send(self.path("job", done.id, "rate")).text)
        self.assertIn("Thank you", self.send(self.path("job", done.id, "rate"), score="5").text)
        self.assertEqual(done.follow_up_score, 5)

    def test_a_former_owner_finds_nothing(self):
        job = self.make_job(self.vehicle, "delivered")
        self.assertNotIn(self.vehicle.vin, self.page("/my/vehicles", self.theirs).text)
        for parts in ((), ("book",)):
            self.assertEqual(self.page(self.path(*parts), self.theirs).status_code, 404)
        for parts in (("book",), ("job", job.id, "rate"), ("job", job.id, "cancel")):
            self.assertEqual(self.send(self.path(*parts), self.theirs, score="1").status_code, 404)
        self.assertFalse(job.followed_up_on)
