from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal


class ChannelPortal(CustomerPortal):
    """The dealer's own channel reports and rebates. All rules are those of `crm.channel.portal`."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "channel_count" in counters:
            values["channel_count"] = len(request.env["crm.channel.portal"]._dealer())
        return values

    @route(["/my/channel/reports"], type="http", auth="user", website=True, methods=["GET"])
    def portal_channel_reports(self, done=None, **_kwargs):
        """What the user's dealer owes and has reported."""
        return self._render_channel("portal_channel_reports", lambda portal: portal._reports_page(), {"done": done})

    @route(["/my/channel/report/<string:day>"], type="http", auth="user", website=True, methods=["GET"])
    def portal_channel_report(self, day, **_kwargs):
        """The report of one period of the user's dealer."""
        return self._render_channel_report(day, {})

    @route(["/my/channel/report/<string:day>"], type="http", auth="user", website=True, methods=["POST"])
    def portal_channel_report_save(self, day, submit=None, **post):
        """Take the figures of the user's dealer; what is wrong with them is told on the page."""
        try:
            with request.env.cr.savepoint():
                request.env["crm.channel.portal"]._save_report(day, post, bool(submit))
        except (UserError, ValidationError) as error:
            return self._render_channel_report(day, {"error": str(error), "post": post})
        return request.redirect("/my/channel/reports?done=1" if submit else f"/my/channel/report/{day}")

    @route(["/my/channel/report/<string:day>/correct"], type="http", auth="user", website=True, methods=["POST"])
    def portal_channel_report_correct(self, day, **_post):
        """Begin a correction."""
        try:
            with request.env.cr.savepoint():
                request.env["crm.channel.portal"]._correct_report(day)
        except (UserError, ValidationError) as error:
            return self._render_channel_report(day, {"error": str(error)})
        return request.redirect(f"/my/channel/report/{day}")

    @route(["/my/channel/rebates"], type="http", auth="user", website=True, methods=["GET"])
    def portal_channel_rebates(self, **_kwargs):
        """The rebates of the user's dealer."""
        return self._render_channel("portal_channel_rebates", lambda portal: portal._rebates_page(), {})

    def _render_channel_report(self, day, values):
        defaults = {"error": None, "post": {}, "day": day}
        try:
            return self._render_channel("portal_channel_report", lambda portal: portal._report_page(day), defaults | values)
        except UserError:
            return request.redirect("/my/channel/reports")

    def _render_channel(self, template, page, values):
        try:
            found = page(request.env["crm.channel.portal"])
        except AccessError:
            return request.redirect("/my")
        defaults = self._prepare_portal_layout_values() | {"page_name": "channel"}
        return request.render(f"crm_industry.{template}", defaults | found | values)
