from datetime import timedelta

from odoo import models
from odoo.fields import Command
from odoo.tools import SQL

# what was said: result, channel, days ago, note, next action, days until it
CONTACTS = [
    ("reached", "phone", 12, "财务承认欠款,正在安排付款", "call", -4),
    ("not_reached", "phone", 9, "无人接听", "call", -2),
    ("promise", "phone", 2, "承诺下周一支付", "wait", 5),
    ("dispute", "email", 8, "对到货数量有异议,已转业务核实", "settle", 3),
    ("refused", "visit", 6, "客户称资金紧张,拒绝给出付款计划", "legal", 1),
    ("message", "message", 4, "微信留言,等待回复", "call", 0),
    ("wrong_number", "phone", 3, "号码已停用,向业务员索取新联系方式", "write", 2),
]
DISPUTES = [
    ("quantity", "到货数量少两箱", None),
    ("quality", "部分产品外观划伤", "accept"),
    ("price", "未按协议价开票", "reject"),
]


class CrmDemoCompany(models.AbstractModel):
    """Promises kept, kept in part, broken and running; disputes; what was said on the phone."""

    _inherit = "crm.demo.company"

    def _load_collection(self, world):
        """Work on what is overdue, then propose the dunning run of today."""
        cases = self.env["crm.credit.case"]
        cases._collect(world.company)
        self._load_kept_promises(world)
        overdue = cases.search([("company_id", "=", world.company.id), ("state", "=", "open")], order="priority desc, id")
        self._load_other_promises(world, overdue)
        self._load_disputes(world, overdue[4:])
        self._load_contacts(world, overdue[:3] | overdue[4 : 4 + len(CONTACTS) - 3])
        self._date_cases(world)
        self._propose_run(world, world.today)
        self._progress("%s collection cases", len(overdue))

    def _load_kept_promises(self, world):
        """Two customers paid what they had promised, one a part of it: the payments are there."""
        seen, shares = set(), [1.0, 1.0, 1.8]
        paid = [order for order in world.orders if order.invoice and order.payment and order.customer.kind != "export"]
        paid = [order for order in paid if world.day(40) < order.payment.date < world.day(6)]
        for order in sorted(paid, key=lambda order: -order.invoice.amount_total):
            if order.customer.record in seen or not shares:
                continue
            seen.add(order.customer.record)
            amount = round(self._paid_amount(order) * shares.pop(0), 2)
            day = order.payment.date
            self._promise(world, order.customer.record, amount, day - timedelta(days=5), day + timedelta(days=1), order.invoice)

    def _load_other_promises(self, world, cases):
        """The worst customer broke its word, another one has just given it."""
        for case, made, due in zip(cases[:3], (34, 20, 2), (25, 12, -5), strict=False):
            amount = round(case.amount * 0.6, -2) or case.amount
            self._promise(world, case.partner_id, amount, world.day(made), world.day(due))

    def _promise(self, world, partner, amount, day, due, invoice=None):
        """Note a promise as of an earlier day."""
        officer = world.users["creditofficer"]
        promise = (
            self.env["crm.credit.promise"]
            .with_user(officer)
            .create(
                {
                    "partner_id": partner.id,
                    "company_id": world.company.id,
                    "amount": amount,
                    "date": day,
                    "date_due": due,
                    "invoice_ids": [Command.set(invoice.ids)] if invoice and amount <= self._invoiced(invoice) else False,
                    "note": "电话承诺",
                }
            )
        )
        self._shift_back(promise, (world.today - day).days)
        if promise.state != "open":
            promise.sudo()._guarded_write({"date_settled": min(promise.date_limit + timedelta(days=1), world.today)})

    def _invoiced(self, invoice):
        return abs(invoice.amount_total_signed) + 0.01

    def _load_disputes(self, world, cases):
        """Customers don't accept a part of an invoice; one was right, one was not."""
        officer = world.users["creditofficer"]
        for case, (reason, note, verb) in zip(cases, DISPUTES, strict=False):
            item = case.move_line_ids.filtered(lambda line: line.amount_residual > 0)[:1]
            dispute = (
                self.env["crm.credit.dispute"]
                .with_user(officer)
                .create(
                    {
                        "move_id": item.move_id.id,
                        "amount": round(item.amount_residual * 0.3, 2),
                        "reason_id": self.env.ref(f"crm_credit.dispute_reason_{reason}").id,
                        "date": world.day(9),
                        "note": note,
                    }
                )
            )
            if verb:
                getattr(dispute, f"action_{verb}")()
            self._shift_back(dispute, 9)

    def _load_contacts(self, world, cases):
        """The officer has called, written and visited."""
        contacts = self.env["crm.credit.contact"].with_user(world.users["creditofficer"])
        order = (4, 1, 2, 3, 0, 5, 6)
        for case, place in zip(cases, order, strict=False):
            result, channel, ago, note, action, days = CONTACTS[place]
            contact = contacts.create(
                {
                    "case_id": case.id,
                    "result": result,
                    "channel": channel,
                    "note": note,
                    "date": self._at_work(world.day(ago)),
                    "next_action": action,
                    "next_date": world.day(-days),
                }
            )
            self._shift_back(contact, ago)

    def _date_cases(self, world):
        """A case opened the day after the oldest item fell due, as the nightly refresh would have done."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE crm_credit_case SET date_open = %(today)s::date - GREATEST(LEAST(oldest_days - 1, 180), 0)
                    WHERE company_id = %(company)s AND state = 'open'""",
                today=world.today,
                company=world.company.id,
            )
        )
        self.env.invalidate_all()
