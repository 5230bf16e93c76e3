from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.import_cells import CellError, to_choice
from odoo.addons.crm_grading.tools.import_columns import ImportColumn

from ...tools import plate as plates
from ...tools import vin as vins
from .crm_vehicle import MANAGER
from .crm_vehicle_odometer import MOST_KM

OWN = ("usage", "condition", "color", "engine_no", "production_date", "first_sale_date", "delivery_date")


class CrmVehicleImport(models.Model):
    """Vehicles from a file, such as those that were sold elsewhere. A vehicle is known by its VIN.

    What the file says replaces what is on the vehicle, empty cells change nothing. Plate, owner and reading are added where there
    is none yet: another owner is a transfer, which no file makes.
    """

    _name = "crm.vehicle.import"
    _inherit = ["crm.import.mixin"]
    _description = "Import of Vehicles"

    _import_model = "crm.vehicle"

    sold_elsewhere = fields.Boolean(default=True, help="New vehicles of the file were sold by somebody else than us.")

    def _import_check_rights(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only managers of the trade import vehicles."))

    # -- columns -------------------------------------------------------------------------------------------------------

    def _import_columns(self):
        day = self.env._("A day.")
        return [
            ImportColumn(
                "external_id",
                self.env._("VIN"),
                required=True,
                aliases=("vin",),
                convert=self._import_vin,
                help=self.env._("17 signs, in any spelling."),
            ),
            ImportColumn("model", self.env._("Model"), help=self.env._("Code or exact name.")),
            self._import_choice("usage", self.env._("Vehicle Use"), "_selection_usage"),
            self._import_choice("condition", self.env._("Condition"), "_selection_condition"),
            ImportColumn("color", self.env._("Color")),
            ImportColumn("engine_no", self.env._("Engine Number")),
            ImportColumn("production_date", self.env._("Produced on"), type="date", help=day),
            ImportColumn("first_sale_date", self.env._("Invoiced on"), type="date", help=day),
            ImportColumn("delivery_date", self.env._("Delivered on"), type="date", help=day),
            ImportColumn("plate", self.env._("Plate"), convert=self._import_plate, help=self.env._("Of today.")),
            *self._import_customer_columns(),
            ImportColumn("owner_since", self.env._("Owner since"), type="date", help=self.env._("Empty: since the delivery.")),
            ImportColumn("km", self.env._("Kilometres"), type="integer"),
            ImportColumn("km_date", self.env._("Kilometres on"), type="date", help=self.env._("Empty: today.")),
        ]

    def _import_choice(self, name, label, selection):
        options = getattr(self.env["crm.vehicle"], selection)()
        return ImportColumn(name, label, convert=to_choice(options), help=", ".join(text for _key, text in options))

    def _import_vin(self, text):
        result = vins.check(text)
        if result.error:
            raise CellError(text)
        return result.vin

    def _import_plate(self, text):
        result = plates.check(text)
        if result.error and self.company_id.sudo().country_id.code in (False, "CN"):
            raise CellError(text)
        return result.plate

    def _import_cell_error(self, column, cell):
        if column.name == "external_id":
            return self.env["crm.vehicle"]._vin_message(vins.check(str(cell)))
        if column.name == "plate":
            return self.env["crm.vehicle.plate"]._plate_message(plates.check(str(cell)))
        return super()._import_cell_error(column, cell)

    def _import_links(self):
        return {"partner_id": "integer", "model_id": "integer", "brand_id": "integer", "body_class": "text"}

    # -- check ---------------------------------------------------------------------------------------------------------

    def _import_check(self, stage):
        self._import_find_customer(stage, required=False)
        self._import_find_model(stage)
        self._import_check_days(stage)
        self._import_check_plate(stage)
        self._import_check_owner(stage)

    def _import_find_model(self, stage):
        """The model by code, else by name in any language."""
        self.env["crm.vehicle.model"].flush_model()
        models_of_us = SQL("(SELECT * FROM crm_vehicle_model WHERE active) m")
        by_name = SQL("%s CROSS JOIN jsonb_each_text(m.name) n", models_of_us)
        for key, source in ((SQL("m.code"), models_of_us), (SQL("n.value"), by_name)):
            found = SQL(
                "(SELECT %(key)s AS key, CASE WHEN min(m.id) = max(m.id) THEN min(m.id) ELSE 0 END AS id"
                " FROM %(source)s GROUP BY 1) f",
                key=key,
                source=source,
            )
            stage.set("model_id", SQL("f.id"), found, SQL("s.model_id IS NULL AND f.key = btrim(s.model)"))
        names = {"name": "{name}"}
        stage.fail(
            SQL("s.model IS NOT NULL AND s.model_id IS NULL"),
            self.env._("No model is found for “%(name)s”.", **names),
            name="model",
        )
        stage.fail(
            SQL("s.model_id = 0"), self.env._("Several models are called “%(name)s”: give the code.", **names), name="model"
        )
        for column in ("brand_id", "body_class"):
            stage.set(column, SQL.identifier("m", column), SQL("crm_vehicle_model m"), SQL("m.id = s.model_id"))

    def _import_check_days(self, stage):
        today = self.company_id._business_today()
        for column in ("production_date", "first_sale_date", "delivery_date", "owner_since", "km_date"):
            stage.fail(
                SQL("%s NOT BETWEEN '1900-01-01' AND %s", SQL.identifier("s", column), today),
                self.env._("%(day)s is no day in the past.", day="{day}"),
                day=column,
            )
        stage.fail(
            SQL("s.production_date > s.first_sale_date OR s.production_date > s.delivery_date"),
            self.env._("A vehicle is sold and delivered after it was produced."),
        )
        stage.fail(
            SQL("s.km NOT BETWEEN 0 AND %s", MOST_KM), self.env._("“%(km)s” is no reading of an odometer.", km="{km}"), km="km"
        )

    def _import_check_plate(self, stage):
        """A plate is on one vehicle, a vehicle has one plate."""
        self.env["crm.vehicle.plate"].flush_model()
        self.env["crm.vehicle"].flush_model(["vin"])
        stage.set(
            "error",
            SQL("replace(%s, '{vin}', v.vin)", self.env._("The vehicle %(vin)s has this plate.", vin="{vin}")),
            SQL("crm_vehicle_plate p JOIN crm_vehicle v ON v.id = p.vehicle_id"),
            SQL(
                "p.plate = s.plate AND v.vin <> s.external_id AND p.country_id = %s AND p.date_to IS NULL", self._import_country()
            ),
        )
        stage.set(
            "error",
            SQL(
                "replace(%s, '{plate}', p.plate)",
                self.env._("The vehicle has the plate %(plate)s: end it first.", plate="{plate}"),
            ),
            SQL("crm_vehicle_plate p JOIN crm_vehicle v ON v.id = p.vehicle_id"),
            SQL("p.plate <> s.plate AND v.vin = s.external_id AND (p.date_to IS NULL OR p.date_to >= %s)", self._import_today()),
        )
        stage.fail_repeated(("plate",), self.env._("Repeats the plate of row %(first)s.", first="{first}"))

    def _import_check_owner(self, stage):
        """Another owner than the present one is a transfer."""
        self.env["crm.vehicle.party"].flush_model()
        stage.set(
            "error",
            SQL(
                "replace(%s, '{owner}', c.name)",
                self.env._("%(owner)s is the owner: hand the vehicle over on its form.", owner="{owner}"),
            ),
            SQL(
                "crm_vehicle v JOIN (%s) o ON o.vehicle_id = v.id JOIN res_partner c ON c.id = o.partner_id",
                self.env["crm.vehicle.party"]._owners_query(self._import_today()),
            ),
            SQL("v.vin = s.external_id AND s.partner_id IS NOT NULL AND o.customer_id <> s.partner_id"),
        )

    @api.model
    def _import_today(self):
        return self.company_id._business_today()

    def _import_country(self):
        return (self.company_id.sudo().country_id or self.env.ref("base.cn")).id
