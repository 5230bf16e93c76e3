from datetime import timedelta

from odoo import models

# kind, days ago that the payment came at the least, what became of the bill
BILLS = [
    ("bank", 80, "action_honour"),
    ("commercial", 70, "action_dishonour"),
    ("bank", 45, "action_discount"),
    ("bank", 30, "action_endorse"),
    ("bank", 12, None),
    ("commercial", 0, None),
]
ACCEPTORS = {
    "bank": ("中国工商银行上海分行", "招商银行苏州分行", "宁波银行"),
    "commercial": ("华星电子集团财务公司", "远洋汽贸集团"),
}
YOUNGEST_BOOKED_AS_ENTRY = 119
# position among the secured customers, kind, share of the limit, coverage, days ago from, days until the end, whether accepted
SECURITIES = [
    (0, "guarantee", 0.5, 80, 120, 245, True),
    (1, "deposit", 0.1, 100, 200, None, True),
    (2, "insurance", 0.8, 90, 30, 11, True),
    (0, "mortgage", 1.0, 60, 0, 700, False),
]
REFERENCES = {
    "guarantee": "保证合同 BZ-{0}",
    "deposit": "保证金收据 {0}",
    "insurance": "信用保险保单 {0}",
    "mortgage": "房产抵押 {0}",
}
# position, share of the limit, days ago from, days until the end, reason
TEMPORARY = [
    (0, 0.3, 20, 9, "双十一备货,临时增加额度"),
    (0, 0.2, 120, -60, "国庆促销备货"),
    (1, 0.25, -7, 37, "春节前集中提货"),
]


class CrmDemoCompany(models.AbstractModel):
    """What raises or covers the credit of some customers."""

    _inherit = "crm.demo.company"

    def _load_credit_bills(self, world):
        """Some payments were acceptance bills; each has gone its own way since."""
        bills = self.env["crm.credit.bill"].with_user(world.users["creditofficer"])
        paid = [order for order in world.orders if self._may_be_bill(world, order)]
        paid.sort(key=lambda order: -order.invoice.amount_total)
        for number, (kind, ago, step) in enumerate(BILLS):
            order = next((order for order in paid if order.payment.date <= world.day(ago)), None)
            if not order:
                continue
            paid = [other for other in paid if other.customer is not order.customer]
            bill = bills.create(self._prepare_bill_values(world, order, kind, number))
            if step:
                getattr(bill, step)()
        self._progress("%s acceptance bills", bills.search_count([]))

    def _may_be_bill(self, world, order):
        """Whether the order was paid by a payment, which bills need, in the company's currency."""
        young = order.payment and order.payment.date >= world.day(YOUNGEST_BOOKED_AS_ENTRY)
        return young and order.invoice and order.fate == "done" and order.customer.kind not in ("export", "shop")

    def _prepare_bill_values(self, world, order, kind, number):
        payment = self.env["account.payment"].search([("invoice_ids", "in", order.invoice.ids)], limit=1)
        acceptors = ACCEPTORS[kind]
        return {
            "number": f"{130100000000 + 7919 * (number + 3)}",
            "kind": kind,
            "partner_id": order.customer.record.id,
            "drawer_id": order.customer.record.id,
            "acceptor": acceptors[number % len(acceptors)],
            "company_id": world.company.id,
            "amount": payment.amount,
            "payment_id": payment.id,
            "issue_date": order.payment.date - timedelta(days=4),
            "due_date": order.payment.date + timedelta(days=60 if number < 2 else 180),
        }

    def _load_credit_cover(self, world):
        """Securities and temporary limits of customers chosen for it."""
        for position, *rest in SECURITIES:
            for account in self._accounts_of(world, "secured", position):
                self._load_security(world, account, *rest)
        limits = self.env["crm.credit.temporary.limit"].with_user(world.users["creditdirector"])
        for position, share, ago, until, reason in TEMPORARY:
            for account in self._accounts_of(world, "temporary", position).filtered("limit_amount"):
                limit = limits.create(
                    {
                        "account_id": account.id,
                        "amount": round(account.limit_amount * share, -3),
                        "date_from": world.day(ago),
                        "date_to": world.day(-until),
                        "reason": reason,
                    }
                )
                changes = self.env["crm.credit.limit.change"].search([("temporary_limit_id", "=", limit.id)])
                self._shift_back(changes, max(ago, 1), "date")

    def _accounts_of(self, world, case, position):
        """Return the credit account of one of the examples; empty when a small world has none."""
        customers = world.notes["credit"][case][position : position + 1]
        partners = self.env["res.partner"].union(*(customer.record for customer in customers))
        return self.env["crm.credit.account"]._for_customers(partners, world.company)

    def _load_security(self, world, account, kind, share, coverage, ago, until, accepted):
        """An officer enters a security, a manager accepts it."""
        guarantor = world.notes["credit"]["unlimited"][:1]
        security = (
            self.env["crm.credit.security"]
            .with_user(world.users["creditofficer"])
            .create(
                {
                    "account_id": account.id,
                    "kind": kind,
                    "reference": REFERENCES[kind].format(f"{world.day(ago):%Y%m}-{account.id:03d}"),
                    "guarantor_id": guarantor[0].record.id if guarantor and kind == "guarantee" else False,
                    "amount": max(round(account.limit_amount * share, -3), 10000),
                    "coverage": coverage,
                    "date_from": world.day(ago),
                    "date_to": world.day(-until) if until else False,
                }
            )
        )
        if accepted:
            security.with_user(world.users["creditmanager"]).action_accept()
