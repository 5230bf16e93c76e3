from datetime import timedelta

from odoo import models


class CrmVehicleParty(models.Model):
    """The first owner of a vehicle that a station has handed over is asked some days later."""

    _inherit = "crm.vehicle.party"

    def _began(self):
        result = super()._began()
        feedbacks, station = self.env["crm.auto.feedback"], self.env["crm.station"]._of_user()[:1]
        # sudo: a setting
        days = station.sudo().company_id.auto_follow_up_days
        if not station or not days:
            return result
        today = station.sudo().company_id._business_today()
        # A vehicle that we take in is not handed over to anybody.
        ours = self.env["crm.vehicle"]._own_partners(station.sudo().company_id)
        for party in self.filtered(lambda party: party.customer_id not in ours):
            due, owners = party.date_from + timedelta(days=days), party.vehicle_id.sudo().party_ids
            first = len(owners.filtered(lambda row: row.role == "owner")) == 1
            if first and due >= today and not party.vehicle_id.sold_elsewhere:
                feedbacks._ask("delivery", party.partner_id, party.vehicle_id, station, due)
        return result
