from io import BytesIO

from openpyxl import load_workbook

from odoo.tests import tagged

from .portal_common import PortalCreditCommon


@tagged("post_install", "-at_install", "alone")
class TestPortalCredit(PortalCreditCommon):
    """What a customer sees of its own credit, and nothing of others."""

    def _figure(self, page, name):
        return page.split(f'name="credit_{name}"')[1].split("</div>")[0]

    def test_figures(self):
        page = self._page()
        self.assertEqual(self._row()["total"], 1330.0)
        for name, amount in (("limit", "2,000.00"), ("used", "1,330.00"), ("available", "670.00"), ("overdue", "925.00")):
            self.assertIn(amount, self._figure(page, name))
        ageing = page.split('name="credit_ageing"')[1]
        for amount in ("500.00", "25.00", "300.00", "600.00", "-95.00"):
            self.assertIn(amount, ageing)

    def test_open_invoices_link_to_themselves(self):
        page = self._page()
        self.assertEqual(page.count('name="credit_item"'), 6)
        for invoice in (self.old, self.late, self.fresh, self.foreign):
            self.assertIn(f"/my/invoices/{invoice.id}?", page)
        self.assertEqual(self.url_open(self.late.get_portal_url()).status_code, 200)

    def test_nothing_about_others(self):
        page = self._page()
        self.assertNotIn(self.strange.name, page)
        self.assertNotIn("777.00", page)
        self.assertIn("777.00", self._page(self.stranger))
        self.assertNotIn(self.late.name, self._page(self.stranger))

    def test_parameters_of_a_client_change_nothing(self):
        self._log_in()
        forged = f"partner_id={self.other.id}&partner_ids={self.other.id}&company_id=99&kind=x&date_to=zzz&date_from=9999-99-99"
        for url in ("/my/credit?", "/my/credit/statement?"):
            text = self.url_open(url + forged).text
            self.assertNotIn("777.00", text)
            self.assertIn("1,330.00", text.replace("\ufeff", ""))

    def test_group_tells_nothing_of_its_members(self):
        head = self._account(partner=self.other, amount=1000.0)
        self.account.group_account_id = head
        page = self._page()
        self.assertIn('name="credit_group"', page)
        self.assertIn("670.00", self._figure(page, "available"))
        self.assertNotIn("777.00", page)
        # 1000 - 1330 - 777
        self.assertNotIn("1,107.00", page)

    def test_modes(self):
        self.account.limit_mode = "unlimited"
        self.assertIn("No limit", self._page())
        self.account.write({"limit_mode": "prepay"})
        self.assertIn("0.00", self._figure(self._page(), "limit"))

    def test_statement(self):
        self._log_in()
        page = self.url_open("/my/credit/statement?kind=all&file=html")
        self.assertEqual(page.status_code, 200)
        self.assertIn("1,330.00", page.text)
        self.assertNotIn(self.strange.name, page.text)
        book = load_workbook(BytesIO(self.url_open("/my/credit/statement?file=xlsx").content))
        self.assertEqual(list(book.worksheets[1].values)[1][1], 1330.0)

    def test_card_on_the_home_page(self):
        self._log_in()
        counters = self.make_jsonrpc_request("/my/counters", {"counters": ["credit_count"]})
        self.assertEqual(counters["credit_count"], 1)
        self.company.credit_portal_access = "off"
        counters = self.make_jsonrpc_request("/my/counters", {"counters": ["credit_count"]})
        self.assertEqual(counters["credit_count"], 0)

    def test_only_contacts_that_may(self):
        self.company.credit_portal_access = "flagged"
        self._log_in()
        for path in ("", "/statement"):
            self.assertNotIn("1,330.00", self.url_open(f"/my/credit{path}").text)
        self.buyer.partner_id.credit_portal = True
        self.assertIn("1,330.00", self._page())
        self.buyer.partner_id.credit_portal = False
        self.company.credit_portal_dispute = True
        self._post("dispute", {"move_id": self.late.id, "reason_id": self.reason.id, "note": "x"})
        self.assertFalse(self.late.credit_dispute_ids)

    def test_empty_sections_are_hidden(self):
        self.company.write({"credit_portal_dispute": True, "credit_portal_promise": True, "credit_portal_apply": False})
        page = self._page()
        for name in ("ageing", "dispute_form", "promise_form"):
            self.assertIn(f'name="credit_{name}"', page)
        fresh = self.portal_user("credit_fresh", self._customer("Nothing Open"))
        empty = self._page(fresh)
        self.assertIn('name="credit_figures"', empty)
        for name in ("ageing", "item", "dispute", "promise", "apply"):
            self.assertNotIn(f'name="credit_{name}', empty)
        for title in ("Open by age", "Open Invoices", "Disputes", "Promised Payments", "Applications for Credit"):
            self.assertNotIn(f"<h5>{title}", empty)

    def test_sentences_have_no_line_breaks(self):
        """A browser shows a line break as a space, which doesn't belong between Chinese characters."""
        self.account.status = "hold"
        self.assertIn(">New orders are looked at by us before we confirm them.<", self._page())

    def test_visitor_has_to_log_in(self):
        for path in ("", "/statement"):
            self.assertIn("/web/login", self.url_open(f"/my/credit{path}").url)

    def test_another_company_has_its_own_figures(self):
        other = self.setup_other_company()["company"]
        self.buyer.write({"company_ids": [(4, other.id)], "company_id": other.id})
        self.assertNotIn("1,330.00", self._page())
