from io import BytesIO
from unittest.mock import patch

from lxml import html
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .statement_common import StatementCommon


@tagged("post_install", "-at_install")
class TestStatementDocuments(StatementCommon, HttpCase):
    """The statement as a page, a workbook and a mail, and who may make it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._world()

    def _page(self, wizard):
        action = wizard.action_show()
        self.assertEqual(action["report_type"], "qweb-html")
        reports = self.env["ir.actions.report"].with_user(wizard.env.user)
        content, _kind = reports._render_qweb_html("crm_credit.report_statement_make", wizard.ids)
        return html.fromstring(content)

    def test_page(self):
        self._dispute(self.late, 120.0)
        page = self._page(self._wizard(kind="open"))
        self.assertEqual(len(page.xpath("//tr[@name='statement_entry']")), 6)
        text = page.xpath("//table[@name='statement_entries']")[0].text_content()
        for wanted in (self.old.name, "600.00", "Disputed", "120.00", "1,330.00"):
            self.assertIn(wanted, text)
        self.assertNotIn(self.strange.name, text)
        self.assertIn("50.00", page.xpath("//p[@name='statement_originals']")[0].text_content())
        self.assertIn("-95.00", page.xpath("//table[@name='statement_ageing']")[0].text_content().replace("\ufeff", ""))

    def test_page_of_movements(self):
        page = self._page(self._wizard(kind="all", partners=self.customer | self.other))
        self.assertEqual(len(page.xpath("//*[@name='credit_statement']")), 2)
        self.assertEqual(len(page.xpath("//tr[@name='statement_opening']")), 2)

    def test_workbook(self):
        wizard = self._wizard(kind="all", date_from=self.today.replace(year=self.today.year - 2))
        action = wizard.action_xlsx()
        self.authenticate("collection_accountant", "collection_accountant")
        response = self.url_open(action["url"])
        self.assertEqual(response.status_code, 200)
        book = load_workbook(BytesIO(response.content))
        entries, ageing = (list(sheet.values) for sheet in book)
        self.assertEqual(entries[-1][9], 1330.0)
        self.assertEqual(entries[1][9], 0)
        self.assertAlmostEqual(sum(row[7] or 0 for row in entries[1:]), 1330.0, 2)
        self.assertEqual(ageing[1][1], 1330.0)
        self.assertEqual(sum(ageing[1][2:9]), 1330.0)
        self.assertEqual(ageing[1][9], 925.0)

    @mute_logger("odoo.http")
    def test_workbook_of_somebody_else_is_refused(self):
        wizard = self._wizard(user=self.officer)
        self.authenticate("collection_accountant", "collection_accountant")
        self.assertEqual(self.url_open(f"/crm_credit/statement/{wizard.id}/xlsx").status_code, 403)
        self.authenticate("collection_seller", "collection_seller")
        self.assertEqual(self.url_open(f"/crm_credit/statement/{wizard.id}/xlsx").status_code, 403)
        self.assertEqual(self.url_open("/crm_credit/statement/99999999/xlsx").status_code, 404)

    def test_mail_goes_to_the_invoice_contact(self):
        self.contact.write({"email": "books@example.com", "lang": "en_US"})
        run = self.env["crm.credit.statement.run"].browse(self._wizard(attach_xlsx=True).action_send()["res_id"])
        statement = run.statement_ids
        self.assertEqual((statement.state, statement.closing, statement.overdue), ("sent", 1330.0, 925.0))
        self.assertEqual(statement.recipient_id, self.contact)
        self.assertEqual(statement.mail_id.recipient_ids, self.contact)
        self.assertEqual((statement.mail_id.model, statement.mail_id.res_id), ("res.partner", self.customer.id))
        names = statement.mail_id.attachment_ids.mapped("name")
        self.assertEqual(len(names), 2)
        self.assertTrue(any(name.endswith(".xlsx") for name in names))
        document = statement.mail_id.attachment_ids.filtered(lambda file: not file.name.endswith("xlsx"))
        if document.mimetype == "text/html":
            self.assertIn("1,330.00", document.raw.decode())
        self.assertIn("1,330.00", statement.mail_id.body_html)

    def test_mail_is_in_the_customer_s_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.customer.lang = "zh_CN"
        template = self.env.ref("crm_credit.mail_template_statement")
        template.with_context(lang="zh_CN").subject = "对账单"
        self._wizard().action_send()
        mail = self.env["crm.credit.statement"].search([("partner_id", "=", self.customer.id)]).mail_id
        self.assertEqual(mail.subject, "对账单")

    def test_many_customers_are_sent_by_the_worker_once(self):
        customers = self.customer | self.other | self._customer("Silent") | self._customer("Nothing", email="n@example.com")
        silent = customers[2]
        self._invoice(10.0, partner=silent)
        run = self.env["crm.credit.statement.run"].browse(self._wizard(partners=customers).action_send()["res_id"])
        self.assertEqual(run.job_state, "queued")
        self.assertEqual(set(run.statement_ids.mapped("state")), {"waiting"})
        run._job_write({"job_state": "idle"})
        with patch("odoo.addons.crm_credit.models.statement.crm_credit_statement_run.BATCH", 1):
            run._job_run_now()
        states = {statement.partner_id: statement.state for statement in run.statement_ids}
        self.assertEqual([states[customer] for customer in customers], ["sent", "sent", "no_email", "empty"])
        mails = run.statement_ids.mail_id
        run._job_write({"job_state": "idle"})
        run._job_run_now()
        self.assertEqual(run.statement_ids.mail_id, mails)
        self.assertEqual((run.sent_count, run.left_out_count), (2, 2))

    def test_all_customers_with_open_items(self):
        wizard = self._wizard()
        wizard.partner_ids = False
        self.assertLessEqual(self.customer | self.other, wizard._wanted_customers())

    def test_who_may(self):
        for user in (self.accountant, self.officer):
            self.assertTrue(self._wizard(user=user)._statements())
        with self.assertRaises(AccessError):
            self._wizard(user=self.seller)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.seller).action_credit_statement()
        reader = self._user("statement_reader", "crm_credit.group_credit_user")
        self.assertTrue(self._wizard(user=reader)._statements())
        with self.assertRaises(AccessError):
            self._wizard(user=reader).action_send()
        with self.assertRaises(AccessError):
            self._wizard(user=self.officer).with_user(self.accountant)._statements()

    def test_other_company_is_refused(self):
        other = self.setup_other_company()["company"]
        with self.assertRaises(AccessError):
            self._wizard(company_id=other.id)

    def test_days_in_the_wrong_order(self):
        wizard = self._wizard(kind="all", date_from=self.today, date_to="2020-01-01")
        with self.assertRaises(UserError):
            wizard.action_show()

    def test_log_is_written_by_code_only(self):
        self._wizard().action_send()
        statement = self.env["crm.credit.statement"].search([("partner_id", "=", self.customer.id)])
        for user in (self.accountant, self.officer):
            with self.assertRaises(AccessError):
                statement.with_user(user).write({"state": "waiting"})
            with self.assertRaises(AccessError):
                self.env["crm.credit.statement.run"].with_user(user).create({"company_id": self.company.id})
        with self.assertRaises(UserError):
            statement.run_id.unlink()
