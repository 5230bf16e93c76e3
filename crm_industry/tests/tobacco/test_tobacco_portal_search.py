from odoo import http
from odoo.exceptions import UserError
from odoo.tests import HttpCase, freeze_time, tagged

from .tobacco_common import NOON
from .tobacco_portal_common import TobaccoPortalCommon

# More than a page shows without a search.
BRANDS = 60


class SearchCommon(TobaccoPortalCommon):
    """Sixty brands of cigarettes more, Brand 00 (reference B-00) to Brand 59."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"tobacco_report_weekday": "6", "tobacco_report_cutoff": 23.9})
        common = {"categ_id": cls.cigarette.categ_id.id, "type": "consu"}
        cls.brands = cls.env["product.product"].create(
            [{"name": f"Brand {n:02}", "default_code": f"B-{n:02}", **common} for n in range(BRANDS)]
        )
        cls.brands[7].barcode = "6901028000000"

    def names(self, page):
        """Return the names of the goods of a page, without the reference in brackets."""
        return [row["name"].rpartition("] ")[2] for row in page["rows"]]


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTobaccoPortalSearch(SearchCommon):
    """Goods for the report are looked for: a company has thousands."""

    def find(self, search, user=None, **typed):
        return self.portal(user)._demand_page({"search": search} | typed)

    def test_nothing_is_listed_without_a_search(self):
        page = self.portal()._demand_page()
        self.assertEqual((page["rows"], page["search"], page["found"], page["more"]), ([], "", False, True))

    def test_few_goods_are_listed_at_once(self):
        self.brands[5:].sale_ok = False
        page = self.portal()._demand_page()
        self.assertFalse(page["more"])
        # Whatever else the database holds, the shop's goods are there.
        self.assertLessEqual({"Brand 00", "Golden Leaf", "Plain Leaf"}, set(self.names(page)))

    def test_by_name_reference_and_barcode(self):
        page = self.find("brand 3")
        self.assertEqual(self.names(page), [f"Brand 3{n}" for n in range(10)])
        self.assertEqual((page["found"], page["more"]), (10, False))
        self.assertEqual(self.names(self.find("b-42")), ["Brand 42"])
        self.assertEqual(self.names(self.find("6901028000000")), ["Brand 07"])
        self.assertEqual(self.names(self.find("  Golden  ")), ["Golden Leaf"])

    def test_limited(self):
        page = self.find("brand")
        self.assertEqual((len(page["rows"]), page["found"], page["more"]), (20, 20, True))

    def test_only_what_may_be_reported(self):
        self.brands[1].sale_ok = False
        self.brands[2].company_id = self.other_company
        self.brands[3].categ_id = self.lighter.categ_id
        self.assertEqual(self.names(self.find("Brand 0")), [f"Brand 0{n}" for n in (0, 4, 5, 6, 7, 8, 9)])
        self.assertEqual(self.names(self.find("Lighter")), [])

    def test_what_is_typed_stays(self):
        """With a number the goods stay on the form, whatever is looked for next; without one they go."""
        typed = {f"stock_{self.brands[50].id}": "7", f"demand_{self.brands[51].id}": " ", f"stock_{self.lighter.id}": "1"}
        self.assertEqual(self.names(self.find("b-42", **typed)), ["Brand 42", "Brand 50"])
        page = self.find("nothing like it", **typed)
        self.assertEqual((self.names(page), page["found"]), (["Brand 50"], 0))

    def test_what_was_reported_lately_is_listed(self):
        report = self.portal()._report_demand({f"stock_{self.brands[9].id}": "3", f"stock_{self.brands[8].id}": "0"})
        self.assertEqual(len(report.line_ids), 2)
        rows = self.portal()._demand_page()["rows"]
        self.assertEqual([(row["name"][-2:], row["stock"]) for row in rows], [("08", "0"), ("09", "3")])
        with freeze_time("2026-03-25 04:00:00"):
            rows = self.portal()._demand_page()["rows"]
            self.assertEqual([(row["name"][-2:], row["stock"]) for row in rows], [("08", ""), ("09", "")])
            self.portal()._report_demand({f"stock_{self.brands[30].id}": "1"})
            # Last week's goods are still there when this week's report holds others.
            self.assertEqual(self.names(self.portal()._demand_page()), ["Brand 08", "Brand 09", "Brand 30"])
        self.assertFalse(self.portal(self.theirs)._demand_page()["rows"])

    def test_hostile_texts(self):
        for text in ("\x00", "'; DROP TABLE x", "%", "\\", "[('id','=',1)]", "x" * 5000, "9" * 5000):
            self.assertLessEqual(len(self.find(text)["rows"]), 20)
        for name in ("stock_0", f"stock_{10**17}", "stock_" + "9" * 500, "stock_-1", "stock_1 or 1=1", "stock_", "stock_\u0661"):
            self.assertFalse(self.find("nothing like it", **{name: "1"})["rows"])
            with self.assertRaisesRegex(UserError, "between one and"):
                self.portal()._report_demand({name: "1"})
        many = {f"stock_{number}": "1" for number in range(1, 2000)}
        self.assertLessEqual(len(self.find("nothing like it", **many)["rows"]), 501)

    def test_as_many_statements_for_any_number_of_goods(self):
        def count():
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.find("b-42")
            return self.cr.sql_log_count - before

        count()
        first = count()
        for brand in self.brands:
            brand.copy({"name": f"{brand.name} long"})
        self.env.flush_all()
        self.assertLessEqual(count(), first)


@tagged("post_install", "-at_install")
class TestTobaccoPortalSearchPages(SearchCommon, HttpCase):
    """The search without JavaScript: one form, two buttons."""

    def post(self, user=None, **values):
        self.authenticate(*[(user or self.mine).login] * 2)
        return self.url_open("/my/retail/report", data={"csrf_token": http.Request.csrf_token(self)} | values).text

    def test_search_type_search_again_and_send(self):
        self.authenticate(self.mine.login, self.mine.login)
        page = self.url_open("/my/retail/report").text
        self.assertIn("Look for the goods", page)
        self.assertNotIn("Brand 4", page)
        first, second = f"stock_{self.brands[42].id}", f"stock_{self.brands[43].id}"
        page = self.post(search="b-42", find="1")
        self.assertIn(f'name="{first}"', page)
        self.assertNotIn(f'name="{second}"', page)
        page = self.post(search="b-43", find="1", **{first: "77"})
        self.assertIn('value="77"', page)
        self.assertIn(f'name="{second}"', page)
        self.assertIn("No goods were found", self.post(search="nothing like it", find="1", **{first: "77"}))
        reports = self.env["crm.tobacco.demand"].search([("retailer_id", "=", self.retailer.id)])
        self.assertFalse(reports, "A search sends no report.")
        self.assertIn("is no number", self.post(search="", **{first: "77", second: "some"}))
        page = self.post(search="b-43", **{first: "77", second: "5"})
        self.assertIn("your report is here", page)
        self.env.invalidate_all()
        report = self.env["crm.tobacco.demand"].search([("retailer_id", "=", self.retailer.id)])
        stocks = {line.product_id: line.stock for line in report.line_ids}
        self.assertEqual(stocks, {self.brands[42]: 77, self.brands[43]: 5})
        self.assertNotIn('value="77"', self.post(self.theirs, search="b-4", find="1"))
