"""Credit figures of a month worked out with pandas from the tables of the books, apart from crm_credit; keep it so.

Written from the definitions: sales, credit sales, receivables at the beginning and the end, what was not due, overdue and not
allocated, what money paid and how late, what was lost, limits and their use.
"""

import pandas as pd

ITEMS = """
SELECT line.id, contact.commercial_partner_id AS partner, line.date, COALESCE(line.date_maturity, line.date) AS due,
       line.balance::float AS balance, move.move_type AS type, move.invoice_user_id AS seller, move.team_id AS team,
       move.id AS move
  FROM account_move_line line
  JOIN account_move move ON move.id = line.move_id
  JOIN account_account account ON account.id = line.account_id
  JOIN res_partner contact ON contact.id = line.partner_id
 WHERE account.account_type = 'asset_receivable' AND line.parent_state = 'posted' AND line.company_id = ANY(%(branches)s)
"""
MATCHES = """
SELECT part.debit_move_id AS debit, part.credit_move_id AS credit, part.amount::float AS amount, part.max_date AS day
  FROM account_partial_reconcile part
"""
# Of each entry: whether it is of a bank or cash journal, and what it books as an expense.
ENTRIES = """
SELECT move.id AS move, journal.type IN ('bank', 'cash', 'credit') AS bank,
       COALESCE(SUM(line.balance) FILTER (
           WHERE account.account_type IN ('expense', 'expense_direct_cost', 'expense_other')), 0) > 0 AS loss
  FROM account_move move
  JOIN account_journal journal ON journal.id = move.journal_id
  JOIN account_move_line line ON line.move_id = move.id
  JOIN account_account account ON account.id = line.account_id
 WHERE move.move_type = 'entry' AND move.company_id = ANY(%(branches)s)
 GROUP BY 1, 2
"""
ACCOUNTS = """
SELECT account.id, account.partner_id AS partner, account.class_id AS class, account.limit_mode AS mode,
       account.limit_amount::float AS amount, account.group_account_id AS head,
       COALESCE((SELECT SUM(extra.amount) FROM crm_credit_temporary_limit extra
                  WHERE extra.account_id = account.id AND %(last)s BETWEEN extra.date_from AND extra.date_to), 0)::float AS extra
  FROM crm_credit_account account
 WHERE account.company_id = %(company)s
"""
RATES = "SELECT days_from AS start, rate::float AS rate FROM crm_credit_provision_rate WHERE company_id = %(company)s"
SALES = ("out_invoice", "out_refund", "out_receipt")
KEYS = ["team", "seller", "class"]
NOBODY = 0
CENT = 0.005


def figures(read, company, branches, first, last):
    """Work the figures of a month out; the company's default credit has to be unlimited.

    :param read: function of a statement and its parameters that returns a data frame
    :return: data frame with a row for each team, seller and class (0: none)
    """
    asked = {"branches": branches, "company": company, "last": last}
    items, matches = _items(read, asked, first, last)
    entries, accounts = read(ENTRIES, asked).set_index("move"), read(ACCOUNTS, asked)
    parts = [_balances(items, last), _sales(items, matches, entries, first)]
    parts += [_settled(items, matches, entries, first, last), _limits(items, accounts)]
    found = pd.concat(parts, ignore_index=True).fillna({"team": NOBODY, "seller": NOBODY})
    classes = accounts.set_index("partner")["class"]
    found["class"] = found.partner.map(classes).fillna(NOBODY).astype(int)
    return found.drop(columns="partner").fillna(0.0).groupby(KEYS).sum()


def provision(read, company, branches, first, last):
    """What is expected to be lost: credits settle the oldest items first, the rest is lost at the rate of its age.

    :return: data frame with receivable and provision for each customer and first day of a bucket
    """
    items, _matches = _items(read, {"branches": branches}, first, last)
    items["credit"] = items.closing.clip(upper=0.0).groupby(items.partner).transform("sum")
    owed = items[items.closing > CENT].sort_values(["partner", "due", "id"])
    covered = owed.groupby("partner").closing.cumsum() + owed.credit
    owed["receivable"] = covered.clip(lower=0.0).where(covered < owed.closing, owed.closing)
    owed["days"] = (pd.Timestamp(last) - pd.to_datetime(owed.due)).dt.days.clip(lower=0)
    rates = read(RATES, {"company": company})
    owed["days_from"] = [max([start for start in rates.start if start <= days], default=rates.start.min()) for days in owed.days]
    owed["provision"] = owed.receivable * owed.days_from.map(rates.set_index("start").rate) / 100
    found = owed.groupby(["partner", "days_from"])[["receivable", "provision"]].sum()
    return found[found.receivable > CENT]


def _items(read, asked, first, last):
    """:return: (receivable items until the last day, with what was open at the beginning and the end, all matches)"""
    items, matches = read(ITEMS, asked), read(MATCHES, asked)
    items = items[items.date <= last].copy()
    items[["team", "seller"]] = items[["team", "seller"]].where(items.type.isin(SALES)).fillna(NOBODY).astype(int)
    items["opening"] = (items.balance - _matched(items, matches[matches.day < first])).where(items.date < first, 0.0)
    items["closing"] = items.balance - _matched(items, matches[matches.day <= last])
    return items, matches


def _matched(items, matches):
    """:return: for each item, what it was matched with, signed like the item"""
    debit = matches.groupby("debit").amount.sum()
    credit = matches.groupby("credit").amount.sum()
    return items.id.map(debit).fillna(0.0) - items.id.map(credit).fillna(0.0)


def _balances(items, last):
    part = items[["partner", "team", "seller"]].copy()
    part["opening_receivable"], part["closing_receivable"] = items.opening, items.closing
    owed = items.closing.clip(lower=0.0)
    part["closing_current"] = owed.where(items.due >= last, 0.0)
    part["overdue"] = owed.where(items.due < last, 0.0)
    part["unallocated"] = items.closing.clip(upper=0.0)
    return part


def _payments(items, matches, entries):
    """:return: matches of invoices with entries: columns of the item, and day and amount of the money or loss"""
    found = matches.merge(items, left_on="debit", right_on="id", suffixes=("", "_item"))
    other = items[["id", "move", "date"]].rename(columns={"id": "credit", "move": "entry", "date": "paid_on"})
    found = found.merge(other, on="credit").merge(entries, left_on="entry", right_index=True)
    found["money"] = found.amount.where(found.bank & ~found.loss, 0.0)
    found["lost"] = found.amount.where(found.loss, 0.0)
    return found


def _sales(items, matches, entries, first):
    part = items[items.type.isin(SALES) & (items.date >= first)].copy()
    paid = _payments(items, matches, entries)
    cash = paid[paid.day <= paid.date].groupby("debit").money.sum()
    part["sales"] = part.balance
    part["credit_sales"] = part.balance - part.id.map(cash).fillna(0.0)
    return part[["partner", "team", "seller", "sales", "credit_sales"]]


def _settled(items, matches, entries, first, last):
    part = _payments(items, matches[(matches.day >= first) & (matches.day <= last)], entries)
    days = (pd.to_datetime(part.paid_on) - pd.to_datetime(part.due)).dt.days.clip(lower=0)
    part["paid_amount"], part["late_amount"], part["written_off"] = part.money, part.money * days, part.lost
    return part[["partner", "team", "seller", "paid_amount", "late_amount", "written_off"]]


def _limits(items, accounts):
    """Limits of members are shares of their group's: only the head's counts."""
    accounts = accounts.copy()
    standing = accounts.amount.where(accounts["mode"] == "limited").where(accounts["mode"] != "prepay", 0.0)
    accounts["limit"] = standing + accounts.extra
    heads = accounts.set_index("id").limit
    group_limit = accounts["head"].map(heads)
    accounts["limit_amount"] = accounts.limit.where(group_limit.isna(), 0.0).fillna(0.0)
    owed = accounts.partner.map(items.groupby("partner").closing.sum()).fillna(0.0).clip(lower=0.0)
    accounts["limit_used"] = owed.where(accounts.limit.notna() | group_limit.notna(), 0.0)
    return accounts[["partner", "limit_amount", "limit_used"]]


def ratios(sums, days):
    """:return: the ratios of facts as a dict, None without a divisor"""
    receivable, credit = sums.closing_receivable, sums.credit_sales
    return {
        "credit_sales_ratio": _ratio(100 * credit, sums.sales),
        "dso": _ratio(receivable * days, credit),
        "best_dso": _ratio(sums.closing_current * days, credit),
        "days_late": _ratio(sums.late_amount, sums.paid_amount),
        "cei": _ratio(
            100 * (sums.opening_receivable + credit - receivable), sums.opening_receivable + credit - sums.closing_current
        ),
        "overdue_share": _ratio(100 * sums.overdue, sums.overdue + sums.closing_current),
        "bad_debt_rate": _ratio(100 * sums.written_off, credit),
        "utilisation": _ratio(100 * sums.limit_used, sums.limit_amount),
    }


def _ratio(above, below):
    return above / below if below > 0 else None
