from odoo import api, models

from ...tools import vin as vins


class StockLot(models.Model):
    """The serial number of a vehicle is its VIN, in capitals and without spaces."""

    _inherit = "stock.lot"

    @api.model_create_multi
    def create(self, vals_list):
        """:raise ValidationError: the serial number of a vehicle is no VIN"""
        lots = super().create(vals_list)
        lots._take_plain_vins()
        return lots

    def write(self, vals):
        """:raise ValidationError: the serial number of a vehicle is no VIN"""
        result = super().write(vals)
        if {"name", "product_id"} & vals.keys():
            self._take_plain_vins()
        return result

    def _take_plain_vins(self):
        # sudo: whoever may write serial numbers
        for lot in self.sudo().filtered("product_id.is_vehicle"):
            number = self.env["crm.vehicle"]._check_vin(lot.name)
            if lot.name != number:
                lot.name = number

    def _vehicle(self, create=False):
        """Return the vehicle of this serial number, in sudo mode; empty when there is none and none is to be made.

        :param bool create: take it into the file if it isn't there
        :raise ValidationError: it has to be made, and the serial number is no VIN
        """
        self.ensure_one()
        # sudo: people of the warehouse take vehicles in without the rights of a station
        vehicles = self.env["crm.vehicle"].sudo()
        vehicle = vehicles.search([("lot_id", "=", self.id)]) or vehicles._of_vin(vins.plain(self.name))
        if vehicle or not create:
            return vehicle
        model = self.product_id.sudo().vehicle_model_id
        return vehicles.create({"vin": self.name, "model_id": model.id, "condition": "new"})
