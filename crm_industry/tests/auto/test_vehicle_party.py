from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .auto_common import NOON, AutoCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestVehicleParty(AutoCommon):
    """Who has to do with a vehicle, and when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vehicle = cls.make_vehicle(cls.buyer, "2025-06-01")
        cls.next_buyer = cls.make_customer("Li Na", is_company=False)
        cls.parties = cls.env["crm.vehicle.party"]

    def add(self, **values):
        defaults = {"vehicle_id": self.vehicle.id, "partner_id": self.next_buyer.id, "role": "owner"}
        return self.parties.create(defaults | values)

    def refused(self, **values):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.add(**values)

    def test_one_owner_at_a_time_in_the_database(self):
        self.env.cr.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'crm_vehicle_party_one_owner' AND contype = 'x'"
        )
        [(definition,)] = self.env.cr.fetchall()
        self.assertIn("owner", definition)
        self.refused(date_from="2026-01-01")
        self.refused(date_from="2020-01-01")
        self.refused(date_from="2025-05-01", date_to="2025-06-01")
        self.add(date_from="2025-05-01", date_to="2025-05-31")
        self.vehicle.party_ids.filtered(lambda party: party.partner_id == self.buyer).date_to = "2025-12-31"
        self.refused(date_from="2025-12-31")
        self.add(date_from="2026-01-01")

    def test_several_drivers(self):
        self.add(role="driver", date_from="2025-07-01")
        self.add(role="driver", date_from="2025-07-01", partner_id=self.buyer.id)
        self.assertEqual(len(self.vehicle.party_ids.filtered(lambda party: party.role == "driver")), 2)

    def test_dates_in_order(self):
        self.refused(role="driver", date_from="2025-07-01", date_to="2025-06-30")

    def test_transfer(self):
        self.vehicle.with_user(self.station_user).action_transfer(self.next_buyer.id, "2026-03-10")
        owners = self.parties.search([("vehicle_id", "=", self.vehicle.id), ("role", "=", "owner")], order="date_from")
        self.assertEqual(
            [(row.partner_id, str(row.date_from), str(row.date_to)) for row in owners],
            [(self.buyer, "2025-06-01", "2026-03-09"), (self.next_buyer, "2026-03-10", "False")],
        )
        self.assertEqual(self.vehicle.owner_id, self.next_buyer)
        known = dict((row[0], row[1]) for row in self.env.execute_query(self.parties._owners_query()))
        self.assertEqual(known[self.vehicle.id], self.next_buyer.id)
        earlier = {row[0]: row[1] for row in self.env.execute_query(self.parties._owners_query("2026-03-09"))}
        self.assertEqual(earlier[self.vehicle.id], self.buyer.id)

    def test_refused_transfers(self):
        mine = self.vehicle.with_user(self.station_user)
        for partner, day in ((self.buyer, False), (self.next_buyer, "2026-03-17"), (self.next_buyer, "2025-06-01")):
            with self.assertRaises(UserError):
                mine.action_transfer(partner.id, day)
        for wrong in ("x", 0, True, [1]):
            with self.assertRaises(UserError):
                mine.action_transfer(wrong)
        with self.assertRaises(UserError):
            mine.action_transfer(self.next_buyer.id, "never")
        with self.assertRaises(AccessError):
            self.vehicle.with_user(self.salesperson).action_transfer(self.next_buyer.id)
        self.assertEqual(self.vehicle.owner_id, self.buyer)

    def test_window(self):
        window = self.env["crm.vehicle.transfer"].with_user(self.station_user)
        window = window.create({"vehicle_id": self.vehicle.id, "partner_id": self.next_buyer.id})
        with self.assertRaises(AccessError):
            window.with_user(self.station_manager).action_confirm()
        window.action_confirm()
        self.assertEqual(self.vehicle.owner_id, self.next_buyer)

    def test_what_has_been_stays(self):
        party = self.vehicle.party_ids.with_user(self.station_user)
        for values in ({"partner_id": self.next_buyer.id}, {"role": "driver"}, {"vehicle_id": self.make_vehicle().id}):
            with self.assertRaises(UserError):
                party.write(values)
        with self.assertRaises(UserError):
            party.unlink()
        with self.assertRaises(UserError):
            self.vehicle.party_ids.unlink()
        party.write({"partner_id": self.buyer.id, "note": "first owner"})

    def test_merged_customers(self):
        company = self.make_customer("Fleet Ltd")
        contact = self.env["res.partner"].create({"name": "Driver Wu", "parent_id": company.id})
        party = self.add(role="driver", partner_id=contact.id, date_from="2025-07-01")
        self.assertEqual(party.customer_id, company)
        other = self.make_customer("Fleet Holding")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((company | other).ids, other)
        self.assertEqual((party.partner_id, party.customer_id), (contact, other))

    def test_merged_owners_in_turn(self):
        self.vehicle._transfer(self.next_buyer)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.buyer | self.next_buyer).ids, self.next_buyer)
        rows = self.vehicle.party_ids
        self.assertEqual(rows.partner_id, self.next_buyer)
        self.assertEqual(rows.customer_id, self.next_buyer)
        self.assertEqual(len(rows), 2)
