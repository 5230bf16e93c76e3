from odoo import api, fields, models


class CrmVehicle(models.Model):
    """Recalls follow the vehicle, whoever owns it."""

    _inherit = "crm.vehicle"

    recall_ids = fields.One2many(
        "crm.recall.vehicle", "vehicle_id", string="Recalls", readonly=True, groups="crm_industry.group_auto_station_user"
    )
    open_recall_count = fields.Integer(
        string="Open Recalls",
        compute="_compute_open_recall_count",
        search="_search_open_recall_count",
        groups="crm_industry.group_auto_station_user",
    )

    _recall_key = models.Index('((substr(vin, 1, 8) || substr(vin, 10)) COLLATE "C")')

    @api.depends("recall_ids.state")
    def _compute_open_recall_count(self):
        domain = [("vehicle_id", "in", self.ids), ("state", "=", "open")]
        counts = dict(self.env["crm.recall.vehicle"]._read_group(domain, ["vehicle_id"], ["__count"]))
        for vehicle in self:
            vehicle.open_recall_count = counts.get(vehicle, 0)

    def _search_open_recall_count(self, operator, value):
        if (operator, value) != (">", 0):
            return NotImplemented
        return [("id", "in", self.env["crm.recall.vehicle"]._search([("state", "=", "open")]).subselect("vehicle_id"))]

    @api.model_create_multi
    def create(self, vals_list):
        vehicles = super().create(vals_list)
        # sudo: recalls find them, whoever takes them in
        self.env["crm.recall.vehicle"].sudo()._find(vehicles=vehicles)
        return vehicles

    def write(self, vals):
        result = super().write(vals)
        if "vin" in vals:
            self.env["crm.recall.vehicle"].sudo()._find(vehicles=self)
        return result
