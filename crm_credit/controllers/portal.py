from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import request, route

from odoo.addons.crm_grading.tools.portal_files import read_files
from odoo.addons.portal.controllers.portal import CustomerPortal

from .statement import workbook_response

REPORT = "crm_credit.action_report_statement_make"


class CreditPortal(CustomerPortal):
    """The customer's own credit. All figures and rules are those of `crm.credit.portal`."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "credit_count" in counters:
            values["credit_count"] = len(request.env["crm.credit.portal"]._customer())
        return values

    @route(["/my/credit"], type="http", auth="user", website=True, methods=["GET"])
    def portal_my_credit(self, done=None, **_kwargs):
        """Limit, open invoices, disputes, promises and applications of the user's customer."""
        return self._render_credit({"done": done})

    @route(["/my/credit/statement"], type="http", auth="user", website=True, methods=["GET"])
    def portal_my_credit_statement(self, file="html", **values):
        """The statement of the user's customer as a page, PDF or workbook."""
        try:
            wizard = request.env["crm.credit.portal"]._statement(values)
        except AccessError:
            return request.redirect("/my")
        lang = request.env.user.sudo().partner_id.lang
        if file == "xlsx":
            return workbook_response(request.env(context=dict(request.env.context, lang=lang)), wizard)
        pdf = file == "pdf" and request.env["ir.actions.report"].sudo().get_wkhtmltopdf_state() == "ok"
        return self._show_report(wizard, "pdf" if pdf else "html", REPORT, download=pdf)

    @route(["/my/credit/dispute"], type="http", auth="user", website=True, methods=["POST"])
    def portal_my_credit_dispute(self, **post):
        """Take a dispute of an own invoice."""
        return self._take_credit_form("dispute", post, lambda: request.env["crm.credit.portal"]._report_dispute(post))

    @route(["/my/credit/promise"], type="http", auth="user", website=True, methods=["POST"])
    def portal_my_credit_promise(self, **post):
        """Take a promise to pay own invoices."""
        chosen = request.httprequest.form.getlist("move_id")
        return self._take_credit_form("promise", post, lambda: request.env["crm.credit.portal"]._promise(post, chosen))

    @route(["/my/credit/apply"], type="http", auth="user", website=True, methods=["POST"])
    def portal_my_credit_apply(self, **post):
        """Take an application for credit with its attachments."""
        files = read_files(request.httprequest.files.getlist("attachment"))
        return self._take_credit_form("apply", post, lambda: request.env["crm.credit.portal"]._apply(post, files))

    def _take_credit_form(self, form, post, verb):
        """Do what a form asks for; what is wrong with it is told on the page."""
        try:
            with request.env.cr.savepoint():
                verb()
        except (UserError, ValidationError) as error:
            return self._render_credit({"error": str(error), "form": form, "post": post})
        return request.redirect(f"/my/credit?done={form}")

    def _render_credit(self, values):
        try:
            page = request.env["crm.credit.portal"]._page()
        except AccessError:
            return request.redirect("/my")
        pdf = request.env["ir.actions.report"].sudo().get_wkhtmltopdf_state() == "ok"
        defaults = {"error": None, "form": None, "post": {}, "done": None, "page_name": "credit", "pdf": pdf}
        return request.render("crm_credit.portal_my_credit", self._prepare_portal_layout_values() | defaults | page | values)
