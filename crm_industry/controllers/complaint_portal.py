from werkzeug.exceptions import NotFound
from werkzeug.urls import url_encode

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import request, route

from odoo.addons.crm_grading.tools.portal_files import read_files
from odoo.addons.portal.controllers.portal import CustomerPortal, pager

ONE = "/my/complaints/<int:complaint_id>"


class ComplaintPortal(CustomerPortal):
    """Customers complain, follow what becomes of it, and say whether all is well. All rules are those of
    `crm.complaint.portal`; the pages of one complaint also open by the link that its customer was sent."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "complaint_count" in counters:
            values["complaint_count"] = len(request.env["crm.complaint.portal"]._customer())
        return values

    @route(["/my/complaints", "/my/complaints/page/<int:page>"], type="http", auth="user", website=True, methods=["GET"])
    def portal_complaints(self, page=1, **_kwargs):
        """The complaints of the user's customer."""
        try:
            found = request.env["crm.complaint.portal"]._list_page(page)
        except AccessError:
            return request.redirect("/my")
        turns = pager("/my/complaints", found["total"], page, found["step"])
        return self._render_complaint("portal_complaints", "complaints", found | {"pager": turns})

    @route(["/my/complaints/new"], type="http", auth="user", website=True, methods=["GET"])
    def portal_complaint_new(self, **_kwargs):
        """The form of a new complaint."""
        return self._render_complaint_form({})

    @route(["/my/complaints/new"], type="http", auth="user", website=True, methods=["POST"])
    def portal_complaint_send(self, **post):
        """Take a complaint with its photos; what is wrong with it is told on the form."""
        files = read_files(request.httprequest.files.getlist("attachment"))
        taken = []
        if error := self._take_complaint(lambda portal: taken.append(portal._complain(post, files))):
            return self._render_complaint_form({"error": error, "post": post})
        [complaint] = taken
        return request.redirect(f"/my/complaints/{complaint.id}?done=sent")

    @route([ONE], type="http", auth="public", website=True, methods=["GET"])
    def portal_complaint(self, complaint_id, access_token=None, done=None, **_kwargs):
        """A complaint and what has become of it."""
        return self._render_complaint_page(complaint_id, access_token, {"done": done})

    @route([f"{ONE}/message"], type="http", auth="public", website=True, methods=["POST"])
    def portal_complaint_message(self, complaint_id, access_token=None, text=None, **_post):
        """Take a message with its files."""
        files = read_files(request.httprequest.files.getlist("attachment"))
        error = self._take_complaint(lambda portal: portal._message(complaint_id, text, files, access_token))
        return self._after_complaint(complaint_id, access_token, error, "message", {"text": text})

    @route([f"{ONE}/answer"], type="http", auth="public", website=True, methods=["POST"])
    def portal_complaint_answer(self, complaint_id, access_token=None, **post):
        """Take the customer's word whether all is well."""
        error = self._take_complaint(lambda portal: portal._answer(complaint_id, post, access_token))
        return self._after_complaint(complaint_id, access_token, error, "answer", {"post": post})

    @route([f"{ONE}/file/<int:attachment_id>"], type="http", auth="public", website=True, methods=["GET"])
    def portal_complaint_file(self, complaint_id, attachment_id, access_token=None, **_kwargs):
        """A file that was sent with a message; to be kept, not to be opened on these pages."""
        try:
            file = request.env["crm.complaint.portal"]._file(complaint_id, attachment_id, access_token)
        except AccessError:
            raise NotFound()
        return request.env["ir.binary"]._get_stream_from(file, "raw").get_response(as_attachment=True)

    def _take_complaint(self, verb):
        """Do what a form asks for; return what is wrong with it, if anything.

        :raise NotFound: it names what is not the customer's, or the user is no customer
        """
        try:
            with request.env.cr.savepoint():
                verb(request.env["crm.complaint.portal"])
        except AccessError:
            raise NotFound()
        except (UserError, ValidationError) as error:
            return str(error)
        return None

    def _after_complaint(self, complaint_id, token, error, done, values):
        if error:
            return self._render_complaint_page(complaint_id, token, {"error": error} | values)
        kept = {"done": done} | ({"access_token": token} if token else {})
        return request.redirect(f"/my/complaints/{complaint_id}?{url_encode(kept)}")

    def _render_complaint_form(self, values):
        try:
            found = request.env["crm.complaint.portal"]._new_page()
        except AccessError:
            return request.redirect("/my")
        return self._render_complaint("portal_complaint_new", "complaint_new", found | {"post": {}} | values)

    def _render_complaint_page(self, complaint_id, token, values):
        try:
            page = request.env["crm.complaint.portal"]._page(complaint_id, token)
        except AccessError:
            if request.env.user._is_public():
                return request.redirect(f"/web/login?{url_encode({'redirect': f'/my/complaints/{complaint_id}'})}")
            raise NotFound()
        defaults = {"complaint": page, "access_token": token, "post": {}, "text": "", "done": None}
        return self._render_complaint("portal_complaint", "complaint", defaults | values)

    def _render_complaint(self, template, page_name, values):
        defaults = self._prepare_portal_layout_values() | {"page_name": page_name, "error": None}
        return request.render(f"crm_industry.{template}", defaults | values)
