from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.crm_grading.tools.arguments import as_text
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedSelection

from ...tools import vin as vins

STATION_USER = "crm_industry.group_auto_station_user"
STATION_MANAGER = "crm_industry.group_auto_station_manager"
MANAGER = "crm_industry.group_auto_manager"
GUARDED = ("lot_id", "odometer_date", "payload_hash")


class CrmVehicle(models.Model):
    """One file for each vehicle, by its VIN, whoever sold it and whoever owns it.

    Vehicles belong to no company: each station reads the whole history of a vehicle that comes to it. Owners and drivers, plates
    and odometer readings are rows with dates of their own.
    """

    _name = "crm.vehicle"
    _description = "Vehicle"
    _inherit = ["mail.thread", "mail.activity.mixin", "crm.guarded.mixin"]
    _order = "id desc"
    _rec_name = "vin"
    _rec_names_search = ["vin", "plate_ids.plate"]

    vin = fields.Char(string="VIN", required=True, copy=False, tracking=True, help="17 signs. Kept in capitals, without spaces.")
    vin_warning = fields.Char(string="Note on the VIN", compute="_compute_vin_facts")
    model_year = fields.Integer(string="Model Year by VIN", compute="_compute_vin_facts")
    model_id = fields.Many2one("crm.vehicle.model", index="btree_not_null", ondelete="restrict", tracking=True)
    brand_id = fields.Many2one(related="model_id.brand_id", store=True, index="btree_not_null")
    energy = fields.Selection(related="model_id.energy")
    body_class = fields.Selection(related="model_id.body_class", store=True)
    lot_id = fields.Many2one(
        "stock.lot",
        string="Serial Number",
        copy=False,
        readonly=True,
        ondelete="restrict",
        groups="stock.group_stock_user,crm_industry.group_auto_manager",
        help="Under which it was in our stock.",
    )
    condition = CheckedSelection("_selection_condition", required=True, default="new", index=True, tracking=True)
    usage = CheckedSelection(
        "_selection_usage", string="Vehicle Use", required=True, default="private", index=True, tracking=True
    )
    country_id = fields.Many2one(
        "res.country", ondelete="restrict", default=lambda self: self.env.company.country_id, help="Where it is registered."
    )
    color = fields.Char()
    engine_no = fields.Char(string="Engine Number", copy=False)
    production_date = CheckedDate(string="Produced on")
    first_sale_date = CheckedDate(string="Invoiced on", help="Day of the invoice of the first sale.", tracking=True)
    delivery_date = CheckedDate(string="Delivered on", help="Day of the delivery to the first owner.", tracking=True)
    sold_elsewhere = fields.Boolean(help="By somebody else than us.")
    active = fields.Boolean(default=True)
    note = fields.Html()

    plate_ids = fields.One2many("crm.vehicle.plate", "vehicle_id", string="Number Plates", copy=False)
    plate = fields.Char(compute="_compute_plate", search="_search_plate", help="The plate of today.")
    party_ids = fields.One2many("crm.vehicle.party", "vehicle_id", string="Parties", copy=False)
    owner_id = fields.Many2one(
        "res.partner",
        string="Vehicle Owner",
        compute="_compute_owner",
        search="_search_owner",
        help="The owner of today.",
    )
    odometer_ids = fields.One2many("crm.vehicle.odometer", "vehicle_id", string="Readings", readonly=True, copy=False)
    odometer_km = fields.Integer(string="Kilometres", readonly=True, copy=False, aggregator=None, help="By the latest reading.")
    odometer_date = fields.Date(string="Read on", readonly=True, copy=False)
    payload_hash = fields.Char(readonly=True, copy=False)

    _vin_uniq = models.UniqueIndex("(vin)", "There is a vehicle with this VIN already.")
    _lot_uniq = models.UniqueIndex("(lot_id) WHERE lot_id IS NOT NULL", "Another vehicle has this serial number.")
    _vin_form = models.Constraint("CHECK (vin ~ '^[A-HJ-NPR-Z0-9]{17}$')", "A VIN has 17 signs, without I, O and Q.")
    _dates_order = models.Constraint(
        "CHECK (production_date <= first_sale_date AND production_date <= delivery_date)",
        "A vehicle is sold and delivered after it was produced.",
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(GUARDED, False) | {"odometer_km": 0}

    @api.model
    def _selection_condition(self):
        labels = {"new": self.env._("New Vehicle"), "used": self.env._("Used Vehicle"), "demo": self.env._("Demonstration")}
        return list(labels.items())

    @api.model
    def _selection_usage(self):
        """What vehicles are used for; customers are segmented by it. Extend by super."""
        labels = {
            "private": self.env._("Private"),
            "company": self.env._("Company"),
            "taxi": self.env._("Taxi"),
            "ride_hailing": self.env._("Ride hailing"),
            "rental": self.env._("Rental"),
            "official": self.env._("Official"),
            "driving_school": self.env._("Driving school"),
            "freight": self.env._("Freight"),
            "other": self.env._("Other"),
        }
        return list(labels.items())

    # -- the number ----------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Take vehicles into the file, by VINs in any spelling.

        :raise ValidationError: a VIN is none, or there is a vehicle with it already
        """
        return super().create([self._with_plain_vin(vals) for vals in vals_list])

    def write(self, vals):
        """Change vehicles. A VIN that was mistyped is corrected by managers of the trade alone.

        :raise AccessError: the user is none, and would change a VIN
        """
        vals = self._with_plain_vin(vals)
        if "vin" in vals and not self.env.su and not self.env.user.has_group(MANAGER):
            if any(vehicle.vin != vals["vin"] for vehicle in self):
                raise AccessError(self.env._("Only managers of the trade correct the VIN of a vehicle."))
        return super().write(vals)

    @api.model
    def _with_plain_vin(self, vals):
        if not vals.get("vin"):
            return vals
        number = vins.plain(as_text(self.env, vals["vin"]))
        self._check_vin(number)
        return vals | {"vin": number}

    @api.model
    def _check_vin(self, text):
        """Return a VIN as it is kept.

        :raise ValidationError: it is none; the message names what is wrong with it
        """
        result = vins.check(as_text(self.env, text))
        if result.error:
            raise ValidationError(self._vin_message(result))
        return result.vin

    @api.model
    def _vin_message(self, result):
        """Return what is wrong with a VIN, as a sentence.

        :param result: crm_industry.tools.vin.VinCheck
        """
        names = {"vin": result.vin[:40], "detail": result.detail[:40]}
        texts = {
            "length": self.env._("VIN “%(vin)s”: it has %(detail)s signs instead of 17.", **names),
            "signs": self.env._(
                "VIN “%(vin)s”: %(detail)s is in no VIN. There are A-Z without I, O and Q, and figures.", **names
            ),
            "check_digit": self.env._(
                "VIN “%(vin)s”: the ninth sign should be %(detail)s. A sign is wrong, or two are exchanged.", **names
            ),
        }
        return texts[result.error or result.warning]

    @api.depends("vin")
    def _compute_vin_facts(self):
        latest = fields.Date.context_today(self).year + 1
        for vehicle in self:
            result = vins.check(vehicle.vin or "")
            vehicle.vin_warning = self._vin_message(result) if result.warning else False
            vehicle.model_year = vins.model_year(result.vin, latest) or 0

    @api.depends("vin", "model_id", "plate_ids.plate", "plate_ids.date_from", "plate_ids.date_to")
    @api.depends_context("company")
    def _compute_display_name(self):
        for vehicle in self:
            name = vehicle.plate or vehicle.vin or self.env._("New vehicle")
            vehicle.display_name = f"{name} · {vehicle.model_id.display_name}" if vehicle.model_id else name

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if kept := self.filtered(lambda vehicle: vehicle.party_ids or vehicle.odometer_ids):
            raise UserError(self.env._("%(vehicle)s has a history and is kept: archive it.", vehicle=kept[0].display_name))

    # -- as of today ---------------------------------------------------------------------------------------------------

    @api.depends("plate_ids.plate", "plate_ids.date_from", "plate_ids.date_to")
    @api.depends_context("company")
    def _compute_plate(self):
        plates = self.env["crm.vehicle.plate"]._current_by_vehicle(self)
        for vehicle in self:
            vehicle.plate = plates.get(vehicle.id, self.env["crm.vehicle.plate"]).plate

    def _search_plate(self, operator, value):
        plates = self.env["crm.vehicle.plate"]
        return [("id", "in", plates._search([*plates._current_domain(), ("plate", operator, value)]).subselect("vehicle_id"))]

    @api.depends("party_ids.partner_id", "party_ids.role", "party_ids.date_from", "party_ids.date_to")
    @api.depends_context("company")
    def _compute_owner(self):
        owners = self.env["crm.vehicle.party"]._owner_by_vehicle(self)
        for vehicle in self:
            vehicle.owner_id = owners.get(vehicle.id, False)

    def _search_owner(self, operator, value):
        if operator not in ("in", "ilike", "any", "child_of"):
            return NotImplemented
        parties = self.env["crm.vehicle.party"]
        domain = parties._current_domain() & parties._role_domain("owner")
        if operator == "in" and False in value:
            named = [key for key in value if key]
            free = [("id", "not in", parties._search(domain).subselect("vehicle_id"))]
            return ["|", *free, *self._search_owner("in", named)] if named else free
        found = parties._search([*domain, ("partner_id", operator, value)])
        return [("id", "in", found.subselect("vehicle_id"))]

    @api.model
    def _of_vin(self, text):
        """Return the vehicle with a VIN in any spelling, empty when there is none; archived ones as well."""
        return self.with_context(active_test=False).search([("vin", "=", vins.plain(as_text(self.env, text)))])
