from datetime import date

from odoo.fields import Command

from .exposure_common import ExposureCommon
from .kpi_oracle import KpiOracle


class KpiCommon(ExposureCommon):
    """Short ways to the figures of a month, and a world of three months, seen on 20 July 2026."""

    @classmethod
    def _dated(cls, amount, day, due=None, **values):
        """An invoice of a day."""
        dates = {"invoice_date": day, "date": day, "invoice_date_due": due or day}
        return cls._invoice(amount, **dates, **values)

    @classmethod
    def _paid(cls, invoice, day, amount=None, **values):
        """A payment of a day, matched with the invoice."""
        values |= {"amount": amount} if amount else {}
        return (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"payment_date": day, **values})
            ._create_payments()
        )

    @classmethod
    def _entry(cls, amount, day, account, partner=None):
        """An entry that takes an amount off the receivables of a customer."""
        receivable = cls.company_data["default_account_receivable"]
        entry = cls.env["account.move"].create(
            {
                "move_type": "entry",
                "date": day,
                "journal_id": cls.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create({"account_id": account.id, "debit": amount}),
                    Command.create(
                        {"account_id": receivable.id, "credit": amount, "partner_id": (partner or cls.customer).id}
                    ),
                ],
            }
        )
        entry.action_post()
        return entry

    @classmethod
    def _match(cls, *moves):
        lines = sum(moves, cls.env["account.move"]).line_ids
        lines.filtered(lambda line: line.account_type == "asset_receivable").reconcile()

    @classmethod
    def _world(cls):
        """Partial and late payments, cash, a foreign currency, credit notes, losses, a prepayment, a branch."""
        loss = cls.company_data["default_account_expense"]
        cls.seller = cls._user("kpi_seller", "sales_team.group_sale_salesman")
        cls.colleague = cls._user("kpi_colleague", "sales_team.group_sale_salesman")
        cls.customer.user_id, cls.other.user_id = cls.seller, cls.colleague
        own, others = {"invoice_user_id": cls.seller.id}, {"invoice_user_id": cls.colleague.id, "partner": cls.other}
        late = cls._dated(1000, date(2026, 5, 5), date(2026, 6, 4), **own)
        cls._paid(late, date(2026, 6, 20), 600)
        cls._paid(late, date(2026, 7, 10), 300)
        cls._paid(cls._dated(500, date(2026, 5, 10), **own), date(2026, 5, 10))
        cls._dated(200, date(2026, 6, 5), kind="out_refund", **others)
        lost = cls._dated(300, date(2026, 5, 20), date(2026, 6, 1), **others)
        cls._match(lost, cls._entry(300, date(2026, 7, 5), loss, cls.other))
        short = cls._dated(100, date(2026, 6, 10), date(2026, 6, 15), **others)
        cls._paid(
            short, date(2026, 7, 1), 90, payment_difference_handling="reconcile", writeoff_account_id=loss.id
        )
        early = cls._payment(50)
        cls._match(cls._dated(50, date(2026, 7, 12), date(2026, 8, 1), **own), early.move_id)
        cls._dated(700, date(2026, 7, 3), date(2026, 8, 2), **others)
        cls._dated(80, date(2026, 4, 1), date(2026, 4, 11), **others)
        cls._foreign(own)
        cls._branch_sale(own)

    @classmethod
    def _foreign(cls, values):
        currency = cls.setup_other_currency(
            "EUR", rates=[("2026-01-01", 2.0), ("2026-06-01", 4.0), ("2026-07-01", 2.5)]
        )
        invoice = cls._dated(1000, date(2026, 5, 15), date(2026, 6, 14), currency_id=currency.id, **values)
        cls._paid(invoice, date(2026, 6, 30), 400, currency_id=currency.id)
        cls._paid(invoice, date(2026, 7, 15), 500, currency_id=currency.id)

    @classmethod
    def _branch_sale(cls, values):
        branch = cls.env["res.company"].create({"name": "Branch", "parent_id": cls.company.id})
        cls.env.user.company_ids |= branch
        receivable = cls.company_data["default_account_receivable"]
        cls.customer.with_company(branch).property_account_receivable_id = receivable
        cls._dated(60, date(2026, 6, 25), date(2026, 7, 5), company_id=branch.id, **values)

    @classmethod
    def _take(cls, day=None, company=None):
        """Work the month of a day out, at once."""
        company = company or cls.company
        first = (day or company._business_today()).replace(day=1)
        months = cls.env["crm.credit.month"]
        month = months.search([("company_id", "=", company.id), ("month", "=", first)])
        month = month or months.create({"company_id": company.id, "month": first})
        month._job_run_now()
        return month

    def _oracle(self):
        return KpiOracle(self.env, self.company, self.company._bad_debt_accounts())
