"""Credit figures of a month in plain Python, from journal items and their matchings read one by one."""

from collections import defaultdict
from datetime import date, timedelta

SALES = ("out_invoice", "out_refund", "out_receipt")
MONEY = ("bank", "cash", "credit")


class KpiOracle:
    def __init__(self, env, company, losses):
        self.env = env(su=True)
        self.company, self.losses = company, losses
        lines = self.env["account.move.line"].search(
            [("account_id.account_type", "=", "asset_receivable"), ("parent_state", "=", "posted"),
             ("company_id", "child_of", company.id), ("partner_id", "!=", False)]
        )  # fmt: skip
        self.lines = list(lines)
        self.matches = defaultdict(list)
        for part in self.env["account.partial.reconcile"].search([]):
            self.matches[part.debit_move_id].append((part.credit_move_id, part.amount, part.max_date))
            self.matches[part.credit_move_id].append((part.debit_move_id, -part.amount, part.max_date))

    def residual(self, line, day):
        if line.date > day:
            return 0.0
        return line.balance - sum(amount for _other, amount, on in self.matches[line] if on <= day)

    def due(self, line):
        return line.date_maturity or line.date

    def loss_share(self, move):
        lost = sum(line.balance for line in move.line_ids if line.account_id in self.losses)
        owed = -sum(line.balance for line in move.line_ids if line.account_id.account_type == "asset_receivable")
        return min(max(lost / owed, 0), 1) if owed else 0

    def settled(self, line):
        """Yield (day of the payment, day of the matching, money, loss)."""
        for other, amount, on in self.matches[line]:
            if other.move_id.move_type not in SALES:
                lost = amount * self.loss_share(other.move_id)
                money = amount - lost if other.move_id.journal_id.type in MONEY else 0.0
                yield other.date, on, money, lost

    def owner(self, line):
        seller = line.move_id.invoice_user_id if line.move_id.move_type in SALES else False
        return seller or line.partner_id.commercial_partner_id.user_id

    def month(self, first, last):
        """Return {salesperson: {figure: amount}}."""
        result = defaultdict(lambda: defaultdict(float))
        before = first - timedelta(days=1)
        for line in self.lines:
            row, open_now = result[self.owner(line)], self.residual(line, last)
            row["opening_receivable"] += self.residual(line, before)
            row["closing_receivable"] += open_now
            kind = "unallocated" if open_now < 0 else "overdue" if self.due(line) < last else "closing_current"
            row[kind] += open_now
            if line.move_id.move_type in SALES and first <= line.date <= last:
                row["sales"] += line.balance
                row["credit_sales"] += line.balance - sum(
                    money for _day, on, money, _lost in self.settled(line) if on <= line.date
                )
            for day, on, money, lost in self.settled(line):
                if line.balance > 0 and first <= on <= last:
                    row["written_off"] += lost
                    if line.move_id.move_type in ("out_invoice", "out_receipt"):
                        row["paid_amount"] += money
                        row["late_amount"] += money * max((day - self.due(line)).days, 0)
        return result

    def provision(self, last, rates):
        """Return {(customer, days_from): (open, provision)}; credits settle the oldest items first."""
        items, credits = defaultdict(list), defaultdict(float)
        for line in self.lines:
            open_now, customer = self.residual(line, last), line.partner_id.commercial_partner_id
            if open_now > 0:
                items[customer].append([self.due(line), line.id, open_now])
            else:
                credits[customer] -= open_now
        result = defaultdict(float)
        for customer, rows in items.items():
            left = credits[customer]
            for due, _line, amount in sorted(rows):
                used = min(left, amount)
                left -= used
                bucket = max(start for start in rates if start <= max((last - due).days, 0))
                result[customer, bucket] += amount - used
        return {
            key: (round(amount, 2), round(amount * rates[key[1]] / 100, 2)) for key, amount in result.items() if round(amount, 2)
        }


def ratios(sums, days):
    """Return the ratios of a mapping of sums over one month; None without a base."""

    def over(above, below, factor=1):
        return factor * above / below if round(below, 6) > 0 else None

    supply = sums["opening_receivable"] + sums["credit_sales"]
    return {
        "credit_sales_ratio": over(sums["credit_sales"], sums["sales"], 100),
        "dso": over(sums["closing_receivable"], sums["credit_sales"], days),
        "best_dso": over(sums["closing_current"], sums["credit_sales"], days),
        "days_late": over(sums["late_amount"], sums["paid_amount"]),
        "cei": over(supply - sums["closing_receivable"], supply - sums["closing_current"], 100),
        "overdue_share": over(sums["overdue"], sums["closing_current"] + sums["overdue"], 100),
        "bad_debt_rate": over(sums["written_off"], sums["credit_sales"], 100),
    }


def month_bounds(day, today):
    first = day.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, min(following - timedelta(days=1), today)
