from odoo.exceptions import UserError, ValidationError
from odoo.http import request, route

from odoo.addons.crm_grading.tools.portal_files import read_files
from odoo.addons.portal.controllers.portal import CustomerPortal


class DiversionPortal(CustomerPortal):
    """Notices of diverted goods to the dealer of the user. All rules are those of `crm.diversion.case`."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "diversion_count" in counters:
            values["diversion_count"] = len(request.env["crm.diversion.case"]._portal_mine())
        return values

    @route(["/my/diversion"], type="http", auth="user", website=True, methods=["GET"])
    def portal_my_diversion(self, **_kwargs):
        """The notices that the user's dealer has got."""
        values = self._prepare_portal_layout_values() | {
            "page_name": "diversion",
            "notices": request.env["crm.diversion.case"]._portal_list(),
        }
        return request.render("crm_industry.portal_my_diversion", values)

    @route(["/my/diversion/<int:case_id>"], type="http", auth="user", website=True, methods=["GET"])
    def portal_my_diversion_case(self, case_id, done=None, **_kwargs):
        """A notice, and what the dealer has answered."""
        return self._render_diversion_notice(case_id, {"done": done})

    @route(["/my/diversion/<int:case_id>/answer"], type="http", auth="user", website=True, methods=["POST"])
    def portal_my_diversion_answer(self, case_id, **post):
        """Take an answer with its files; what is wrong with it is told on the page."""
        files = read_files(request.httprequest.files.getlist("attachment"))
        try:
            with request.env.cr.savepoint():
                request.env["crm.diversion.case"]._portal_answer(case_id, post.get("text"), files)
        except (UserError, ValidationError) as error:
            return self._render_diversion_notice(case_id, {"error": str(error), "text": post.get("text")})
        return request.redirect(f"/my/diversion/{case_id}?done=1")

    def _render_diversion_notice(self, case_id, values):
        case = request.env["crm.diversion.case"]._portal_case(case_id)
        if not case:
            return request.redirect("/my/diversion")
        defaults = {"error": None, "text": "", "done": None, "page_name": "diversion_case", "notice": case._portal_page()}
        return request.render("crm_industry.portal_my_diversion_case", self._prepare_portal_layout_values() | defaults | values)
