from odoo import models
from odoo.exceptions import UserError

from ...tools import vin as vins

FIRST = ("first_sale_date", "delivery_date", "first_price")


class SaleOrderLine(models.Model):
    """A vehicle is handed over with its delivery, and comes back with the return of it. All of it in sudo mode."""

    _inherit = "sale.order.line"

    def _hand_over(self, lots):
        """The delivery of this line is done: its buyer owns the vehicle, the warranty begins.

        :param lots: stock.lot that were delivered
        :raise UserError: another vehicle was delivered than the one that is kept for the line
        """
        self.ensure_one()
        names = {"order": self.order_id.name, "lots": ", ".join(lots.mapped("name"))}
        if len(lots) != 1 or self.vehicle_delivered_on:
            raise UserError(self.env._("%(order)s: each vehicle has a line of its own, one VIN is delivered for it.", **names))
        if not self.vehicle_id:
            self.vehicle_id = lots._vehicle(create=True)
        vehicle = self.vehicle_id
        if lots != vehicle.lot_id and vins.plain(lots.name) != vehicle.vin:
            raise UserError(
                self.env._("%(order)s: %(vin)s is kept for it, but %(lots)s would be delivered.", vin=vehicle.vin, **names)
            )
        vehicle._guarded_write({"lot_id": lots.id})
        company = self.order_id.company_id
        day = company._business_today()
        vehicle.with_company(company)._transfer(self.order_id.partner_id, day)
        values = {"active": True, "asking_price": 0, "model_id": vehicle.model_id.id or self.product_id.vehicle_model_id.id}
        first = not vehicle.first_sale_date
        if first:
            values |= self._first_sale_values(day)
        vehicle.write(values)
        self.write({"vehicle_delivered_on": day, "vehicle_first_sold": first})
        self.env["crm.vehicle"]._refresh_maintenance(vehicle)

    def _first_sale_values(self, day):
        """Return what the first sale says about the vehicle. Extend by super."""
        return {
            "delivery_date": day,
            "first_sale_date": self._vehicle_invoiced_on() or day,
            "first_price": self.price_total,
            "currency_id": self.currency_id.id,
        }

    def _vehicle_invoiced_on(self):
        """Return the day of the first invoice of the vehicle, False without one. Down payments are lines of their own."""
        moves = self.invoice_lines.move_id.filtered(lambda move: move.state == "posted" and move.move_type == "out_invoice")
        return min(filter(None, moves.mapped("invoice_date")), default=False)

    def _invoiced_first(self):
        """The invoice of the first sale has been posted: the warranty counts from its day."""
        for line in self:
            day = line._vehicle_invoiced_on()
            if day and line.vehicle_id.first_sale_date != day:
                line.vehicle_id.first_sale_date = day

    def _take_back(self, lots):
        """The delivery of this line was returned: who owned the vehicle before owns it again, or nobody.

        As long as it was neither registered nor in a workshop, it has never been sold; else it is a used vehicle.

        :raise UserError: it belongs to somebody else by now
        """
        self.ensure_one()
        vehicle = self.vehicle_id
        if not self.vehicle_delivered_on or lots != vehicle.lot_id:
            return
        company = self.order_id.company_id
        vehicle.with_company(company)._undo_transfer(self.order_id.partner_id, company._business_today())
        if self._vehicle_was_used():
            vehicle.condition = "used"
        elif self.vehicle_first_sold:
            vehicle.write(dict.fromkeys(FIRST, False))
        self.write({"vehicle_delivered_on": False, "vehicle_first_sold": False})
        self.env["crm.vehicle"]._refresh_maintenance(vehicle)

    def _vehicle_was_used(self):
        """Return whether the vehicle was registered or in a workshop since it was handed over. Extend by super."""
        since = self.vehicle_delivered_on
        plates = self.vehicle_id.plate_ids.filtered(lambda plate: plate.date_from >= since)
        return bool(plates or self.vehicle_id.job_ids.filtered(lambda job: job.received_day and job.received_day >= since))
