"""What changes a customer's credit beside documents: groups, classes, policies, temporary limits, securities, bills, disputes.

Drawn apart from the documents, so that these are the same with and without crm_credit.
"""

import random
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from .accounts import Account, log_columns, write_accounts
from .company_tables import money
from .copy_table import CopyTable, IdRange
from .prototypes import payment_prototype

FAMILY = 12  # every so many customers one is the parent of a group
POLICIES = (
    {"name": "Early", "own_overdue": True, "overdue_days": 5},
    {"name": "Disputes aside", "skip_disputed": "yes"},
    {"name": "Patient", "own_overdue": True, "overdue_days": 60, "skip_disputed": "no"},
    {"name": "Warned only", "check_confirm": "warn"},
)
BILL_STATES = ("received", "endorsed", "discounted", "honoured", "dishonoured", "settled")


class Cover:
    """:param name: seeds the draws; ``today``: day of the documents; ``roots``: the companies with accounts"""

    def __init__(self, env, name, today, roots):
        self.env = env
        self.random = random.Random(f"cover {name}")
        self.today = today
        self.roots = roots
        self.disputed = []
        self.policies = {root.id: self._make_policies(root) for root in roots}
        self.classes = {root.id: env["crm.credit.class"].search([("company_id", "=", root.id)]).ids for root in roots}

    def _make_policies(self, root):
        """The policies of a company; two of them belong to risk classes."""
        policies = self.env["crm.credit.policy"].create([{**values, "company_id": root.id} for values in POLICIES])
        classes = self.env["crm.credit.class"].search([("company_id", "=", root.id)])
        for risk_class, policy in zip(classes[::2], policies, strict=False):
            risk_class.policy_id = policy
        return policies.ids

    # -- accounts ---------------------------------------------------------------------------------------------------

    def complete(self, accounts):
        """Give accounts groups, classes and policies; members of groups get one.

        :param accounts: for each customer its list of Account
        """
        for root in self.roots.ids:
            head = None
            for index, own in enumerate(accounts):
                account = next((each for each in own if each.company == root), None)
                if index % FAMILY == 0:
                    account = head = account or self._account(own, root)
                    left = self.random.randrange(5)
                elif left and self.random.random() < 0.7:
                    left -= 1
                    account = account or self._account(own, root)
                    account.head = head
                if account:
                    self._rank(account, root)

    @staticmethod
    def _account(own, root):
        own.append(Account(root, "default", 0, "normal"))
        return own[-1]

    def _rank(self, account, root):
        account.risk_class = self.random.choice([None, *self.classes[root]])
        account.policy = self.random.choice([None] * 6 + self.policies[root])

    def write(self, customers, accounts, payments, invoices):
        """Write the accounts and all that hangs from them.

        :param payments: PaymentRows of each of ``roots``; ``invoices``: InvoiceRows of all companies
        """
        write_accounts(self.env, customers, accounts)
        rows = [account for own in accounts for account in own]
        self.write_temporary(rows)
        self._write_securities(rows)
        self._write_bills(customers, payments)
        self._write_disputes(invoices)

    def _days(self):
        """:return: first and last day of something that may be over, in force, or to come"""
        first = self.random.randrange(-60, 30)
        return self.today + timedelta(first), self.today + timedelta(first + self.random.randrange(60))

    def _table(self, name, prototype=None):
        return CopyTable(self.env.cr, name, {**(prototype or {}), **log_columns(self.env)}, IdRange(self.env.cr, name))

    @staticmethod
    def _flush(writers):
        for writer in writers:
            for table in writer.tables:
                table.flush()

    @staticmethod
    def _close(*tables):
        for table in tables:
            table.flush()
            table.ids.close()

    def write_temporary(self, accounts):
        """Not for members that have nothing but their group's limit."""
        table = self._table("crm_credit_temporary_limit")
        for account in accounts:
            if self.random.random() < 0.1 and not (account.head and account.mode == "default"):
                for _number in range(self.random.choice((1, 1, 2))):
                    first, last = self._days()
                    table.add(
                        account_id=account.row,
                        company_id=account.company,
                        amount=money(self.random.randrange(1, 5_000_000)),
                        date_from=first,
                        date_to=last,
                        reason="Season",
                    )
        self._close(table)

    def _write_securities(self, accounts):
        table = self._table("crm_credit_security")
        for account in accounts:
            if self.random.random() < 0.1:
                first, last = self._days()
                table.add(
                    account_id=account.row,
                    company_id=account.company,
                    kind=self.random.choice(("guarantee", "deposit", "mortgage", "insurance")),
                    reference=f"S{account.row}",
                    amount=money(self.random.randrange(1, 20_000_000)),
                    coverage=money(self.random.choice((10_000, 8_000, 3_333, 5_050))),
                    date_from=first,
                    date_to=self.random.choice((None, last)),
                    state=self.random.choice(("accepted", "accepted", "accepted", "draft", "returned")),
                )
        self._close(table)

    # -- bills ------------------------------------------------------------------------------------------------------

    def _write_bills(self, customers, payments):
        """Bills whose payment is in the books, or a draft, or reversed, or missing."""
        bills = self._table("crm_credit_bill")
        booked = self._table("account_payment", payment_prototype(self.env, self.roots[0]))
        for customer in customers:
            for number in range(self.random.choice((0, 0, 0, 0, 0, 0, 1, 3))):
                writer = payments[self.random.randrange(len(payments))]
                self._write_bill(bills, booked, writer, customer, number)
        self._flush(payments)
        self._close(booked, bills)

    def _write_bill(self, bills, booked, writer, customer, number):
        cents = self.random.randrange(1, 3_000_000)
        fate = self.random.choices((None, "draft", "reversed", "posted"), (10, 10, 10, 70))[0]
        first, last = self._days()
        currency = self.roots.browse(writer.tables.company).currency_id.id
        payment = fate and booked.add(
            partner_id=customer.partner,
            currency_id=currency,
            amount=money(cents),
            state="draft" if fate == "draft" else "paid",
            date=first,
            name=f"BILL{booked.ids.last}",
            move_id=self._book(writer, customer, first, currency, cents, fate),
        )
        bills.add(
            partner_id=self.random.choice((customer.partner, customer.contact)),
            company_id=writer.tables.company,
            number=f"{customer.partner}-{number}-{writer.tables.company}",
            kind="bank",
            acceptor="Bank",
            amount=money(cents),
            issue_date=first,
            due_date=last,
            payment_id=payment,
            state=self.random.choice(BILL_STATES),
        )

    @staticmethod
    def _book(writer, customer, day, currency, cents, fate):
        """:return: id of the journal entry of the payment, whose invoices are paid"""
        state = "draft" if fate == "draft" else "posted"
        move = writer.payment(customer.partner, day, currency, cents, matched=True, state=state)
        if fate == "reversed":
            writer.payment(customer.partner, day, currency, -cents, matched=True, reverses=move)
        return move

    # -- disputes ---------------------------------------------------------------------------------------------------

    def consider(self, company, invoice, move, cents):
        """Remember some of the posted invoices that are not paid.

        :param company: index among all companies; ``cents``: total in company currency
        """
        if invoice.state == "posted" and invoice.sign > 0 and invoice.open_share and self.random.random() < 0.06:
            self.disputed.append((company, invoice, move, cents))

    def _write_disputes(self, invoices):
        table = self._table("crm_credit_dispute")
        reason = self.env.ref("crm_credit.dispute_reason_price").id
        for company, invoice, move, cents in self.disputed:
            states = self.random.choice((("open",), ("accepted",), ("rejected",), ("accepted", "open")))
            for state in states:
                table.add(
                    move_id=move,
                    partner_id=invoice.customer,
                    company_id=invoices[company].tables.root,
                    amount=money(self.random.choice((cents, self.random.randint(1, cents)))),
                    reason_id=reason,
                    date=self.today,
                    state=state,
                    credit_note_id=self._credit_note(invoices[company], invoice) if state == "accepted" else None,
                )
        self._flush(invoices)
        self._close(table)

    def _credit_note(self, writer, invoice):
        """:return: id of the credit note of what was accepted, if it is made: a draft, or matched with the invoice"""
        state = self.random.choice((None, "draft", "posted"))
        if not state:
            return None
        share = Fraction(0) if state == "posted" else Fraction(1)
        note, _paid, _total = writer.invoice(replace(invoice, sign=-1, state=state, open_share=share, origin=None))
        return note
