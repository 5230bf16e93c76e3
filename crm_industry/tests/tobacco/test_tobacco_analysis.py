from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .supply_common import MONDAY, SupplyCommon
from .tobacco_common import NOON

# The three weeks before that of `NOON`, on their Wednesdays.
FIRST, SECOND, THIRD = "2026-02-25 04:00:00", "2026-03-04 04:00:00", "2026-03-11 04:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTobaccoAnalysis(SupplyCommon):
    """Figures of goods, worked out by hand.

    Golden Leaf: in the first week bought by the shops 0 and 1, in the second by 2, in the third by none, in the fourth by 0, 0
    again and 3. Plain Leaf by 4 in the third week. Customers with orders: in the first two weeks 2 and 3, in the third
    {0, 1, 2, 4} = 4, in the fourth {2, 4, 0, 3} = 4.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shops = cls.strong | cls.middle
        for moment, number, product in (
            (FIRST, 0, cls.cigarette),
            (FIRST, 1, cls.cigarette),
            (SECOND, 2, cls.cigarette),
            (THIRD, 4, cls.cheap_cigarette),
            (NOON, 0, cls.cigarette),
            (NOON, 0, cls.cigarette),
            (NOON, 3, cls.cigarette),
        ):
            with freeze_time(moment):
                order = cls.make_order(product, 5, cls.shops[number])
                order.action_confirm()
                assert order.state == "sale"
        # A quotation and other goods are no orders of tobacco.
        cls.make_order(cls.cigarette, 50, cls.shops[4])
        cls.make_order(cls.lighter, 5, cls.weak[0]).action_confirm()

    def rows(self, product=None):
        domain = [("company_id", "=", self.company.id), ("product_id", "=", (product or self.cigarette).id)]
        self.env["crm.tobacco.analysis"].invalidate_model()
        rows = self.env["crm.tobacco.analysis"].with_user(self.tobacco_manager).search(domain, order="week")
        return {(row.week.month, row.week.day): row for row in rows}

    def test_sell_through(self):
        rows = self.rows()
        figures = {day: (row.buyers, row.customers, row.sell_through) for day, row in rows.items()}
        self.assertEqual(figures, {(2, 23): (2, 2, 100), (3, 2): (1, 3, 33.33), (3, 9): (0, 4, 0), (3, 16): (2, 4, 50)})
        self.assertEqual((rows[3, 16].ordered, rows[3, 16].tobacco_class, len(set(rows.values()))), (15, "1", 4))
        cheap = {day: (row.buyers, row.customers) for day, row in self.rows(self.cheap_cigarette).items()}
        self.assertEqual(cheap, {(3, 9): (1, 4), (3, 16): (0, 4)})
        # Of a group: sums over sums, (2 + 1 + 0 + 2) / (2 + 3 + 4 + 4).
        domain = [("company_id", "=", self.company.id), ("product_id", "=", self.cigarette.id)]
        [(rate,)] = self.env["crm.tobacco.analysis"]._read_group(domain, [], ["sell_through:avg"])
        self.assertAlmostEqual(rate, 500 / 13)

    def test_units_and_cancelled_orders(self):
        case = self.env["uom.uom"].create(
            {"name": "Case of 10", "relative_factor": 10, "relative_uom_id": self.cigarette.uom_id.id}
        )
        order = self.make_order(self.cigarette, 2, self.shops[1])
        order.order_line.product_uom_id = case
        order.action_confirm()
        self.assertEqual((self.rows()[3, 16].ordered, self.rows()[3, 16].buyers), (35, 3))
        order._action_cancel()
        self.assertEqual((self.rows()[3, 16].ordered, self.rows()[3, 16].buyers), (15, 2))

    def test_adoption_of_a_new_product(self):
        # Launched on the Tuesday of the second week: old buyers count from the first order on, as of the end of each week.
        self.cigarette.product_tmpl_id.grading_launch_date = "2026-03-03"
        figures = {day: (row.adopters, row.reachable) for day, row in self.rows().items()}
        self.assertEqual(figures, {(2, 23): (0, 0), (3, 2): (3, 3), (3, 9): (3, 4), (3, 16): (4, 4)})
        # 180 days before Sunday the 22nd is the 23rd of September: that day is not among the last 180.
        for day, reachable in (("2025-09-23", 0), ("2025-09-24", 4)):
            self.cigarette.product_tmpl_id.grading_launch_date = day
            self.assertEqual(self.rows()[3, 16].reachable, reachable)

    def test_stock_out_rate_of_reports_and_visits(self):
        demands = self.env["crm.tobacco.demand"]
        for number, stock in ((0, 0), (1, 3), (2, 0)):
            demands._report(self.shops[number], None, [{"product_id": self.cigarette.id, "demand": 1, "stock": stock}])
        item = {"name": "Golden Leaf in stock", "kind": "yes_no", "tobacco_product_id": self.cigarette.id}
        checklist = self.env["crm.visit.checklist"].create({"name": "Stocks", "item_ids": [Command.create(item)]})
        with self.assertRaises(ValidationError), self.cr.savepoint():
            checklist.item_ids.kind = "score"
        visits = self.env["crm.visit"]
        for number, answer, state in ((3, "no", "done"), (4, "yes", "done"), (0, "no", "checked_in")):
            visit = visits.create({"partner_id": self.shops[number].partner_id.id, "company_id": self.company.id})
            visit._guarded_write({"state": state, "checked_in_at": NOON, "user_id": self.env.uid})
            values = {"visit_id": visit.id, "item_id": checklist.item_ids.id, "yes_no": answer}
            self.env["crm.visit.answer"]._guarded_create([values])
        # Three of five: the visit that goes on does not count yet.
        row = self.rows()[3, 16]
        self.assertEqual((row.observed, row.out_of_stock, row.stock_out_rate), (5, 3, 60))

    def test_plan_use(self):
        self.assertFalse(self.rows()[3, 16].planned)
        self.make_plan(week="2026-03-23")
        self.publish_plan(self.make_plan())
        row = self.rows()[3, 16]
        self.assertEqual((row.planned, row.taken, row.plan_use), (200, 15, 7.5))
        self.assertFalse(self.rows()[3, 9].planned)
        # A price class in cartons.
        self.cheap_cigarette.tobacco_cartons = 0.5
        self.publish_plan(self.make_plan(total=100, method="price_band", product_id=False, tobacco_class="5"))
        self.make_order(self.cheap_cigarette, 10, self.shops[0]).action_confirm()
        domain = [("company_id", "=", self.company.id), ("product_id", "=", False)]
        row = self.env["crm.tobacco.analysis"].search(domain)
        self.assertEqual((row.week, row.tobacco_class, row.planned, row.taken, row.plan_use), (MONDAY, "5", 100, 5, 5))

    def test_who_sees_it(self):
        foreign = self.make_user("foreign_planner", "crm_industry.group_tobacco_manager", self.other_company)
        mine = [("product_id", "=", self.cigarette.id)]
        self.assertFalse(self.env["crm.tobacco.analysis"].with_user(foreign).search(mine))
        with self.assertRaises(AccessError):
            self.env["crm.tobacco.analysis"].with_user(self.inspector).search(mine)
