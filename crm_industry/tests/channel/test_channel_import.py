import base64
import csv
import io
import tracemalloc

from openpyxl import Workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.crm_grading.tests.import_common import ImportOutcome

from .report_common import ReportCommon

HEADER = "customer,date,product,opening,sell_in,sell_through,returned,adjustment,closing"


class ChannelImportCase(ImportOutcome, ReportCommon):
    def csv(self, *rows):
        text = io.StringIO()
        csv.writer(text).writerows(row.split(",") for row in rows)
        return base64.b64encode(text.getvalue().encode())

    def xlsx(self, rows, change=None):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        if change:
            change(book.active)
        stream = io.BytesIO()
        book.save(stream)
        return base64.b64encode(stream.getvalue())

    def load(self, file, user=None, filename="reports.csv", **vals):
        batch = self.env["crm.channel.import"].with_user(user or self.channel_manager)
        batch = batch.create({"file": file, "filename": filename} | vals)
        batch.action_import()
        return batch

    def reports(self):
        return self.env["crm.channel.report"].search([("partner_id", "in", (self.dealer_a | self.dealer_b).ids)])


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15")
class TestChannelImport(ChannelImportCase):
    """Reports of many dealers from one file."""

    def test_rows_become_submitted_reports_that_are_compared(self):
        self.move_goods(self.dealer_a, self.phone, 10, "2024-05-10")
        batch = self.load(
            self.csv(
                HEADER, "Dealer A,2024-05-31,P-1,0,10,4,0,0,6", "Dealer A,2024/5/2,P-2,5,,,,,", "Dealer B,20240501,P-1,1,,,,,1"
            )
        )
        self.assertEqual(self.counts(batch), (3, 3, 0, 0, 0))
        reports = self.reports()
        self.assertEqual(set(reports.mapped("state")), {"submitted"})
        self.assertEqual(set(reports.mapped("origin")), {"import"})
        report = reports.filtered(lambda report: report.partner_id == self.dealer_a)
        self.assertEqual((str(report.date_from), str(report.date_to)), ("2024-05-01", "2024-05-31"))
        self.assertEqual((self.line(report, self.phone).delivered, self.line(report, self.printer).closing), (10.0, 5.0))
        self.assertEqual(report.submitted_by, self.channel_manager)

    def test_the_same_file_twice_changes_nothing(self):
        rows = (HEADER, "Dealer A,2024-05-31,P-1,0,10,4,0,0,6", "Dealer B,2024-05-01,P-1,1,,,,,1")
        self.load(self.csv(*rows))
        before, lines = self.reports().read(), self.reports().line_ids.read()
        self.assertEqual(self.counts(self.load(self.csv(*rows))), (2, 0, 0, 2, 0))
        self.assertEqual((self.reports().read(), self.reports().line_ids.read()), (before, lines))
        self.reports().action_accept()
        self.assertEqual(self.counts(self.load(self.csv(*rows))), (2, 0, 0, 2, 0), "decided, and the same")

    def test_a_changed_row_changes_an_open_report_only(self):
        self.load(self.csv(HEADER, "Dealer A,2024-05-31,P-1,0,10,4,0,0,6", "Dealer B,2024-05-01,P-1,1,,,,,1"))
        first = self.reports().filtered(lambda report: report.partner_id == self.dealer_a)
        first.action_accept()
        batch = self.load(self.csv(HEADER, "Dealer A,2024-05-31,P-1,0,10,5,0,0,5", "Dealer B,2024-05-01,P-1,2,,,,,2"))
        self.assertEqual(self.counts(batch), (2, 0, 1, 0, 1))
        self.assertIn("has been decided", self.bad(batch)[2])
        self.assertEqual(first.line_ids.sell_through, 4)
        self.assertEqual((self.reports() - first).line_ids.opening, 2)

    def test_rows_that_swap_their_products_are_no_doubles(self):
        head = f"external_id,{HEADER}"
        self.load(self.csv(head, "1,Dealer A,2024-05-31,P-1,1,,,,,1", "2,Dealer A,2024-05-31,P-2,2,,,,,2"))
        batch = self.load(self.csv(head, "1,Dealer A,2024-05-31,P-2,1,,,,,1", "2,Dealer A,2024-05-31,P-1,2,,,,,2"))
        self.assertEqual(self.counts(batch), (2, 0, 2, 0, 0))
        report = self.reports()
        self.assertEqual((self.line(report, self.phone).opening, self.line(report, self.printer).opening), (2, 1))

    def test_what_was_typed_is_replaced(self):
        report = self.make_report(self.dealer_a, "2024-05-01", {self.phone: {"opening": 9, "closing": 9}})
        batch = self.load(self.csv(HEADER, "Dealer A,2024-05-31,P-1,1,,,,,1"))
        self.assertEqual(self.counts(batch), (1, 1, 0, 0, 0))
        self.assertEqual((report.state, report.line_ids.opening), ("submitted", 1))

    def test_bad_rows_are_told_and_the_others_go_in(self):
        self.make_customer("Nobody's", channel_type_id=self.type_retail.id)
        batch = self.load(
            self.csv(
                f"{HEADER},unit,retailer",
                "Dealer A,2024-05-31,P-1,0,10,4,0,0,6,,",
                "Dealer X,2024-05-31,P-1,0,10,4,0,0,6,,",
                "Nobody's,2024-05-31,P-1,0,10,4,0,0,6,,",
                "Dealer A,31.5.2024,P-1,0,ten,4,0,0,6,,",
                "Dealer A,2024-05-31,P-9,0,10,4,0,0,6,,",
                "Dealer A,2024-07-31,P-1,0,10,4,0,0,6,,",
                "Dealer A,2024-05-31,P-1,0,10,4,0,0,6,,",
                "Dealer A,2024-05-31,P-2,-1,,,,,,,",
                "Dealer A,2024-05-31,P-2,,,,,,,,",
                "Dealer A,2024-05-31,P-2,1,,,,,,km,",
                "Dealer A,2024-05-31,P-2,1,,,,,,,Retailer",
                "Dealer A,2024-05-31,P-2,,,3,,,,,Someone",
                "Dealer A,2024-05-31,P-2,,,3,,,,,",
            )
        )
        self.assertEqual(
            self.bad(batch),
            {
                3: "No customer is found for “Dealer X”.",
                4: "The customer of this row is no dealer: choose another type on the customer's form.",
                5: "Date: “31.5.2024” is not a date like 2024-01-31. Sell-In: “ten” is not a number.",
                6: "No product is found for “P-9”.",
                7: "2024-07-31 lies in the future.",
                8: "Dealer, period, product and retailer are those of row 2.",
                9: "Opening: -1 is negative.",
                10: "The row has no figures.",
                11: "“km” cannot be converted to the unit of P-2.",
                12: "A row with a retailer tells the sell-through only: stock figures stand in a row without retailer.",
                13: "No retailer is found for “Someone”.",
                14: "The closing stock comes to less than nothing.",
            },
        )
        self.assertEqual(self.reports().line_ids.product_id, self.phone)

    def test_units_and_retailers(self):
        batch = self.load(
            self.csv(
                f"{HEADER},unit,retailer",
                "Dealer A,2024-05-31,P-1,2,,,,,,Dozens,",
                "Dealer A,2024-05-31,P-1,,,6,,,,,Retailer",
            )
        )
        self.assertEqual(self.counts(batch), (2, 2, 0, 0, 0), self.bad(batch))
        report = self.reports()
        self.assertEqual((self.line(report, self.phone).opening, self.line(report, self.phone).closing), (24, 18))
        self.assertEqual(report.line_ids.retailer_id, self.retailer)
        self.assertEqual(self.line(report, self.phone).variance_closing, 0)

    def test_the_opening_is_the_last_closing_where_it_is_not_given(self):
        self.make_report(self.dealer_a, "2024-04-01", {self.phone: {"opening": 7, "closing": 7}}, "accepted")
        self.load(self.csv(HEADER, "Dealer A,2024-05-31,P-1,,,2,,,"))
        report = self.reports().filtered(lambda report: str(report.date_from) == "2024-05-01")
        self.assertEqual((report.line_ids.opening, report.line_ids.closing), (7, 5))

    def test_the_period_is_that_of_the_agreement(self):
        self.agree(self.dealer_a, channel_report_period="week")
        rows = (HEADER, "Dealer A,2024-06-05,P-1,1,,,,,1", "Dealer B,2024-06-05,P-1,1,,,,,1")
        self.load(self.csv(*rows))
        found = {report.partner_id: (report.period, str(report.date_from), str(report.date_to)) for report in self.reports()}
        self.assertEqual(found[self.dealer_a], ("week", "2024-06-03", "2024-06-09"))
        self.assertEqual(found[self.dealer_b], ("month", "2024-06-01", "2024-06-30"))
        self.assertEqual(self.counts(self.load(self.csv(*rows))), (2, 0, 0, 2, 0))

    def test_the_template_lists_the_dealers_and_the_last_period(self):
        rows = list(self.env["crm.channel.import"].create({})._import_template_rows())
        own = [row for row in rows if row["customer"] == "Dealer A"]
        self.assertEqual([(row["customer_id"], row["date"]) for row in own], [(self.dealer_a.id, "2024-05-01")])
        self.assertNotIn("Retailer", [row["customer"] for row in rows])

    def test_a_trial_makes_no_report(self):
        batch = self.load(self.csv(HEADER, "Dealer A,2024-05-31,P-1,1,,,,,1"), dry_run=True)
        self.assertEqual((self.counts(batch), self.reports()), ((1, 1, 0, 0, 0), self.reports().browse()))

    def test_salespeople_import_for_their_own_dealers(self):
        self.dealer_b.user_id = self.channel_manager
        file = self.csv(HEADER, "Dealer A,2024-05-31,P-1,1,,,,,1", "Dealer B,2024-05-31,P-1,1,,,,,1")
        batch = self.load(file, user=self.salesperson)
        self.assertEqual(self.bad(batch), {3: "This dealer is looked after by somebody else."})
        with self.assertRaises(AccessError):
            batch.with_user(self.other_channel_manager).action_import()
        with self.assertRaises(AccessError):
            self.load(file, user=self.portal_user("import_portal", self.dealer_a))

    def test_merged_cells_and_formulas_without_result_are_refused(self):
        rows = [HEADER.split(","), ["Dealer A", "2024-05-31", "P-1", 1, 0, 0, 0, 0, 1]]
        rows += [["Dealer B", "2024-05-31", "P-1", 1, 0, 0, 0, 0, 1]]
        with self.assertRaisesRegex(UserError, "A2:A3 are merged"):
            self.load(self.xlsx(rows, lambda sheet: sheet.merge_cells("A2:A3")), filename="x.xlsx")
        with self.assertRaisesRegex(UserError, "formula in I3 has no result"):
            self.load(self.xlsx([*rows[:2], [*rows[2][:8], "=D3-F3"]]), filename="x.xlsx")
        self.assertFalse(self.reports())

    def test_dates_and_numbers_as_text_are_read(self):
        rows = [HEADER.split(","), ["Dealer A", "2024年5月31日", "P-1", "1,000", " 2 ", "3.0", None, None, "999"]]
        batch = self.load(self.xlsx(rows), filename="x.xlsx")
        self.assertEqual(self.counts(batch), (1, 1, 0, 0, 0), self.bad(batch))
        self.assertEqual(self.reports().line_ids.opening, 1000)

    def test_a_file_above_the_limit_is_refused_and_not_stored(self):
        self.env["ir.config_parameter"].set_param("web.max_file_upload_size", 1000)
        before = self.env["crm.channel.import"].search_count([])
        with self.assertRaisesRegex(UserError, "split it"):
            self.load(base64.b64encode(b"x" * 2000))
        self.assertEqual(self.env["crm.channel.import"].search_count([]), before)
        batch = self.env["crm.channel.import"].create({})
        with self.assertRaisesRegex(UserError, "split it"):
            batch.file = base64.b64encode(b"x" * 2000)

    def test_files_that_are_none_say_so(self):
        with self.assertRaisesRegex(UserError, "cannot be read"):
            self.load(base64.b64encode(b"PK\x03\x04 broken"), filename="x.xlsx")
        with self.assertRaisesRegex(UserError, "missing: Date, Product"):
            self.load(self.csv("customer", "Dealer A"))
        self.assertFalse(self.reports())


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15")
class TestChannelImportLarge(ChannelImportCase):
    ROWS = 20_000
    DEALERS = 100

    def test_twenty_thousand_rows_in_one_go_and_in_little_memory(self):
        products = self.env["product.product"].create(
            [{"name": f"Bulk {n}", "default_code": f"B{n}"} for n in range(self.ROWS // self.DEALERS)]
        )
        dealers = self.env["res.partner"].create(
            [
                {"name": f"Bulk dealer {n}", "is_company": True, "channel_type_id": self.type_dealer.id}
                for n in range(self.DEALERS)
            ]
        )
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.append(HEADER.split(","))
        for dealer in dealers:
            for product in products:
                sheet.append([dealer.name, "2024-05-31", product.default_code, 5, 3, 2, 0, 0, 6])
        sheet.append(["Nobody", "2024-05-31", "B1", 5, 3, 2, 0, 0, 6])
        stream = io.BytesIO()
        book.save(stream)
        file = base64.b64encode(stream.getvalue())
        batch = self.env["crm.channel.import"].create({"file": file, "filename": "bulk.xlsx"})
        del book, stream, file
        self.env.invalidate_all()
        tracemalloc.start()
        batch._job_run_now()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        self.assertEqual(self.counts(batch), (self.ROWS + 1, self.ROWS, 0, 0, 1))
        self.assertLess(peak, 60 * 2**20, "the rows must not be in memory at once")
        reports = self.env["crm.channel.report"].search([("partner_id", "in", dealers.ids)])
        self.assertEqual((len(reports), set(reports.mapped("state"))), (self.DEALERS, {"submitted"}))
