from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .auto_common import NOON
from .vehicle_portal_common import VehiclePortalCommon
from .vehicle_sale_common import VehicleSaleCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestCarLife(VehicleSaleCommon, VehiclePortalCommon):
    """A car from the lead to its second owner, each step by whoever does it, all figures worked out by hand.

    Sold at 100,000 on 16 March 2026 with a deposit of 10 %; the repair warranty is 36 months or 60,000 km, a fault that is
    repaired for the fifth time within 24 months or 50,000 km is a case of the law, the fourth repair a warning.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"auto_deposit_policy": "block", "auto_deposit_percent": 10, "auto_follow_up_days": 3})
        cls.model.household = True
        cls.station.user_ids |= cls.salesperson
        cls.first, cls.second = cls.buyer, cls.make_customer("Second Owner", is_company=False)
        cls.first_login, cls.second_login = cls.mine, cls.make_portal_user(cls.second)
        people = {"keeper": "stock.group_stock_user", "accountant": "account.group_account_invoice,sales_team.group_sale_manager"}
        for login, groups in people.items():
            setattr(cls, login, new_test_user(cls.env, f"life_{login}", groups, company_id=cls.company.id))
        cls.noise = cls.env["crm.service.fault"].create({"code": "T-LIFE", "name": "Rattle"})

    def test_a_car(self):
        lead = self.ask_for_it()
        self.drive_it(lead)
        car = self.buy_it(lead)
        self.first_service(car)
        self.repair_it_again_and_again(car)
        self.recall_it_and_sell_it_on(car)

    # -- March 2026: the sale ------------------------------------------------------------------------------------------

    def ask_for_it(self):
        values = {"name": "Wants a Comet", "partner_id": self.first.id, "type": "opportunity"}
        return self.env["crm.lead"].with_user(self.salesperson).create(values | {"user_id": self.salesperson.id})

    def drive_it(self, lead):
        """People of the station drive with the customer: 17 km on the demonstration car."""
        demo = self.make_vehicle(condition="demo")
        values = {"planned_start": "2026-03-16 05:00:00", "planned_end": "2026-03-16 06:00:00", "lead_id": lead.id}
        values |= {"licence_number": "310105199001010018", "licence_until": "2030-01-01", "km_start": 500}
        who = {"station_id": self.station.id, "vehicle_id": demo.id, "partner_id": self.first.id}
        drive = self.env["crm.test.drive"].with_user(self.station_user).create(values | who)
        drive.action_check_licence()
        drive.action_start()
        drive.write({"km_end": 517, "score": 5})
        drive.action_return()
        self.assertEqual((drive.state, demo.odometer_km), ("done", 517))
        self.assertIn("score 5", lead.message_ids[0].body)

    def buy_it(self, lead):
        """The salesperson sells, the accountant takes the deposit, the warehouse hands over."""
        car = self.make_stock()
        line = Command.create({"product_id": self.comet.id, "product_uom_qty": 1})
        values = {"partner_id": self.first.id, "opportunity_id": lead.id, "warehouse_id": self.warehouse.id, "order_line": [line]}
        order = self.env["sale.order"].with_user(self.salesperson).create(values)
        order.action_confirm()
        self.assertEqual((order.amount_total, order.auto_deposit_required), (100000, 10000))
        with self.assertRaisesRegex(UserError, order.name), self.cr.savepoint():
            order.order_line.vehicle_id = car
        self.pay_deposit(order.with_user(self.accountant), 10)
        order.order_line[0].vehicle_id = car
        self.assertEqual((order.auto_deposit_paid, car.kept_for), (10000, order.name))
        picking = order.sudo().picking_ids.with_user(self.keeper)
        picking.action_assign()
        self.assertEqual(picking.move_ids.move_line_ids.lot_id.name, car.vin)
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        self.assertEqual((car.owner_id, car.first_price, str(car.delivery_date)), (self.first, 100000, "2026-03-16"))
        self.assertEqual((str(car.repair_until), str(car.validity_until)), ("2029-03-16", "2028-03-16"))
        question = self.env["crm.auto.feedback"].search([("vehicle_id", "=", car.id), ("stage", "=", "sale")])
        self.assertEqual((str(question.due_on), question.station_id), ("2026-03-19", self.station))
        with freeze_time("2026-03-19 04:00:00"):
            question.with_user(self.station_user).action_answer(5, "All went well")
        return car

    # -- September 2026: the first service -----------------------------------------------------------------------------

    def first_service(self, car):
        """The owner books on the portal and says what it was like; half an hour at 80 is 40."""
        with freeze_time("2026-09-10 04:00:00"):
            job = self.book(self.first_login, car, day="2026-09-15").with_user(self.station_user)
            self.assertEqual((job.state, job.partner_id, str(job.wished_day)), ("booked", self.first, "2026-09-15"))
        with freeze_time("2026-09-15 02:00:00"):
            job.write({"km": 5200, "operation_ids": [Command.set(self.oil_change.ids)]})
            job.action_receive()
            job.action_make_order()
            job.sale_order_id.action_confirm()
            job.action_start()
            job.action_finish()
            job.action_deliver()
            [row] = self.portal(self.first_login)._vehicle_page(car.id)["jobs"]
            self.assertEqual((row["amount"], row["state"], row["may_rate"]), (40, "delivered", True))
            self.portal(self.first_login)._rate(car.id, job.id, {"score": "4"})
        self.assertEqual((car.odometer_km, job.follow_up_score), (5200, 4))

    # -- 2027: a fault that comes again --------------------------------------------------------------------------------

    def repair_it_again_and_again(self, car):
        days = ("2027-01-10", "2027-02-10", "2027-03-10", "2027-04-10", "2027-05-10")
        states = (None, None, None, ("warning", 4), ("reached", 5))
        for number, (day, state) in enumerate(zip(days, states, strict=True)):
            with freeze_time(f"{day} 04:00:00"):
                job = self.repair_it(car, 8000 + 1000 * number)
            clocks = car.with_user(self.station_user).clock_ids
            self.assertEqual([(clock.state, clock.counted) for clock in clocks], [state] if state else [], day)
            self.assertEqual(bool(job.activity_ids.filtered(lambda a: "fault" in (a.summary or ""))), bool(state), day)
        self.assertEqual((clocks.rule_id.counting, clocks.fault_id, len(clocks.job_ids)), ("same_fault", self.noise, 5))

    def repair_it(self, car, km):
        values = {"km": km, "fault_ids": [Command.create({"fault_id": self.noise.id})]}
        job = self.make_job(car, "received", **values)
        job.action_start()
        job.fault_ids.outcome = "repaired"
        job.action_finish()
        job.action_deliver()
        return job

    # -- June 2027: recall and second owner ----------------------------------------------------------------------------

    def recall_it_and_sell_it_on(self, car):
        with freeze_time("2027-06-01 04:00:00"):
            values = {"name": "Brake hoses", "number": "LIFE-1", "brand_id": self.brand.id}
            vins = [Command.create({"vin_from": car.vin})]
            recall = self.env["crm.recall"].with_user(self.auto_manager).create(values | {"range_ids": vins})
            recall.action_open()
            self.assertEqual(self.told(car), {(self.first, "due")})
            self.assertEqual(self.recalls_on_the_portal(self.first_login, car), ["LIFE-1"])
            with self.assertRaises(AccessError):
                self.portal(self.second_login)._vehicle_page(car.id)
        with freeze_time("2027-06-10 04:00:00"):
            car.with_user(self.station_user).action_transfer(self.second.id)
            self.assertEqual(self.told(car), {(self.first, "needless"), (self.second, "due")})
            self.assertEqual(self.recalls_on_the_portal(self.second_login, car), ["LIFE-1"])
            self.assertFalse(self.portal(self.second_login)._vehicle_page(car.id)["jobs"], "those of the first owner")
            self.gone_for(self.first_login, car)
        with freeze_time("2027-06-20 04:00:00"):
            values = {"user": self.second_user, "station_id": self.second_station.id, "kind": "recall", "km": 14000}
            job = self.make_job(car, "received", partner_id=self.second.id, **values)
            job.action_take_recalls()
            job.action_start()
            job.action_finish()
            self.assertFalse(self.recalls_on_the_portal(self.second_login, car))
        self.assertEqual((recall.vehicle_count, recall.done_count, recall.done_rate), (1, 1, 100))
        self.assertEqual([(party.partner_id, str(party.date_from)) for party in car.party_ids.sorted("date_from")], [
            (self.first, "2026-03-16"), (self.second, "2027-06-10"),
        ])  # fmt: skip

    def told(self, car):
        notices = self.env["crm.recall.notice"].search([("vehicle_id", "=", car.id)])
        return {(notice.partner_id, notice.state) for notice in notices}

    def recalls_on_the_portal(self, login, car):
        return [row["number"] for row in self.portal(login)._vehicle_page(car.id)["recalls"]]

    def gone_for(self, login, car):
        self.assertNotIn(car.id, [row["id"] for row in self.portal(login)._list_page()["vehicles"]])
        for refused in (lambda: self.portal(login)._vehicle_page(car.id), lambda: self.book(login, car, day="2027-06-12")):
            with self.assertRaises(AccessError):
                refused()
