import pytz

from odoo import api, fields, models

from ...tools.order_cycle import next_order_day


class CrmTobaccoRetailer(models.Model):
    """When a retailer orders: one day of each week, until a time."""

    _inherit = "crm.tobacco.retailer"

    order_day = fields.Selection(
        lambda self: self.env["crm.tobacco.route"]._selection_weekday(),
        compute="_compute_order_day",
        store=True,
        index="btree_not_null",
        help="The retailer's own order day, or that of its route.",
    )
    next_order_day = fields.Date(compute="_compute_next_order_day", help="When it orders next; today while its time lasts.")

    @api.depends("order_weekday", "route_id.order_weekday")
    def _compute_order_day(self):
        for retailer in self:
            retailer.order_day = retailer.order_weekday or retailer.route_id.order_weekday

    @api.depends("order_day", "route_id.cutoff", "company_id")
    def _compute_next_order_day(self):
        for retailer in self:
            retailer.next_order_day = next_order_day(*retailer._order_window(), retailer._local_now()) or False

    def _order_window(self):
        """Return the weekday (0 is Monday, None: any) and the last time in hours, on and until which the retailer orders."""
        self.ensure_one()
        weekday = int(self.order_day) if self.order_day else None
        route = self.sudo().route_id
        return weekday, route.cutoff if route else self.company_id.sudo().tobacco_cutoff

    def _local_now(self):
        """Return the time it is now in the company's time zone."""
        zone = pytz.timezone(self.company_id.sudo().business_tz or "UTC")
        return pytz.utc.localize(fields.Datetime.now()).astimezone(zone)
