from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger, CheckedSelection


class CrmVehicleModel(models.Model):
    """A model of vehicles: brand, series, year, drive. Shared by all companies; those of the maker keep them."""

    _name = "crm.vehicle.model"
    _description = "Vehicle Model"
    _order = "brand_id, series, year desc, name, id"
    _rec_names_search = ["name", "code", "series", "brand_id.name"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(copy=False, help="Unique within the brand; known to other systems.")
    brand_id = fields.Many2one("crm.brand", required=True, index=True, ondelete="restrict")
    series = fields.Char(index="btree_not_null")
    year = CheckedInteger(string="Model Year", aggregator=None, help="Empty: for all years.")
    energy = CheckedSelection("_selection_energy", string="Drive", required=True, default="petrol")
    body_class = CheckedSelection("_selection_body_class", string="Vehicle Class", help="Customers are segmented by it.")
    engine = fields.Char(help="Code of the engine, its displacement.")
    seats = CheckedInteger(aggregator=None)
    household = fields.Boolean(
        string="Household Car", default=True, help="The law on repair, replacement and refund holds for private owners of it."
    )
    active = fields.Boolean(default=True)
    vehicle_count = fields.Integer(compute="_compute_vehicle_count")

    _code_uniq = models.UniqueIndex("(brand_id, code) WHERE code <> ''", "Another model of the brand has this code.")
    _year_sensible = models.Constraint(
        "CHECK (year IS NULL OR year = 0 OR year BETWEEN 1900 AND 2199)", "A model year has four figures."
    )
    _seats_sensible = models.Constraint("CHECK (seats IS NULL OR seats BETWEEN 0 AND 300)", "A vehicle has 0 to 300 seats.")

    @api.model
    def _selection_energy(self):
        """The drives of vehicles. Extend by super."""
        labels = {
            "petrol": self.env._("Petrol"),
            "diesel": self.env._("Diesel"),
            "gas": self.env._("Gas"),
            "hybrid": self.env._("Hybrid"),
            "plug_in": self.env._("Plug-in hybrid"),
            "range_extender": self.env._("Electric with range extender"),
            "electric": self.env._("Electric"),
            "hydrogen": self.env._("Hydrogen"),
        }
        return list(labels.items())

    @api.model
    def _selection_body_class(self):
        """The classes of vehicles. Extend by super."""
        labels = {
            "mini": self.env._("Mini"),
            "small": self.env._("Small"),
            "compact": self.env._("Compact"),
            "middle": self.env._("Middle"),
            "large": self.env._("Large"),
            "luxury": self.env._("Luxury"),
            "suv": self.env._("SUV"),
            "mpv": self.env._("MPV"),
            "sports": self.env._("Sports"),
            "bus": self.env._("Bus"),
            "truck": self.env._("Truck"),
        }
        return list(labels.items())

    @api.depends("brand_id", "name", "year")
    def _compute_display_name(self):
        for model in self:
            parts = (model.brand_id.name, model.name, str(model.year) if model.year else "")
            model.display_name = " ".join(part for part in parts if part)

    def _compute_vehicle_count(self):
        counts = dict(self.env["crm.vehicle"]._read_group([("model_id", "in", self.ids)], ["model_id"], ["__count"]))
        for model in self:
            model.vehicle_count = counts.get(model, 0)

    def action_vehicles(self):
        """Open the vehicles of the model."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "crm.vehicle",
            "view_mode": "list,kanban,form",
            "domain": [("model_id", "=", self.id)],
        }
