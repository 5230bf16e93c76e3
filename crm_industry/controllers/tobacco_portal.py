from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import request, route

from odoo.addons.crm_grading.tools.portal_files import read_files
from odoo.addons.portal.controllers.portal import CustomerPortal

ONE = "/my/retail/compliance/<int:event_id>"


class TobaccoPortal(CustomerPortal):
    """The retailer's own file, licence, grade, compliance and quota. All rules are those of `crm.tobacco.portal`."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "retail_count" in counters:
            values["retail_count"] = len(request.env["crm.tobacco.portal"]._find_retailer())
        return values

    @route(["/my/retail"], type="http", auth="user", website=True, methods=["GET"])
    def portal_retail(self, **_kwargs):
        """What the retailer has to know today."""
        return self._render_retail("portal_retail", "retail", "_home_page")

    @route(["/my/retail/file"], type="http", auth="user", website=True, methods=["GET"])
    def portal_retail_file(self, **_kwargs):
        """The retailer's file."""
        return self._render_retail("portal_retail_file", "retail_file", "_file_page")

    @route(["/my/retail/licence"], type="http", auth="user", website=True, methods=["GET"])
    def portal_retail_licence(self, done=None, **_kwargs):
        """The retailer's licences with their steps, and its application for the next one."""
        return self._render_retail("portal_retail_licence", "retail_licence", "_licence_page", done=bool(done))

    @route(["/my/retail/licence/renew"], type="http", auth="user", website=True, methods=["POST"])
    def portal_retail_renew(self, **post):
        """Take an application for the next licence; what is wrong with it is told on the page."""
        files = read_files(request.httprequest.files.getlist("attachment"))
        if error := self._take_retail(lambda portal: portal._apply_for_licence(post, files)):
            return self._render_retail("portal_retail_licence", "retail_licence", "_licence_page", error=error, post=post)
        return request.redirect("/my/retail/licence?done=1")

    @route(["/my/retail/quota"], type="http", auth="user", website=True, methods=["GET"])
    def portal_retail_quota(self, **_kwargs):
        """What the retailer may order of scarce goods."""
        return self._render_retail("portal_retail_quota", "retail_quota", "_quota_page")

    @route(["/my/retail/grade"], type="http", auth="user", website=True, methods=["GET"])
    def portal_retail_grade(self, done=None, **_kwargs):
        """Grade and supply band with their reasons, and the applications for better ones."""
        return self._render_retail("portal_retail_grade", "retail_grade", "_grade_page", done=bool(done))

    @route(["/my/retail/grade/apply"], type="http", auth="user", website=True, methods=["POST"])
    def portal_retail_apply(self, **post):
        """Take an application; what is wrong with it is told on the page."""
        files = read_files(request.httprequest.files.getlist("attachment"))
        if error := self._take_retail(lambda portal: portal._apply(post, files)):
            return self._render_retail("portal_retail_grade", "retail_grade", "_grade_page", error=error, post=post)
        return request.redirect("/my/retail/grade?done=1")

    @route(["/my/retail/compliance"], type="http", auth="user", website=True, methods=["GET"])
    def portal_retail_compliance(self, **_kwargs):
        """Points, class and events of the retailer."""
        return self._render_retail("portal_retail_compliance", "retail_compliance", "_compliance_page")

    @route([ONE], type="http", auth="user", website=True, methods=["GET"])
    def portal_retail_event(self, event_id, done=None, **_kwargs):
        """An event, and what has become of it."""
        return self._render_retail_event(event_id, done=bool(done))

    @route([f"{ONE}/appeal"], type="http", auth="user", website=True, methods=["POST"])
    def portal_retail_appeal(self, event_id, **post):
        """Take an appeal against an event; what is wrong with it is told on the page."""
        files = read_files(request.httprequest.files.getlist("attachment"))
        if error := self._take_retail(lambda portal: portal._appeal_event(event_id, post, files)):
            return self._render_retail_event(event_id, error=error, post=post)
        return request.redirect(f"/my/retail/compliance/{event_id}?done=1")

    @route(["/my/retail/report"], type="http", auth="user", website=True, methods=["GET"])
    def portal_retail_report(self, done=None, **_kwargs):
        """The form of this week's report of demand and stock."""
        return self._render_retail("portal_retail_report", "retail_report", "_demand_page", done=bool(done))

    @route(["/my/retail/report"], type="http", auth="user", website=True, methods=["POST"])
    def portal_retail_report_send(self, **post):
        """Take the report, or look for goods; what is wrong with it is told on the page, where what was typed stays."""
        found = ("portal_retail_report", "retail_report", "_demand_page", post)
        if "find" in post:
            return self._render_retail(*found, post=post)
        if error := self._take_retail(lambda portal: portal._report_demand(post)):
            return self._render_retail(*found, error=error, post=post)
        return request.redirect("/my/retail/report?done=1")

    def _take_retail(self, verb):
        """Do what a form asks for; return what is wrong with it, if anything.

        :raise NotFound: it names what is not the retailer's, or the user is no retailer
        """
        try:
            with request.env.cr.savepoint():
                verb(request.env["crm.tobacco.portal"])
        except AccessError:
            raise NotFound()
        except (UserError, ValidationError) as error:
            return str(error)
        return None

    def _render_retail_event(self, event_id, **values):
        try:
            event = request.env["crm.tobacco.portal"]._event_page(event_id)
        except AccessError:
            raise NotFound()
        return self._draw_retail("portal_retail_event", "retail_event", {"event": event} | values)

    def _render_retail(self, template, page_name, page_of, *arguments, **values):
        try:
            found = getattr(request.env["crm.tobacco.portal"], page_of)(*arguments)
        except AccessError:
            return request.redirect("/my")
        return self._draw_retail(template, page_name, found | values)

    def _draw_retail(self, template, page_name, values):
        defaults = {"page_name": page_name, "error": None, "done": False, "post": {}}
        return request.render(f"crm_industry.{template}", self._prepare_portal_layout_values() | defaults | values)
