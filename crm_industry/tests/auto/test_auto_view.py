from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .auto_common import NOON, AutoCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestAutoView(AutoCommon):
    """Vehicles on the page of a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create({"group_trade_auto": True}).execute()
        cls.company.auto_checklist = False
        cls.view = cls.env["crm.customer.view"].with_user(cls.station_user)
        cls.vehicle = cls.make_vehicle(cls.buyer, "2025-06-01", delivery_date="2025-06-01")

    def rows(self, kind, partner=None):
        return self.view.timeline((partner or self.buyer).id, {"kinds": [kind]}, False, 100)["items"]

    def to_do(self, kind, partner=None):
        page = self.view.customer_view((partner or self.buyer).id)
        return [action for action in page["actions"] if action["kind"] == kind]

    def test_jobs_and_vehicles(self):
        job = self.make_job(self.vehicle, "delivered")
        self.make_job(self.vehicle)
        rows = self.rows("auto_job")
        self.assertEqual({(row["res_id"], row["status"]) for row in rows}, {(job.id, "Received"), (job.id, "Handed Back")})
        self.assertTrue(all(self.vehicle.vin in row["title"] for row in rows))
        [row] = self.rows("auto_owner")
        labels = dict(self.env["crm.vehicle.party"].with_context(lang="en_US")._selection_role())
        self.assertEqual((row["res_id"], row["status"], row["day"]), (self.vehicle.id, labels["owner"], "2025-06-01"))

    def test_what_is_to_be_done_goes_with_the_vehicle(self):
        recall = self.env["crm.recall"].create(
            {"name": "Hoses", "number": "V-1", "brand_id": self.brand.id, "range_ids": [(0, 0, {"vin_from": self.vehicle.vin})]}
        )
        recall.action_open()
        self.vehicle._refresh_maintenance(self.vehicle)
        self.vehicle.flush_recordset()
        due = self.vehicle.maintenance_due_on
        self.assertEqual(str(due), "2026-06-01")
        self.assertFalse(self.to_do("auto_maintenance"))
        self.company.auto_maintenance_days = (due - self.company._business_today()).days
        [action] = self.to_do("auto_maintenance")
        self.assertEqual((action["res_id"], action["due"]), (self.vehicle.id, str(due)))
        self.assertEqual([action["res_id"] for action in self.to_do("auto_recall")], [self.vehicle.id])
        heir = self.make_customer("Li Na", is_company=False)
        self.vehicle._transfer(heir, self.company._business_today() - timedelta(days=1))
        self.assertFalse(self.to_do("auto_recall") or self.to_do("auto_maintenance"))
        self.assertTrue(self.to_do("auto_recall", heir) and self.to_do("auto_maintenance", heir))

    def test_switched_off(self):
        self.make_job(self.vehicle, "received")
        self.env["res.config.settings"].create({"group_trade_auto": False}).execute()
        page = self.view.timeline(self.buyer.id, False, False, 100)
        self.assertFalse([row for row in page["items"] if row["kind"].startswith("auto")])
