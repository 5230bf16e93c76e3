from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .exposure_common import ExposureCommon


@tagged("post_install", "-at_install")
class TestMetrics(ExposureCommon):
    """Credit columns of the customer metrics and the reason for churn that comes with them."""

    def _row(self, partners=None, partner=None):
        self.env["crm.customer.metrics"]._refresh(partners, self.company)
        return self.env["crm.customer.metrics"].search(
            [("partner_id", "=", (partner or self.customer).id), ("company_id", "=", self.company.id)]
        )

    def test_exposure_is_that_of_the_exposure_query(self):
        self.company.account_use_credit_limit = True
        self._account(amount=500, status="hold")
        self._order(self._line(2))
        self._invoice(50, due=-3)
        for partners in (None, self.customer):
            row = self._row(partners)
            self.assertEqual((row.credit_exposure, row.credit_overdue), (250.0, 50.0))
            self.assertEqual((row.credit_utilisation, row.credit_blocked), (50.0, True))
        self.assertEqual(row.currency_id, self.company.currency_id)

    def test_overdue_is_a_reason_when_it_is_late(self):
        """The overdue rule forgives 30 days: the 31st speaks for losing the customer."""
        self._order()
        item = self._invoice(50, due=-30)
        self.assertFalse(self._row().churn_reasons)
        item.button_draft()
        item.invoice_date_due = self.today - timedelta(days=31)
        item.action_post()
        row = self._row()
        self.assertEqual((row.churn_reasons, row.churn_points, row.churn_text), (["overdue"], 1, "owes money for too long"))

    def test_average_days_late(self):
        """100 paid 20 days late, 300 in time, both in two parts: (20 · 100 + 0 · 300) / 400 = 5."""
        self._pay(self._invoice(100, due=-20))
        other = self._invoice(300, due=4)
        self._pay(other, 120)
        self._pay(other, 180)
        self.assertEqual(self._row().credit_days_late, 5.0)
        self.assertEqual(self._row(self.customer).credit_days_late, 5.0)

    def test_credit_notes_and_others_do_not_count_as_payments(self):
        invoice = self._invoice(100, due=-20)
        refund = self._invoice(100, kind="out_refund")
        (invoice + refund).line_ids.filtered(lambda line: line.account_type == "asset_receivable").reconcile()
        self._pay(self._invoice(100, partner=self.other, due=-7))
        self.assertEqual(self._row().credit_days_late, 0.0)
        self.assertEqual(self._row(partner=self.other).credit_days_late, 7.0)

    def test_without_limit_there_is_no_utilisation(self):
        self._order()
        row = self._row()
        self.cr.execute("SELECT credit_utilisation, credit_blocked FROM crm_customer_metrics WHERE id = %s", [row.id])
        self.assertEqual(self.cr.fetchone(), (None, False))

    def test_snapshot_of_last_month_has_the_exposure_and_older_ones_have_none(self):
        self._invoice(50, due=-3)
        month = self.today.replace(day=1)
        with freeze_time(month + timedelta(days=40)):
            self.env["crm.customer.snapshot"]._take(self.company, month)
            older = (month - timedelta(days=1)).replace(day=1)
            self._older_order(older)
            self.env["crm.customer.snapshot"]._take(self.company, older)
        rows = self.env["crm.customer.snapshot"].search([("partner_id", "=", self.customer.id)])
        figures = {row.month: row.credit_overdue for row in rows}
        self.assertEqual(figures, {month: 50.0, older: 0.0})

    def _older_order(self, month):
        self._order().date_order = month + timedelta(days=3)
