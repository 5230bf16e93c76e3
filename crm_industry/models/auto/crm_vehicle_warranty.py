from odoo import api, fields, models

from odoo.addons.crm_grading.tools.arguments import as_number
from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary

# What decides whether a law holds, and since when.
DECISIVE = frozenset(("model_id", "usage", "country_id", "first_sale_date", "delivery_date"))
MANAGERS = "crm_industry.group_auto_station_manager"


class CrmVehicle(models.Model):
    """The periods and clocks of the law for a vehicle."""

    _inherit = "crm.vehicle"

    law_id = fields.Many2one("crm.warranty.law", compute="_compute_periods")
    repair_until = fields.Date(string="Repair Warranty until", compute="_compute_periods")
    repair_until_km = fields.Integer(string="Repair Warranty until km", compute="_compute_periods")
    validity_until = fields.Date(string="Replacement and Refund until", compute="_compute_periods")
    validity_until_km = fields.Integer(string="Replacement and Refund until km", compute="_compute_periods")
    clock_ids = fields.One2many(
        "crm.warranty.clock", "vehicle_id", string="Clocks", readonly=True, groups="crm_industry.group_auto_station_user"
    )
    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id, groups=MANAGERS)
    first_price = CheckedMonetary(
        string="Price", copy=False, groups=MANAGERS, help="On the invoice of the first sale, tax included."
    )
    use_fee = fields.Monetary(
        string="Fee for the Use", compute="_compute_use_fee", groups=MANAGERS, help="Price × km ÷ 1000 × n of the law."
    )

    def write(self, vals):
        result = super().write(vals)
        if DECISIVE & vals.keys():
            self.env["crm.warranty.clock"]._refresh(self)
        return result

    @api.depends(*sorted(DECISIVE), "model_id.household", "model_id.repair_months", "model_id.repair_km")
    def _compute_periods(self):
        rows = self.env.execute_query_dict(self.env["crm.warranty.law"]._periods_query(self)) if self.ids else []
        found = {row["vehicle_id"]: row for row in rows}
        for vehicle in self:
            row = found.get(vehicle._origin.id, {})
            vehicle.law_id = row.get("law_id", False)
            vehicle.repair_until = row.get("repair_until", False)
            vehicle.repair_until_km = row.get("repair_km", 0)
            vehicle.validity_until = row.get("validity_until", False)
            vehicle.validity_until_km = row.get("validity_km", 0)

    @api.depends("first_price", "odometer_km")
    def _compute_use_fee(self):
        for vehicle in self:
            vehicle.use_fee = vehicle._use_fee(vehicle.first_price, vehicle.odometer_km)

    def _use_fee(self, price, km):
        """Return what the customer pays for having used the vehicle, when it is replaced or taken back: price × km ÷ 1000 × n.

        :param float price: that the customer paid, tax included, in the vehicle's currency
        :param km: kilometres driven
        :return: rounded to the currency; 0 where no law holds
        """
        self.ensure_one()
        as_number(self.env, price or 0)
        # sudo: people who see the fee need not see the law
        law = self.sudo().law_id
        fee = (price or 0) * (km or 0) / 1000 * law.fee_percent / 100
        currency = self.sudo().currency_id or self.env.company.currency_id
        return currency.round(min(fee, price or 0))

    def _repair_warranty_on(self, day, km):
        """Return whether the maker repairs this vehicle at its own expense on a day and at a distance."""
        self.ensure_one()
        return bool(self.repair_until and day <= self.repair_until and (km or 0) <= self.repair_until_km)
