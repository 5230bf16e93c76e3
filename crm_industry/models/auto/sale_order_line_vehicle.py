from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

DECISIVE = frozenset(("vehicle_id", "product_id", "product_uom_qty", "product_uom_id", "order_id"))
FOLLOWS = ("vehicle_delivered_on", "vehicle_first_sold")
HELD = "vehicle_id IS NOT NULL AND vehicle_delivered_on IS NULL AND state <> 'cancel'"


class SaleOrderLine(models.Model):
    """A vehicle on an order: one VIN for each line, and one order at a time for each VIN, until it is delivered."""

    _inherit = "sale.order.line"

    is_vehicle = fields.Boolean(related="product_id.is_vehicle")
    vehicle_model_id = fields.Many2one(related="product_id.vehicle_model_id")
    vehicle_id = fields.Many2one(
        "crm.vehicle",
        string="VIN",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        groups="base.group_user",
        help="The vehicle that is kept for this order.",
    )
    vehicle_delivered_on = fields.Date(readonly=True, copy=False, groups="base.group_user")
    vehicle_first_sold = fields.Boolean(
        readonly=True, copy=False, groups="base.group_user", help="This was the first sale of the vehicle."
    )

    _vehicle_once = models.UniqueIndex(f"(vehicle_id) WHERE {HELD}", "The vehicle is kept for another order.")

    @api.model_create_multi
    def create(self, vals_list):
        """Add lines, with the vehicles that are kept for them.

        :raise ValidationError: a vehicle can't be kept for its line
        """
        self._refuse_kept([vals["vehicle_id"] for vals in vals_list if vals.get("vehicle_id")])
        lines = super().create(vals_list)
        # sudo: portal users add no vehicles
        own = lines.sudo()
        if not self.env.su and own.filtered(lambda line: line.vehicle_delivered_on or line.vehicle_first_sold):
            raise AccessError(self.env._("That a vehicle was handed over follows from its delivery."))
        if kept := own.filtered("vehicle_id"):
            kept._keep_vehicles()
        return lines

    def write(self, vals):
        """Change lines, and the vehicles that are kept for them.

        :raise ValidationError: a vehicle can't be kept for its line
        :raise UserError: the vehicle of a line has been delivered already
        """
        if not self.env.su and not vals.keys().isdisjoint(FOLLOWS):
            raise AccessError(self.env._("That a vehicle was handed over follows from its delivery."))
        changed = self.sudo().filtered(lambda line: "vehicle_id" in vals and line.vehicle_id.id != (vals["vehicle_id"] or False))
        if gone := changed.filtered("vehicle_delivered_on"):
            vin = gone[0].vehicle_id.vin
            raise UserError(self.env._("%(vin)s has been delivered: a return of the delivery takes it back.", vin=vin))
        if changed and vals["vehicle_id"]:
            self._refuse_kept([vals["vehicle_id"]])
        result = super().write(vals)
        if DECISIVE & vals.keys() and (kept := self.sudo().filtered("vehicle_id")):
            kept._keep_vehicles(kept & changed)
        changed._reserve_vehicles()
        return result

    # -- what may be kept ----------------------------------------------------------------------------------------------

    def _refuse_kept(self, vehicle_ids):
        """Refuse vehicles that are kept for others than these lines.

        :raise ValidationError: naming the other order
        """
        if not vehicle_ids:
            return
        self.env["crm.capacity.lock"]._lock_capacity(f"vehicle.sale:{vehicle_id}" for vehicle_id in vehicle_ids)
        # sudo: orders of other people and stations keep vehicles as well
        lines = self.sudo()
        kept = [("vehicle_id", "in", vehicle_ids), ("id", "not in", self.ids), *self.env["crm.vehicle"]._kept_domain()]
        if other := lines.search(kept, limit=1):
            names = {"vin": other.vehicle_id.vin, "order": other.order_id.name}
            raise ValidationError(self.env._("%(vin)s is kept for %(order)s.", **names))

    def _keep_vehicles(self, added=None):
        """Make sure that these lines may keep their vehicles; in sudo mode.

        :param added: the lines that got theirs now, by default all
        """
        self.flush_recordset()
        for line in self:
            if reason := line._vehicle_refusal():
                raise ValidationError(reason)
        added = self if added is None else added
        added.order_id._check_deposit()
        added._take_asking_price()

    def _vehicle_refusal(self):
        """Return why this line may not keep its vehicle, a sentence; False if it may. Extend by super."""
        self.ensure_one()
        vehicle, names = self.vehicle_id, {"vin": self.vehicle_id.vin, "product": self.product_id.display_name}
        if not self.product_id.is_vehicle:
            return self.env._("%(product)s is no product that is sold by VIN.", **names)
        if self.product_uom_qty != 1:
            return self.env._("%(vin)s: each vehicle has a line of its own, with the quantity 1.", **names)
        model = self.product_id.vehicle_model_id
        if model and vehicle.model_id != model:
            model_name = vehicle.model_id.display_name or self.env._("no model")
            return self.env._("%(vin)s is a %(model)s: it is not sold as %(product)s.", model=model_name, **names)
        return False if self.vehicle_delivered_on else self._vehicle_sold()

    def _vehicle_sold(self):
        """Return to whom the vehicle was sold, as a sentence, or False: it is nobody's, or our own."""
        vehicle, company = self.vehicle_id, self.company_id or self.env.company
        owner = vehicle.with_company(company).owner_id
        if not vehicle.with_company(company)._is_sold(vehicle._own_partners(company)):
            return False
        if owner:
            return self.env._("%(vin)s belongs to %(owner)s: take it in first.", vin=vehicle.vin, owner=owner.display_name)
        day = format_date(self.env, vehicle.delivery_date)
        return self.env._("%(vin)s was delivered on %(day)s already.", vin=vehicle.vin, day=day)

    def _take_asking_price(self):
        """A used vehicle or a demonstration car costs what is asked for it."""
        for line in self.filtered(lambda line: line.state in ("draft", "sent") and line.vehicle_id.condition != "new"):
            vehicle, order = line.vehicle_id, line.order_id
            if vehicle.asking_price:
                day = order.date_order or fields.Datetime.now()
                line.price_unit = vehicle.asking_currency_id._convert(
                    vehicle.asking_price, order.currency_id, order.company_id, day
                )

    def _reserve_vehicles(self):
        """The open deliveries of these lines take the vehicles that are kept now."""
        # sudo: sellers don't write deliveries
        moves = self.sudo().move_ids.filtered(lambda move: move.state in ("assigned", "partially_available", "confirmed"))
        if moves:
            moves._do_unreserve()
            moves._action_assign()
