import random
from collections import deque
from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from .report_common import ReportCommon

MAY = "2024-05-01"


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15")
class TestChannelReconcile(ReportCommon):
    """Reports compared with deliveries, with the last report and with themselves; age and value of the stock."""

    def test_deliveries_and_returns_of_the_period_in_the_unit_of_the_product(self):
        self.move_goods(self.dealer_a, self.phone, 2, "2024-05-10", uom=self.dozen)
        self.move_goods(self.dealer_a, self.phone, 5, "2024-05-20", back=True)
        self.move_goods(self.dealer_a, self.phone, 7, "2024-04-30")
        self.move_goods(self.dealer_b, self.phone, 9, "2024-05-10")
        figures = {"opening": 7, "sell_in": 24, "returned": 5, "sell_through": 6, "closing": 20}
        report = self.make_report(self.dealer_a, MAY, {self.phone: figures}, "submitted")
        line = self.line(report, self.phone)
        self.assertEqual((line.delivered, line.delivered_back, line.closing_expected), (24.0, 5.0, 20.0))
        self.assertEqual((line.variance_sell_in, line.variance_returned, line.variance_closing, line.off), (0, 0, 0, False))
        self.assertEqual(report.off_count, 0)

    def test_days_are_those_of_the_company(self):
        """Five in the afternoon of 30 April in UTC is 1 May in Shanghai."""
        self.move_goods(self.dealer_a, self.phone, 3, "2024-04-30", hour="17:00:00")
        self.move_goods(self.dealer_a, self.phone, 4, "2024-05-31", hour="17:00:00")
        report = self.make_report(self.dealer_a, MAY, {self.phone: {"sell_in": 3, "closing": 3}}, "submitted")
        self.assertEqual(self.line(report, self.phone).delivered, 3.0)

    def test_a_delivery_in_several_steps_counts_once_and_transfers_do_not(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self.env["sale.order"].create(
            {"partner_id": self.dealer_a.id, "order_line": [(0, 0, {"product_id": self.phone.id, "product_uom_qty": 8})]}
        )
        order.action_confirm()
        for _step in range(3):
            for picking in order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel")):
                for move in picking.move_ids:
                    move.quantity = 8
                    move.picked = True
                picking._action_done()
        order.picking_ids.move_ids.date = "2024-05-05 04:00:00"
        self.assertGreater(len(order.picking_ids), 1)
        report = self.make_report(self.dealer_a, MAY, {self.phone: {"sell_in": 8, "closing": 8}}, "submitted")
        self.assertEqual(self.line(report, self.phone).delivered, 8.0)

    def test_goods_sent_elsewhere_are_those_of_the_dealer_who_ordered(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.dealer_a.id,
                "partner_shipping_id": self.retailer.id,
                "order_line": [(0, 0, {"product_id": self.phone.id, "product_uom_qty": 6, "price_unit": 80})],
            }
        )
        order.action_confirm()
        for move in order.picking_ids.move_ids:
            move.quantity = 6
            move.picked = True
        order.picking_ids._action_done()
        order.picking_ids.move_ids.date = "2024-05-05 04:00:00"
        report = self.make_report(self.dealer_a, MAY, {self.phone: {"sell_in": 6, "closing": 6}}, "submitted")
        line = self.line(report, self.phone)
        self.assertEqual((line.delivered, line.unit_value, line.closing_value), (6.0, 80.0, 480.0))

    def test_the_value_of_stock_without_an_order_is_that_of_the_list(self):
        report = self.make_report(self.dealer_a, MAY, {self.printer: {"opening": 3, "closing": 3}}, "submitted")
        self.assertEqual(self.line(report, self.printer).closing_value, 150.0)

    def test_identities_are_checked_with_tolerance(self):
        self.company.channel_report_tolerance = 5.0
        figures = {"opening": 100, "sell_in": 0, "sell_through": 20, "closing": 76}
        report = self.make_report(self.dealer_a, MAY, {self.phone: figures}, "submitted")
        line = self.line(report, self.phone)
        self.assertEqual((line.closing_expected, line.variance_closing, line.off), (80.0, -4.0, False), "5 % of 80 are 4")
        self.company.channel_report_tolerance = 4.9
        report.action_reconcile()
        self.assertTrue(line.off)
        self.company.channel_report_tolerance_qty = 4
        report.action_reconcile()
        self.assertFalse(line.off)

    def test_the_opening_is_the_last_closing(self):
        self.make_report(self.dealer_a, "2024-04-01", {self.phone: {"opening": 12, "closing": 12}}, "accepted")
        report = self.make_report(self.dealer_a, MAY, {self.phone: {"opening": 10, "closing": 10}}, "submitted")
        line = self.line(report, self.phone)
        self.assertEqual((line.opening_expected, line.variance_opening, line.off), (12.0, -2.0, True))

    def test_a_gap_before_the_report_is_no_variance(self):
        self.make_report(self.dealer_a, "2024-03-01", {self.phone: {"opening": 12, "closing": 12}}, "accepted")
        report = self.make_report(self.dealer_a, MAY, {self.phone: {"opening": 10, "closing": 10}}, "submitted")
        self.assertFalse(self.line(report, self.phone).off)

    def test_a_correction_changes_what_the_next_report_is_compared_with(self):
        april = self.make_report(self.dealer_a, "2024-04-01", {self.phone: {"opening": 12, "closing": 12}}, "accepted")
        may = self.make_report(self.dealer_a, MAY, {self.phone: {"opening": 10, "closing": 10}}, "accepted")
        self.assertTrue(self.line(may, self.phone).off)
        correction = april.browse(april.action_correct()["res_id"])
        correction.line_ids.write({"opening": 10, "closing": 10})
        correction.action_submit()
        correction.action_accept()
        self.assertFalse(self.line(may, self.phone).off)

    def test_products_that_are_left_out_are_named(self):
        self.make_report(self.dealer_a, "2024-04-01", {self.printer: {"opening": 2, "closing": 2}}, "accepted")
        self.move_goods(self.dealer_a, self.phone, 3, "2024-05-10")
        third = self.make_product("Third", self.phones)
        report = self.make_report(self.dealer_a, MAY, {third: {"opening": 1, "closing": 1}}, "submitted")
        self.assertEqual(report.missing_product_ids, self.phone | self.printer)
        # the opening of the third product is not in the April report
        self.assertEqual(report.off_count, 3)

    def test_sales_to_retailers_are_part_of_the_product(self):
        lines = {
            self.phone: {"opening": 10, "sell_through": 2, "closing": 5},
            (self.phone, self.retailer): {"sell_through": 3},
        }
        report = self.make_report(self.dealer_a, MAY, lines, "submitted")
        self.assertEqual(self.line(report, self.phone).closing_expected, 5.0)
        self.assertEqual(report.off_count, 0)

    def test_within_tolerance_a_report_is_accepted_at_once_if_the_company_wants(self):
        self.company.channel_report_auto_accept = True
        good = self.make_report(self.dealer_a, MAY, {self.phone: {"opening": 1, "closing": 1}}, "submitted")
        bad = self.make_report(self.dealer_b, MAY, {self.phone: {"opening": 1, "closing": 2}}, "submitted")
        self.assertEqual((good.state, bad.state), ("accepted", "submitted"))
        self.assertFalse(good.decided_by)

    def test_rate_and_weeks_of_supply(self):
        """400 of 500 sold are 80 %; 31 days of May at 400 are 90.32 a week."""
        figures = {"opening": 100, "sell_in": 400, "sell_through": 400, "closing": 100}
        self.make_report(self.dealer_a, MAY, {self.phone: figures}, "accepted")
        self.make_report(self.dealer_b, MAY, {self.phone: {"opening": 500, "closing": 500}}, "accepted")
        rows = self.env["crm.channel.analysis"].search([("product_id", "=", self.phone.id)])
        row = rows.filtered(lambda row: row.partner_id == self.dealer_a)
        self.assertEqual(row.sell_through_rate, 80.0)
        self.assertAlmostEqual(row.weeks_of_supply, 100 / (400 * 7 / 31), 1)
        [group] = self.env["crm.channel.analysis"].formatted_read_group(
            [("product_id", "=", self.phone.id)], ["product_id"], ["sell_through_rate:avg", "weeks_of_supply:avg", "closing:sum"]
        )
        self.assertAlmostEqual(group["sell_through_rate:avg"], 40.0, 6)
        self.assertAlmostEqual(group["weeks_of_supply:avg"], 600 / (400 * 7 / 31), 6)
        self.assertEqual(group["closing:sum"], 600)

    def test_the_newest_report_tells_the_stock(self):
        self.make_report(self.dealer_a, "2024-04-01", {self.phone: {"opening": 5, "closing": 5}}, "accepted")
        self.make_report(self.dealer_a, MAY, {self.phone: {"opening": 5, "closing": 5}}, "accepted")
        rows = self.env["crm.channel.analysis"].search([("latest", "=", True), ("partner_id", "=", self.dealer_a.id)])
        self.assertEqual(rows.mapped("date_from"), [date(2024, 5, 1)])

    def test_the_age_of_stock_is_that_of_a_queue(self):
        """Random deliveries and sales against a queue of single units."""
        chance = random.Random(7)
        end, queue, sold = date(2024, 5, 31), deque(), 0
        for days in sorted((chance.randrange(0, 400) for _n in range(12)), reverse=True):
            quantity = chance.randrange(10, 40)
            queue.extend([days] * quantity)
            self.move_goods(self.dealer_a, self.phone, quantity, str(end - timedelta(days=days)))
            for _unit in range(min(len(queue), chance.randrange(0, 20))):
                queue.popleft()
                sold += 1
        left = list(queue)
        report = self.make_report(self.dealer_a, MAY, {self.phone: {"closing": len(left)}}, "submitted")
        line = self.line(report, self.phone)
        limits = [(-1, 30, "age_30"), (30, 60, "age_60"), (60, 90, "age_90"), (90, 180, "age_180"), (180, 9999, "age_over")]
        for low, high, name in limits:
            self.assertEqual(line[name], len([age for age in left if low < age <= high]), name)
        self.assertEqual(line.age_unknown, 0)
        self.assertAlmostEqual(line.age_days, round(sum(left) / len(left), 1), 1)
        self.assertEqual(line.oldest_date, end - timedelta(days=max(left)))
        self.assertTrue(sold)

    def test_stock_that_was_never_delivered_has_no_age(self):
        self.move_goods(self.dealer_a, self.phone, 3, "2024-05-30")
        report = self.make_report(self.dealer_a, MAY, {self.phone: {"opening": 5, "sell_in": 3, "closing": 8}}, "submitted")
        line = self.line(report, self.phone)
        self.assertEqual((line.age_30, line.age_unknown, line.age_days), (3.0, 5.0, 1.0))
