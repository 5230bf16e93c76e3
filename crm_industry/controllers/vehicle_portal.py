from werkzeug.exceptions import NotFound
from werkzeug.urls import url_encode

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

ONE = "/my/vehicles/<int:vehicle_id>"
JOB = f"{ONE}/job/<int:job_id>"


class VehiclePortal(CustomerPortal):
    """The customer's vehicles, and what it asks for. All rules are those of `crm.vehicle.portal`."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "vehicle_count" in counters:
            values["vehicle_count"] = int(request.env["crm.vehicle.portal"]._counts())
        return values

    @route(["/my/vehicles", "/my/vehicles/page/<int:page>"], type="http", auth="user", website=True, methods=["GET"])
    def portal_vehicles(self, page=1, **_kwargs):
        """The vehicles that the user's customer owns."""
        try:
            found = request.env["crm.vehicle.portal"]._list_page(page)
        except AccessError:
            return request.redirect("/my")
        turns = pager("/my/vehicles", found["total"], page, found["step"])
        return self._render_vehicle("portal_vehicles", "vehicles", found | {"pager": turns})

    @route([ONE], type="http", auth="user", website=True, methods=["GET"])
    def portal_vehicle(self, vehicle_id, done=None, **_kwargs):
        """A vehicle with its history, recalls and warranty."""
        return self._render_vehicle_page(vehicle_id, {"done": done})

    @route([f"{ONE}/book"], type="http", auth="user", website=True, methods=["GET"])
    def portal_vehicle_booking(self, vehicle_id, station=None, **_kwargs):
        """The form that books a service."""
        return self._render_booking(vehicle_id, station, {})

    @route([f"{ONE}/book"], type="http", auth="user", website=True, methods=["POST"])
    def portal_vehicle_book(self, vehicle_id, **post):
        """Take a booking; what is wrong with it is told on the form."""
        if error := self._take_vehicle(lambda portal: portal._book(vehicle_id, post)):
            return self._render_booking(vehicle_id, post.get("station"), {"error": error, "post": post})
        return self._redirect_vehicle(vehicle_id, "booked")

    @route([f"{JOB}/cancel"], type="http", auth="user", website=True, methods=["POST"])
    def portal_vehicle_job_cancel(self, vehicle_id, job_id, **_post):
        """Call a booking off."""
        if error := self._take_vehicle(lambda portal: portal._cancel(vehicle_id, job_id)):
            return self._render_vehicle_page(vehicle_id, {"error": error})
        return self._redirect_vehicle(vehicle_id, "cancelled")

    @route([f"{JOB}/rate"], type="http", auth="user", website=True, methods=["POST"])
    def portal_vehicle_job_rate(self, vehicle_id, job_id, **post):
        """Take what the customer says about a job."""
        if error := self._take_vehicle(lambda portal: portal._rate(vehicle_id, job_id, post)):
            return self._render_vehicle_page(vehicle_id, {"error": error, "post": post})
        return self._redirect_vehicle(vehicle_id, "rated")

    def _take_vehicle(self, verb):
        """Do what a form asks for; return what is wrong with it, if anything.

        :raise NotFound: it names what is not the customer's, or the user is no customer
        """
        try:
            with request.env.cr.savepoint():
                verb(request.env["crm.vehicle.portal"])
        except AccessError:
            raise NotFound()
        except (UserError, ValidationError) as error:
            return str(error)
        return None

    def _redirect_vehicle(self, vehicle_id, done):
        return request.redirect(f"/my/vehicles/{vehicle_id}?{url_encode({'done': done})}")

    def _render_vehicle_page(self, vehicle_id, values):
        try:
            vehicle = request.env["crm.vehicle.portal"]._vehicle_page(vehicle_id)
        except AccessError:
            raise NotFound()
        return self._render_vehicle("portal_vehicle", "vehicle", {"vehicle": vehicle, "done": None, "post": {}} | values)

    def _render_booking(self, vehicle_id, station, values):
        try:
            page = request.env["crm.vehicle.portal"]._booking_page(vehicle_id, station)
        except AccessError:
            raise NotFound()
        return self._render_vehicle("portal_vehicle_booking", "vehicle_booking", page | {"post": {}} | values)

    def _render_vehicle(self, template, page_name, values):
        defaults = self._prepare_portal_layout_values() | {"page_name": page_name, "error": None}
        return request.render(f"crm_industry.{template}", defaults | values)
