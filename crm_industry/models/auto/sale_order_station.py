from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class SaleOrder(models.Model):
    """Orders of stations: those of their workshop jobs, and what is sold without a job, such as parts over the counter.

    Among the people of stations, those of the station alone see and change them.
    """

    _inherit = "sale.order"

    auto_station_id = fields.Many2one(
        "crm.station",
        string="Station",
        compute="_compute_auto_station_id",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        index="btree_not_null",
        compute_sudo=True,
        groups="base.group_user",
        domain="[('company_id', '=', company_id)]",
        help="That of the workshop job. Without a job, its people choose it, until the order is confirmed.",
    )

    @api.depends("auto_job_ids.station_id")
    def _compute_auto_station_id(self):
        for order in self:
            order.auto_station_id = order.auto_job_ids[:1].station_id or order.auto_station_id

    @api.depends("auto_station_id")
    def _compute_warehouse_id(self):
        """Parts come from the warehouse of the station."""
        result = super()._compute_warehouse_id()
        for order in self.sudo().filtered(lambda order: order.state in ("draft", "sent")):
            if warehouse := order.auto_station_id.warehouse_id:
                order.warehouse_id = warehouse
        return result

    @api.model
    def default_get(self, fields):
        """At the parts counter orders begin with the user's own station."""
        values = super().default_get(fields)
        if self.env.context.get("auto_counter") and "auto_station_id" in fields:
            values.setdefault("auto_station_id", self.env["crm.station"]._of_user()[:1].id)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: an order names a station that the user does not belong to"""
        orders = super().create(vals_list)
        orders._check_station_own()
        return orders

    def write(self, vals):
        """:raise AccessError: the user does not belong to the station of before, or to the one that is named
        :raise UserError: the order has a job or is confirmed, and its station would change
        """
        if "auto_station_id" not in vals:
            return super().write(vals)
        # sudo: orders of whatever station
        changed = self.sudo().filtered(lambda order: order.auto_station_id.id != (vals["auto_station_id"] or False))
        changed = self & changed
        changed._check_station_own()
        changed._check_station_open()
        result = super().write(vals)
        changed._check_station_own()
        return result

    def _check_station_own(self):
        # sudo: stations of other companies, too
        self.sudo().auto_station_id.sudo(self.env.su)._check_own()

    def _check_station_open(self):
        # sudo: jobs of whatever station
        for order in self.sudo():
            if order.auto_job_ids:
                raise UserError(self.env._("%(order)s belongs to a workshop job: the job names its station.", order=order.name))
            if order.state not in ("draft", "sent"):
                raise UserError(self.env._("%(order)s is confirmed or cancelled: its station stays.", order=order.name))

    @api.constrains("auto_station_id", "company_id")
    def _check_station_company(self):
        """:raise ValidationError: the station belongs to another company"""
        # sudo: stations of other companies
        for order in self.sudo():
            station = order.auto_station_id
            if station and station.company_id != order.company_id:
                raise ValidationError(
                    self.env._(
                        "%(order)s is an order of %(company)s: choose one of its stations instead of %(station)s.",
                        order=order.name,
                        company=order.company_id.name,
                        station=station.name,
                    )
                )
