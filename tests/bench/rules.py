"""A customer to sell to, and every kind of rule that the check of its documents may have to look at."""

from datetime import timedelta

LIMIT = 10_000


def ruled_customer(env, company):
    """:return: a Customer that every kind of rule plays a part for, and that is good for small documents"""
    customer = Customer(env, company)
    customer.add_all_rules()
    return customer


class Customer:
    """A customer with a limit, in a company.

    :param company: in the environment that sells
    """

    def __init__(self, env, company):
        self.env = env
        self.company = company
        self.partner = self._partner("Bench buyer")
        self.account = self._account(self.partner)

    def _partner(self, name):
        return self.env["res.partner"].create({"name": name, "is_company": True})

    def _account(self, partner):
        return self.env["crm.credit.account"].create(
            {"partner_id": partner.id, "company_id": self.company.id, "limit_mode": "limited", "limit_amount": LIMIT}
        )

    def add_all_rules(self):
        """A class with a policy, a group, a temporary limit, a security, a bill and a disputed invoice; the customer is good."""
        today, same = self.company._business_today(), {"account_id": self.account.id}
        self.company.write({"credit_overdue_rule": True, "credit_tolerance": 5})
        policy = {"name": "Bench", "own_overdue": True, "overdue_rule": True, "overdue_amount": 500, "skip_disputed": "yes"}
        risk_class = self.env["crm.credit.class"].search([("company_id", "=", self.company.id)], limit=1)
        risk_class.policy_id = self.env["crm.credit.policy"].create({**policy, "company_id": self.company.id})
        self.account.class_id = risk_class
        self.account.group_account_id = self._account(self._partner("Bench holding"))
        self.env["crm.credit.temporary.limit"].create(
            {**same, "amount": 10, "date_from": today, "date_to": today + timedelta(1), "reason": "Season"}
        )
        security = self.env["crm.credit.security"].create({**same, "reference": "Bench", "amount": 10, "date_from": today})
        security._guarded_write({"state": "accepted"})
        self._owe(today)

    def _owe(self, today):
        """A late invoice, all of it disputed, and a bill."""
        line = {"name": "Bench", "quantity": 1, "price_unit": 1_000, "tax_ids": False}
        day = today - timedelta(120)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "invoice_date": day,
                "invoice_date_due": day,
                "invoice_line_ids": [(0, 0, line)],
            }
        )
        invoice.action_post()
        reason = self.env.ref("crm_credit.dispute_reason_price")
        self.env["crm.credit.dispute"].create({"move_id": invoice.id, "reason_id": reason.id})
        values = {"number": f"Bench {self.partner.id}", "acceptor": "Bank", "amount": 10, "issue_date": today, "due_date": today}
        self.env["crm.credit.bill"].create({**values, "partner_id": self.partner.id, "company_id": self.company.id})
