from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

ONE = "/my/telecom/subscription/<int:subscription_id>"


class TelecomPortal(CustomerPortal):
    """The customer's accounts, subscriptions and bills, and what it asks for. All rules are those of `crm.telecom.portal`."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "telecom_count" in counters:
            values["telecom_count"] = int(request.env["crm.telecom.portal"]._counts())
        return values

    @route(["/my/telecom", "/my/telecom/page/<int:page>"], type="http", auth="user", website=True, methods=["GET"])
    def portal_telecom(self, page=1, **_kwargs):
        """The accounts and subscriptions of the user's customer."""
        return self._render_telecom_list("portal_telecom", "telecom", "/my/telecom", "_home_page", page)

    @route(["/my/telecom/account/<int:account_id>"], type="http", auth="user", website=True, methods=["GET"])
    def portal_telecom_account(self, account_id, **_kwargs):
        """An account with its latest bills and top-ups."""
        try:
            account = request.env["crm.telecom.portal"]._account_page(account_id)
        except AccessError:
            raise NotFound()
        return self._render_telecom("portal_telecom_account", "telecom_account", {"account": account})

    @route(["/my/telecom/bills", "/my/telecom/bills/page/<int:page>"], type="http", auth="user", website=True, methods=["GET"])
    def portal_telecom_bills(self, page=1, **_kwargs):
        """The bills that the user's customer has or pays."""
        return self._render_telecom_list("portal_telecom_bills", "telecom_bills", "/my/telecom/bills", "_bills_page", page)

    @route(["/my/telecom/bill/<int:bill_id>"], type="http", auth="user", website=True, methods=["GET"])
    def portal_telecom_bill(self, bill_id, **_kwargs):
        """A bill with its lines, and what the customer has said about it."""
        return self._render_telecom_bill(bill_id, {})

    @route(["/my/telecom/bill/<int:bill_id>/complaint"], type="http", auth="user", website=True, methods=["POST"])
    def portal_telecom_bill_complaint(self, bill_id, **post):
        """Take a complaint about a bill; what is wrong with it is told on the page."""
        try:
            with request.env.cr.savepoint():
                case = request.env["crm.telecom.portal"]._complain_about_bill(bill_id, post)
        except AccessError:
            raise NotFound()
        except (UserError, ValidationError) as error:
            return self._render_telecom_bill(bill_id, {"error": str(error), "post": post})
        return request.redirect(f"/my/complaints/{case.id}?done=sent")

    @route([ONE], type="http", auth="user", website=True, methods=["GET"])
    def portal_telecom_subscription(self, subscription_id, **_kwargs):
        """A subscription with its services, its usage and the requests about it."""
        return self._render_telecom_subscription(subscription_id, {})

    @route([f"{ONE}/request"], type="http", auth="user", website=True, methods=["POST"])
    def portal_telecom_request(self, subscription_id, **post):
        """Take a request; what is wrong with it is told on the page."""
        try:
            with request.env.cr.savepoint():
                case = request.env["crm.telecom.portal"]._request(subscription_id, post)
        except AccessError:
            raise NotFound()
        except (UserError, ValidationError) as error:
            return self._render_telecom_subscription(subscription_id, {"error": str(error), "post": post})
        return request.redirect(f"/my/complaints/{case.id}?done=sent")

    def _render_telecom_bill(self, bill_id, values):
        try:
            bill = request.env["crm.telecom.portal"]._bill_page(bill_id)
        except AccessError:
            raise NotFound()
        return self._render_telecom("portal_telecom_bill", "telecom_bill", {"bill": bill, "post": {}} | values)

    def _render_telecom_subscription(self, subscription_id, values):
        try:
            found = request.env["crm.telecom.portal"]._subscription_page(subscription_id)
        except AccessError:
            raise NotFound()
        defaults = {"subscription": found, "post": {}}
        return self._render_telecom("portal_telecom_subscription", "telecom_subscription", defaults | values)

    def _render_telecom_list(self, template, page_name, path, page_of, page):
        try:
            found = getattr(request.env["crm.telecom.portal"], page_of)(page)
        except AccessError:
            return request.redirect("/my")
        turns = pager(path, found["total"], page, found["step"])
        return self._render_telecom(template, page_name, found | {"pager": turns})

    def _render_telecom(self, template, page_name, values):
        defaults = self._prepare_portal_layout_values() | {"page_name": page_name, "error": None}
        return request.render(f"crm_industry.{template}", defaults | values)
