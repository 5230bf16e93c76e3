from odoo import fields, models


class SaleReport(models.Model):
    """Figures of orders of stations are for the people of the station, among the people of stations."""

    _inherit = "sale.report"

    auto_station_id = fields.Many2one("crm.station", string="Station", readonly=True, groups="base.group_user")

    def _select_additional_fields(self):
        return super()._select_additional_fields() | {"auto_station_id": "s.auto_station_id"}

    def _group_by_sale(self):
        return f"{super()._group_by_sale()}, s.auto_station_id"
