from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .auto_common import NOON, AutoCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestStation(AutoCommon):
    """The people of a station change its jobs, nobody else does, by whatever door; everybody reads the history."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vehicle = cls.make_vehicle(cls.buyer)
        cls.job = cls.make_job(cls.vehicle, operation_ids=[(6, 0, cls.oil_change.ids)])
        cls.job.action_make_order()
        cls.fault = cls.env["crm.service.fault"].search([], limit=1)

    def strangers(self):
        return (self.second_user, self.other_station_user)

    def test_strangers_change_nothing_of_a_job(self):
        values = (
            {"words": "mine"},
            {"station_id": self.second_station.id},
            {"bay_id": False},
            {"km": 1},
            {"check_ids": [(1, self.job.check_ids[0].id, {"result": "ok"})]},
            {"fault_ids": [(0, 0, {"fault_id": self.fault.id})]},
            {"state": "done"},
        )
        for user in self.strangers():
            job = self.job.with_user(user)
            for each in values:
                with self.assertRaises(AccessError), self.cr.savepoint():
                    job.write(each)
            for method in ("action_receive", "action_start", "action_finish", "action_deliver", "action_make_order"):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    getattr(job, method)()
            for method, args in (("action_cancel", ("x",)), ("action_follow_up", (1,)), ("message_post", ())):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    getattr(job, method)(*args)
            with self.assertRaises(UserError), self.cr.savepoint():
                job.unlink()
        self.assertEqual(self.job.state, "booked")

    def test_strangers_change_nothing_that_hangs_on_it(self):
        others = self.env["crm.service.fault"].search([("id", "!=", self.fault.id)], limit=1)
        fault = self.env["crm.service.job.fault"].create({"job_id": self.job.id, "fault_id": self.fault.id})
        for user in self.strangers():
            check = self.job.check_ids[0].with_user(user)
            with self.assertRaises(AccessError):
                check.result = "defect"
            with self.assertRaises(AccessError):
                check.unlink()
            with self.assertRaises(AccessError):
                fault.with_user(user).outcome = "declined"
            with self.assertRaises(AccessError), self.cr.savepoint():
                fault.with_user(user).create({"job_id": self.job.id, "fault_id": others[0].id})
            with self.assertRaises(AccessError), self.cr.savepoint():
                check.create({"job_id": self.job.id, "item_id": check.item_id.id})
            own = self.make_own_job(user)
            with self.assertRaises(AccessError), self.cr.savepoint():
                own.check_ids[0].job_id = self.job
            with self.assertRaises(AccessError):
                self.job.event_ids.with_user(user).write({"reason": "x"})

    def make_own_job(self, user):
        station = self.second_station if user == self.second_user else self.other_station
        return self.make_job(self.make_vehicle(), user=user, station_id=station.id)

    def test_strangers_book_no_jobs(self):
        for user in self.strangers():
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.make_job(self.vehicle, user=user, user_id=False)
            own = self.make_own_job(user)
            with self.assertRaises(AccessError), self.cr.savepoint():
                own.station_id = self.station

    def test_strangers_change_no_order(self):
        order = self.job.sale_order_id.sudo(False)
        all_leads = new_test_user(
            self.env,
            "auto_all_leads",
            "crm_industry.group_auto_station_user,sales_team.group_sale_salesman_all_leads",
            company_id=self.company.id,
        )
        self.second_station.user_ids |= all_leads
        for user in (*self.strangers(), all_leads):
            for record, values in ((order, {"note": "x"}), (order.order_line, {"price_unit": 1})):
                with self.assertRaises(AccessError):
                    record.with_user(user).write(values)
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["price_unit" if "order_id" in record._fields else "amount_total"])
            with self.assertRaises(AccessError):
                order.with_user(user).action_confirm()
            with self.assertRaises(AccessError), self.cr.savepoint():
                order.with_user(user).order_line.create({"order_id": order.id, "product_id": self.labour.id})
            self.assertFalse(order.with_user(user).search([("id", "=", order.id)]))
            self.assertFalse(self.env["sale.report"].with_user(user).search([("product_id", "=", self.labour.id)]))
        self.assertTrue(self.env["sale.report"].with_user(self.technician).search([("product_id", "=", self.labour.id)]))

    def test_colleagues_go_on_with_the_order(self):
        order = self.job.sale_order_id.with_user(self.technician)
        order.note = "also the wipers"
        order.order_line.product_uom_qty = 1
        self.assertEqual(order.user_id, self.station_user)
        with self.assertRaises(AccessError):
            order.with_user(self.salesperson).read(["amount_total"])

    def test_every_station_reads_the_history_without_prices(self):
        for user in (self.station_user, *self.strangers()):
            vehicle = self.vehicle.with_user(user)
            job = vehicle.job_ids
            self.assertEqual(job.id, self.job.id)
            self.assertEqual((job.station_id.sudo().name, job.kind), ("Pudong", "repair"))
            self.assertIn("Change the oil", job.work_done)
            self.assertEqual(len(job.check_ids.mapped("item_id")), len(self.job.check_ids))
            self.assertEqual(bool(job.amount_text), user == self.station_user)
        self.assertIn("40", self.job.with_user(self.technician).amount_text)
        self.assertTrue(self.job.with_user(self.auto_manager).amount_text)

    def test_salespeople_without_a_station_see_no_jobs(self):
        with self.assertRaises(AccessError):
            self.job.with_user(self.salesperson).read(["state"])
        self.assertTrue(self.vehicle.with_user(self.salesperson).read(["vin"]))

    def test_managers_of_the_trade_work_at_all_stations_of_their_companies(self):
        self.job.with_user(self.auto_manager).words = "by the manager"
        theirs = self.make_own_job(self.other_station_user)
        with self.assertRaises(AccessError):
            theirs.with_user(self.auto_manager).words = "by the manager"

    def test_who_keeps_stations(self):
        self.station.with_user(self.station_manager).name = "Pudong New Area"
        for user in (self.station_user, self.second_user):
            with self.assertRaises(AccessError):
                self.station.with_user(user).user_ids = [(4, user.id)]
            with self.assertRaises(AccessError):
                self.bay.with_user(user).name = "Mine"
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.bay.with_user(user).create({"station_id": self.station.id, "name": "Mine"})
        self.bay.with_user(self.station_manager).name = "Lift"
        with self.assertRaises(AccessError):
            self.env["crm.station"].with_user(self.station_manager).create({"name": "Mine"})
        with self.assertRaises(AccessError):
            self.other_station.with_user(self.auto_manager).name = "Mine"

    def test_people_are_employees_of_the_company(self):
        portal = new_test_user(self.env, "auto_portal", "base.group_portal", company_id=self.company.id)
        for user in (portal, self.other_station_user):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.station.user_ids |= user
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.job.user_id = user
        with self.assertRaises(ValidationError):
            self.job.technician_id = self.second_user
        with self.assertRaises(ValidationError):
            self.job.bay_id = self.second_bay

    def test_company_of_a_station_with_jobs_stays(self):
        with self.assertRaises(UserError), self.cr.savepoint():
            self.station.write({"company_id": self.other_company.id, "user_ids": [(5, 0, 0)]})
