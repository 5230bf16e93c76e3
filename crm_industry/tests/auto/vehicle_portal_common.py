from odoo.tests import new_test_user

from .auto_common import AutoCommon


class VehiclePortalCommon(AutoCommon):
    """``mine`` is the portal user of the buyer, who owns ``vehicle`` since 2026-01-01; ``theirs`` that of the former owner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create({"group_trade_auto": True}).execute()
        cls.seller = cls.make_customer("Former Owner", is_company=False)
        cls.mine, cls.theirs = (cls.make_portal_user(partner) for partner in (cls.buyer, cls.seller))
        cls.vehicle = cls.make_vehicle(cls.seller, since="2025-06-01", first_sale_date="2025-06-01", delivery_date="2025-06-01")
        cls.vehicle.party_ids.date_to = "2025-12-31"
        cls.env["crm.vehicle.party"].create({"vehicle_id": cls.vehicle.id, "partner_id": cls.buyer.id, "date_from": "2026-01-01"})
        cls.station.write({"day_capacity": 2, "booking_days": 10})
        cls.company.auto_checklist = False

    @classmethod
    def make_portal_user(cls, partner):
        user = new_test_user(cls.env, f"portal_{partner.id}", "base.group_portal", company_id=cls.company.id)
        user.partner_id.write({"parent_id": partner.id, "name": f"Login of {partner.name}"})
        user.lang = "en_US"
        return user

    @classmethod
    def portal(cls, user=None):
        return cls.env["crm.vehicle.portal"].with_user(user or cls.mine)

    def book(self, user=None, vehicle=None, **values):
        """Book a service, by default at ``station`` for the day after tomorrow."""
        form = {"station": str(self.station.id), "day": "2026-03-18", "kind": "maintenance", "words": "In the morning"}
        return self.portal(user)._book((vehicle or self.vehicle).id, form | values)
