from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.arguments import as_text
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate

from ...tools import plate as plates

ONE_AT_A_TIME = "EXCLUDE USING gist (int4range(vehicle_id, vehicle_id, '[]') WITH =, daterange(date_from, date_to, '[]') WITH &&)"
# A text has no range of its own; its hash of 64 bits has.
HASH = "hashtextextended(country_id::text || ':' || plate, 0)"
KEY = f"int8range({HASH}, {HASH}, '[]')"
ONE_VEHICLE = f"EXCLUDE USING gist ({KEY} WITH =, daterange(date_from, date_to, '[]') WITH &&)"


class CrmVehiclePlate(models.Model):
    """A number plate of a vehicle from when to when: one plate for a vehicle at a time, one vehicle for a plate at a time."""

    _name = "crm.vehicle.plate"
    _description = "Number Plate"
    _inherit = ["crm.derived.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "plate"

    vehicle_id = fields.Many2one("crm.vehicle", required=True, index=True, ondelete="cascade")
    plate = fields.Char(required=True, index="trigram", help="Kept in capitals, without spaces and dots.")
    kind = fields.Selection("_selection_kind", compute="_compute_kind", store=True, precompute=True)
    country_id = fields.Many2one(
        "res.country",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.company.country_id or self.env.ref("base.cn"),
        help="Plates of China are checked.",
    )
    date_from = CheckedDate(string="From", required=True, default=lambda self: self.env.company._business_today())
    date_to = CheckedDate(string="Until", help="Last day. Empty: until further notice.")

    _dates_order = models.Constraint("CHECK (date_from <= date_to)", "A plate ends after it begins.")
    _one_at_a_time = models.Constraint(ONE_AT_A_TIME, "The vehicle has a plate at that time: end it the day before.")
    _one_vehicle = models.Constraint(ONE_VEHICLE, "Another vehicle has this plate at that time: end it there the day before.")

    @api.model
    def _selection_kind(self):
        labels = {
            "standard": self.env._("Ordinary"),
            "new_energy_small": self.env._("New energy, small"),
            "new_energy_large": self.env._("New energy, large"),
            "other": self.env._("Other"),
        }
        return list(labels.items())

    @api.model_create_multi
    def create(self, vals_list):
        # What was ended in the same form is ended first.
        self.flush_model(["date_from", "date_to"])
        return super().create([self._with_plain_plate(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_plain_plate(vals))

    @api.model
    def _with_plain_plate(self, vals):
        return vals | {"plate": plates.plain(as_text(self.env, vals["plate"]))} if vals.get("plate") else vals

    @api.depends("plate", "country_id")
    def _compute_kind(self):
        for plate in self:
            plate.kind = plates.check(plate.plate).kind if plate.country_id.code == "CN" else "other"

    @api.constrains("plate", "country_id")
    def _check_form(self):
        for plate in self.filtered(lambda plate: plate.country_id.code == "CN"):
            result = plates.check(plate.plate)
            if result.error:
                raise ValidationError(self._plate_message(result))

    @api.model
    def _plate_message(self, result):
        """Return what is wrong with a plate of China, as a sentence.

        :param result: crm_industry.tools.plate.PlateCheck
        """
        names = {"plate": result.plate[:20], "detail": result.detail}
        texts = {
            "province": self.env._("Plate “%(plate)s”: it does not begin with a province, as 沪 or 粤.", **names),
            "length": self.env._("Plate “%(plate)s”: it has %(detail)s signs instead of 7, or 8 for new energy.", **names),
            "signs": self.env._(
                "Plate “%(plate)s”: after province and letter come five signs without I and O, or the six of new energy.", **names
            ),
        }
        return texts[result.error]

    # -- as of a day ---------------------------------------------------------------------------------------------------

    @api.model
    def _current_domain(self, day=None):
        """Domain of the plates of a day, today by default."""
        day = day or self.env.company._business_today()
        return Domain("date_from", "<=", day) & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))

    @api.model
    def _current_by_vehicle(self, vehicles, day=None):
        """Return {vehicle id: plate} of a day."""
        domain = self._current_domain(day) & Domain("vehicle_id", "in", vehicles.ids)
        return {plate.vehicle_id.id: plate for plate in self.search(domain)}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_old(self):
        """A plate that was mistyped today may go; what has been is kept."""
        if not self.env.su and (kept := self.filtered(lambda plate: plate.create_date.date() < fields.Date.today())):
            raise UserError(self.env._("The plate %(plate)s is kept: end it.", plate=kept[0].plate))
