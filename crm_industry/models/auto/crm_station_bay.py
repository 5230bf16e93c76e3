from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection


class CrmStationBay(models.Model):
    """A place in the workshop of a station where one vehicle at a time is worked on."""

    _name = "crm.station.bay"
    _description = "Workshop Bay"
    _inherit = ["crm.derived.mixin"]
    _order = "station_id, sequence, name, id"

    station_id = fields.Many2one("crm.station", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="station_id.company_id", store=True, index=True, precompute=True)
    name = fields.Char(required=True)
    kind = CheckedSelection("_selection_kind", required=True, default="general")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    @api.model
    def _selection_kind(self):
        """The kinds of bays. Extend by super."""
        labels = {
            "general": self.env._("Repair"),
            "quick": self.env._("Quick service"),
            "body": self.env._("Body work"),
            "paint": self.env._("Painting"),
            "electric": self.env._("High voltage"),
            "inspection": self.env._("Inspection"),
            "wash": self.env._("Washing"),
        }
        return list(labels.items())

    @api.depends("name", "station_id.name")
    def _compute_display_name(self):
        for bay in self:
            bay.display_name = f"{bay.station_id.sudo().name} · {bay.name}"
