from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.order_cycle import week_name, week_start


class SaleOrder(models.Model):
    """An order of tobacco takes from the supply plans of the week of its confirmation.

    What a week has left lapses with it: later, the order does not grow by products that plans limit.
    """

    _inherit = "sale.order"

    supply_week = fields.Date(
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        help="Monday of the week, in the company's time zone, in which the order of tobacco was confirmed.",
    )

    @api.model
    def _server_fields(self):
        reason = self.env._("The week in which an order counts is set by the server only.")
        return super()._server_fields() | {"supply_week": reason}

    def write(self, vals):
        if "supply_week" in vals:
            raise AccessError(self._server_fields()["supply_week"])
        if vals.get("state") == "sale":
            self.filtered(lambda order: order.state != "sale")._supply_stamp()
        return super().write(vals)

    def _supply_stamp(self):
        """Have orders of tobacco count in the present week, others in none."""
        for order in self:
            week = order._supply_present() if order._tobacco_lines() else False
            # sudo: customers on the portal confirm orders as well
            if order.sudo().supply_week != week:
                order._write_server_fields({"supply_week": week})

    def _supply_present(self):
        """Return the Monday of the present week, in the time zone of the company."""
        return week_start(self._tobacco_company()._business_today())

    def _supply_week(self):
        """Return the Monday of the week in which the order counts, or would if it were confirmed now."""
        self.ensure_one()
        # sudo: customers on the portal confirm orders as well
        return (self.state == "sale" and self.sudo().supply_week) or self._supply_present()

    def _tobacco_require_clearance(self):
        # Confirmed orders get tobacco later, too.
        self.filtered(lambda order: not order.sudo().supply_week)._supply_stamp()
        return super()._tobacco_require_clearance()

    @api.model
    def _tobacco_require_grown(self, grown):
        for order, products in grown.items():
            if order._supply_week() != order._supply_present():
                order._supply_refuse_late(products)
        return super()._tobacco_require_grown(grown)

    def _supply_refuse_late(self, products):
        """Refuse to let a confirmed order of a past week have more of what plans limit, in its week or now.

        :raise UserError: there is a plan about one of the products
        """
        company = self._tobacco_company()
        plans = self.env["crm.supply.plan"]
        plans = plans._in_force(company, self._supply_week()) | plans._in_force(company, self._supply_present())
        for line in self._tobacco_lines():
            if line.product_id in products and any(plan._line_share(line) for plan in plans):
                raise UserError(
                    self.env._(
                        "%(order)s counts in the week %(week)s, which is over: order more of %(product)s anew.",
                        order=self.name,
                        week=week_name(self._supply_week()),
                        product=line.product_id.display_name,
                    )
                )
