"""Credit figures of a month worked out with pandas from the tables of the books, apart from crm_credit; keep it so.

Written from the definitions: sales, credit sales, receivables at the beginning and the end, what was not due, overdue and not
allocated, what money paid and how late, what was lost, limits and their use. An invoice is its salesperson's and team's, or
else those of the customer, whose are all other entries and the limits. Class, limit and group are those of the month's end.
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
# Of each entry: whether it is of a bank or cash journal, what it books as a loss, and what it takes off receivables.
ENTRIES = """
WITH chosen AS (SELECT account_id FROM res_company_bad_debt_account_rel WHERE company_id = %(company)s),
neither AS (
    SELECT unnest(ARRAY[income_currency_exchange_account_id, expense_currency_exchange_account_id,
                        account_journal_early_pay_discount_loss_account_id, account_journal_early_pay_discount_gain_account_id])
      FROM res_company WHERE id = ANY(%(branches)s)
),
loss AS (
    SELECT account.id FROM account_account account
     WHERE CASE WHEN EXISTS (SELECT FROM chosen) THEN account.id IN (SELECT account_id FROM chosen)
                ELSE account.account_type IN ('expense', 'expense_direct_cost', 'expense_other')
                     AND account.id NOT IN (SELECT unnest FROM neither WHERE unnest IS NOT NULL) END
)
SELECT move.id AS move, journal.type IN ('bank', 'cash', 'credit') AS bank,
       COALESCE(SUM(line.balance) FILTER (WHERE line.account_id IN (SELECT id FROM loss)), 0)::float AS lost,
       COALESCE(-SUM(line.balance) FILTER (WHERE account.account_type = 'asset_receivable'), 0)::float AS owed
  FROM account_move move
  JOIN account_journal journal ON journal.id = move.journal_id
  JOIN account_move_line line ON line.move_id = move.id
  JOIN account_account account ON account.id = line.account_id
 WHERE move.move_type = 'entry' AND move.company_id = ANY(%(branches)s)
 GROUP BY 1, 2
"""
CUSTOMERS = """
SELECT customer.id AS partner, customer.user_id AS seller, seller.sale_team_id AS team
  FROM res_partner customer
  JOIN res_users seller ON seller.id = customer.user_id
 WHERE customer.id = customer.commercial_partner_id
"""
COMPANY = """
SELECT CASE WHEN account_use_credit_limit THEN credit_default_mode ELSE 'unlimited' END AS mode,
       credit_default_limit::float AS amount, COALESCE(credit_cash_days, 0) AS cash_days, COALESCE(business_tz, 'UTC') AS zone
  FROM res_company WHERE id = %(company)s
"""
CHANGES = """
SELECT partner_id AS partner, date, old_mode, new_mode, old_amount::float AS old_amount, new_amount::float AS new_amount,
       old_group_id AS old_head, new_group_id AS new_head, old_class_id AS old_class, new_class_id AS new_class
  FROM crm_credit_limit_change
 WHERE company_id = %(company)s
 ORDER BY date, id
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
INVOICES = ("out_invoice", "out_receipt")
KEYS = ["team", "seller", "class"]
NOBODY = 0
CENT = 0.005


def figures(read, company, branches, first, last):
    """Work the figures of a month out.

    :param read: function of a statement and its parameters that returns a data frame
    :return: data frame with a row for each team, seller and class (0: none)
    """
    asked = {"branches": branches, "company": company, "last": last}
    rules, customers = read(COMPANY, asked).iloc[0], read(CUSTOMERS, asked).set_index("partner")
    items, matches = _items(read, asked, first, last)
    entries, accounts = _entries(read, asked), _accounts(read, asked, rules, last)
    parts = [_balances(items, last), _sales(items, matches, entries, first, int(rules.cash_days))]
    parts += [_settled(items, matches, entries, first, last), _limits(items, accounts, customers)]
    found = pd.concat(parts, ignore_index=True).fillna({"team": NOBODY, "seller": NOBODY})
    classes = accounts.set_index("partner")["class"]
    found["class"] = found.partner.map(classes).fillna(NOBODY).astype(int)
    return found.drop(columns="partner").fillna(0.0).groupby(KEYS).sum()


def provision(read, company, branches, first, last):
    """What is expected to be lost: credits settle the oldest items first, the rest is lost at the rate of its age.

    :return: data frame with receivable and provision for each customer and first day of a bucket
    """
    items, _matches = _items(read, {"branches": branches, "company": company}, first, last)
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
    items, matches, customers = read(ITEMS, asked), read(MATCHES, asked), read(CUSTOMERS, asked).set_index("partner")
    items = items[items.date <= last].copy()
    for name in ("team", "seller"):
        of_document = items[name].where(items.type.isin(SALES)).astype(float)
        items[name] = of_document.fillna(items.partner.map(customers[name])).fillna(NOBODY).astype(int)
    items["opening"] = (items.balance - _matched(items, matches[matches.day < first])).where(items.date < first, 0.0)
    items["closing"] = items.balance - _matched(items, matches[matches.day <= last])
    return items, matches


def _entries(read, asked):
    """:return: entries with the share of what they take off receivables that is a loss"""
    entries = read(ENTRIES, asked).set_index("move")
    entries["share"] = (entries.lost / entries.owed.where(entries.owed != 0)).clip(0, 1).fillna(0.0)
    return entries[["bank", "share"]]


def _accounts(read, asked, rules, last):
    """:return: credit accounts with mode, amount, head of the group and class as they were when the last day was over"""
    accounts, changes = read(ACCOUNTS, asked), read(CHANGES, asked)
    over = (pd.Timestamp(last) + pd.Timedelta(days=1)).tz_localize(rules.zone).tz_convert("UTC").tz_localize(None)
    day = pd.to_datetime(changes.date)
    before = changes[day < over].drop_duplicates("partner", keep="last").set_index("partner")
    after = changes[day >= over].drop_duplicates("partner", keep="first").set_index("partner")
    known, changed_later = accounts.partner.isin(before.index), accounts.partner.isin(after.index)
    for name in ("mode", "amount", "head", "class"):
        later = accounts[name].astype(object).where(~changed_later, accounts.partner.map(after[f"old_{name}"].astype(object)))
        accounts[name] = later.where(~known, accounts.partner.map(before[f"new_{name}"].astype(object)))
    by_default = (accounts["mode"] == "default") & accounts["head"].isna()
    accounts["mode"] = accounts["mode"].where(~by_default, rules["mode"])
    accounts["amount"] = accounts.amount.where(~by_default, rules.amount).astype(float)
    return accounts


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


def _payments(items, matches, entries, own="debit", other="credit"):
    """:return: matches of documents with entries: columns of the item, and day and amount of the money or loss"""
    found = matches.merge(items, left_on=own, right_on="id", suffixes=("", "_item"))
    counterpart = items[["id", "move", "date"]].rename(columns={"id": other, "move": "entry", "date": "paid_on"})
    found = found.merge(counterpart, on=other).merge(entries, left_on="entry", right_index=True)
    found["money"] = (found.amount * (1 - found.share)).where(found.bank, 0.0)
    found["lost"] = found.amount * found.share
    return found


def _sales(items, matches, entries, first, cash_days):
    part = items[items.type.isin(SALES) & (items.date >= first)].copy()
    part["sales"] = part["credit_sales"] = part.balance
    for own, other, sign in (("debit", "credit", 1), ("credit", "debit", -1)):
        paid = _payments(items, matches, entries, own, other)
        late = pd.to_datetime(paid.day) - pd.to_datetime(paid.date) > pd.Timedelta(days=cash_days)
        part["credit_sales"] -= sign * part.id.map(paid[~late].groupby(own).money.sum()).fillna(0.0)
    return part[["partner", "team", "seller", "sales", "credit_sales"]]


def _settled(items, matches, entries, first, last):
    part = _payments(items, matches[(matches.day >= first) & (matches.day <= last)], entries)
    days = (pd.to_datetime(part.paid_on) - pd.to_datetime(part.due)).dt.days.clip(lower=0)
    part["paid_amount"] = part.money.where(part.type.isin(INVOICES), 0.0)
    part["late_amount"], part["written_off"] = part.paid_amount * days, part.lost
    return part[["partner", "team", "seller", "paid_amount", "late_amount", "written_off"]]


def _limits(items, accounts, customers):
    """Limits of members are shares of their group's: only the head's counts."""
    accounts = accounts.copy()
    standing = accounts.amount.where(accounts["mode"] == "limited").where(accounts["mode"] != "prepay", 0.0)
    accounts["limit"] = standing + accounts.extra
    heads = accounts.set_index("id").limit
    group_limit = accounts["head"].map(heads)
    accounts["limit_amount"] = accounts.limit.where(group_limit.isna(), 0.0).fillna(0.0)
    owed = accounts.partner.map(items.groupby("partner").closing.sum()).fillna(0.0).clip(lower=0.0)
    accounts["limit_used"] = owed.where(accounts.limit.notna() | group_limit.notna(), 0.0)
    for name in ("team", "seller"):
        accounts[name] = accounts.partner.map(customers[name])
    return accounts[["partner", "team", "seller", "limit_amount", "limit_used"]]


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
