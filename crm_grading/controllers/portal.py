from odoo.exceptions import UserError, ValidationError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..tools.portal_files import read_files


class GradingPortal(CustomerPortal):
    """The customer's own grade, why it has it, and its appeals. Everything comes from the user's own customer."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "grading_count" in counters:
            values["grading_count"] = len(request.env.user.partner_id._portal_standings())
        return values

    @route(["/my/grade"], type="http", auth="user", website=True, methods=["GET"])
    def portal_my_grade(self, submitted=None, **_kwargs):
        """Show the published grades of the user's customer in the schemes that are shown to customers."""
        return self._render_grade({"submitted": bool(submitted)})

    @route(["/my/grade/appeal"], type="http", auth="user", website=True, methods=["POST"])
    def portal_my_grade_appeal(self, **post):
        """Take an appeal with its attachments; what is wrong with it is told on the page."""
        files = read_files(request.httprequest.files.getlist("attachment"))
        try:
            with request.env.cr.savepoint():
                request.env["crm.grading.appeal"]._portal_submit(post, files)
        except (UserError, ValidationError) as error:
            return self._render_grade({"error": str(error), "form": post})
        return request.redirect("/my/grade?submitted=1")

    def _render_grade(self, values):
        partner = request.env.user.partner_id
        values = self._prepare_portal_layout_values() | {"error": None, "form": {}, "submitted": False} | values
        values |= {
            "page_name": "grading",
            "grades": partner._portal_grades(),
            "appeals": request.env["crm.grading.appeal"]._portal_own(),
        }
        return request.render("crm_grading.portal_my_grade", values)
