from collections import Counter

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .auto_common import NOON, AutoCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestAutoAnalysis(AutoCommon):
    """Each figure against a calculation of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.auto_checklist = False
        cls.fault = cls.env["crm.service.fault"].create({"code": "T-K", "name": "Knock"})
        cls.figures = cls.env["crm.auto.analysis"].with_user(cls.station_manager)

    def job_on(self, day, vehicle, partner=None, **values):
        with freeze_time(f"{day} 04:00:00"):
            return self.make_job(vehicle, "delivered", partner_id=(partner or self.buyer).id, **values)

    def total(self, domain, *names):
        [row] = self.figures._read_group(domain, [], [f"{name}:sum" for name in names])
        return tuple(round(value, 4) if value else value for value in row)

    def test_first_time_fix_and_comebacks(self):
        vehicle = self.make_vehicle(self.buyer)
        first = self.job_on("2026-01-10", vehicle)
        self.job_on("2026-01-20", vehicle)
        self.job_on("2026-01-25", vehicle, kind="maintenance")
        back = self.job_on("2026-02-03", vehicle, comeback_of_id=first.id)
        self.make_job(vehicle, comeback_of_id=back.id).action_cancel("x")
        mine = [("station_id", "=", self.station.id)]
        self.assertEqual(
            self.total(mine, "jobs", "repairs", "first_fixed", "comebacks", "first_fix_rate", "comeback_rate"),
            (4, 3, 2, 1, round(100 * 2 / 3, 4), 25),
        )
        january = [*mine, ("date", "<", "2026-02-01")]
        self.assertEqual(self.total(january, "jobs", "first_fix_rate", "comebacks"), (3, 50, 0))
        row = self.figures.search([("job_id", "=", first.id), ("topic", "=", "job")])
        self.assertEqual((row.first_fix_rate, str(row.date), row.model_id), (0, "2026-01-10", self.model))

    def test_the_day_is_that_of_the_station(self):
        job = self.make_job(state="in_work")
        with freeze_time("2026-03-31 16:30:00"):
            job.action_finish()
        self.assertEqual(str(self.figures.search([("job_id", "=", job.id)]).date), "2026-04-01")

    def test_retention(self):
        customers = [self.make_customer(f"Kept {number}") for number in range(5)]
        visits = {0: (2024, 2025, 2026), 1: (2024, 2026), 2: (2024, 2025), 3: (2025, 2025, 2026), 4: (2026,)}
        for number, years in visits.items():
            vehicle = self.make_vehicle(customers[number])
            for place, year in enumerate(years):
                self.job_on(f"{year}-02-{place + 1:02}", vehicle, customers[number])
        base, kept = Counter(), Counter()
        for years in visits.values():
            for year in set(years) - {2026}:
                base[year + 1] += 1
                kept[year + 1] += year + 1 in years
        for year in (2025, 2026):
            domain = [("date", "=", f"{year}-01-01"), ("topic", "=", "customer"), ("station_id", "=", self.station.id)]
            rate = round(100 * kept[year] / base[year], 4)
            self.assertEqual(
                self.total(domain, "base_customers", "kept_customers", "retention_rate"), (base[year], kept[year], rate), year
            )
        self.assertEqual((base[2025], kept[2025], base[2026], kept[2026]), (3, 2, 3, 2))

    def test_parts_fill_rate(self):
        self.filter.is_storable = True
        belt = self.env["product.product"].create({"name": "Belt", "type": "consu", "is_storable": True})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1)
        self.env["stock.quant"]._update_available_quantity(self.filter, warehouse.lot_stock_id, 100)
        self.env["stock.quant"]._update_available_quantity(belt, warehouse.lot_stock_id, 1)
        job = self.make_job()
        self.look_over(job)
        job.action_receive()
        job.operation_ids = self.oil_change
        job.action_make_order()
        order = job.sale_order_id
        order.order_line = [
            (0, 0, {"product_id": product.id, "product_uom_qty": quantity})
            for product, quantity in ((self.filter, 2), (belt, 1), (belt, 3))
        ]
        order.action_confirm()
        job.action_start()
        picking = order.sudo().picking_ids
        for move in picking.move_ids:
            move.quantity = 0 if move.product_uom_qty == 3 else move.product_uom_qty
        picking.move_ids.filtered("quantity").picked = True
        picking._action_done()
        with freeze_time("2026-03-18 04:00:00"):
            rest = order.sudo().picking_ids - picking
            rest.move_ids.write({"quantity": 3, "picked": True})
            rest._action_done()
            job.action_finish()
        mine = [("job_id", "=", job.id), ("topic", "=", "job")]
        self.assertEqual(self.total(mine, "part_lines", "part_lines_filled", "fill_rate"), (3, 2, round(100 * 2 / 3, 4)))

    def test_faults_per_1000_by_month_in_use(self):
        model = self.model.copy({"code": "KPI", "name": "Counted"})
        # in use for 0, 3, 12 and 12 months on 16 March 2026; one is not sold yet, one is archived
        begun = ("2026-03-01", "2025-12-10", "2025-03-16", "2025-02-28", False, "2025-01-01")
        vehicles = [
            self.make_vehicle(self.buyer, model_id=model.id, first_sale_date=day, delivery_date=day, active=number < 5)
            for number, day in enumerate(begun)
        ]
        repaired = [(0, 0, {"fault_id": self.fault.id, "outcome": "repaired"})]
        vain = [(0, 0, {"fault_id": self.fault.id, "outcome": "not_found"})]
        self.job_on("2026-03-09", vehicles[1], fault_ids=repaired)  # a day before the third month is full: month 2
        self.job_on("2026-03-10", vehicles[1], fault_ids=repaired)  # month 3
        self.job_on("2025-06-16", vehicles[2], fault_ids=repaired)  # month 3
        self.job_on("2025-06-20", vehicles[3], fault_ids=vain)
        own = [("model_id", "=", model.id), ("topic", "in", ("fault", "vehicle"))]
        rows = self.figures._read_group(own, ["month_in_use"], ["faults:sum", "vehicles:sum", "faults_per_1000:sum"])
        found = {month: (faults or 0, vehicles, round(rate, 4)) for month, faults, vehicles, rate in rows}
        ages = (0, 3, 12, 12)
        hits = Counter({2: 1, 3: 2})
        for month in range(13):
            size = sum(age >= month for age in ages)
            self.assertEqual(found[month], (hits[month], size, round(1000 * hits[month] / size, 4)), month)
        self.assertEqual(len(found), 13)
        self.assertEqual(len(set(self.figures.search(own).ids)), self.figures.search_count(own))

    def test_who_sees_figures(self):
        job = self.job_on("2026-03-10", self.make_vehicle())
        self.assertTrue(self.figures.search([("job_id", "=", job.id)]))
        self.assertFalse(
            self.figures.with_user(self.auto_manager)
            .with_company(self.company)
            .search([("company_id", "=", self.other_company.id)])
        )
        for user in (self.station_user, self.salesperson):
            with self.assertRaises(AccessError):
                self.figures.with_user(user).search([])
        with self.assertRaises(AccessError):
            self.figures.search([], limit=1).write({"jobs": 5})
