"""The files: the same ones for the same numbers of rows. No Odoo here."""

import csv
from datetime import datetime, timedelta

from . import EVERY

START = datetime(2026, 1, 1)
KINDS = ("voice", "data", "sms")
USAGE = ("external_id", "number", "start", "kind", "minutes", "megabytes", "quantity", "amount")
BILLS = ("external_id", "account", "date", "date_due", "period_from", "period_to", "amount", "tax", "kind", "state")


def write_usage(file, rows, subscriptions):
    """Write a csv of usage of subscriptions S1, S2 …; every so many rows nobody knows the number."""
    out = csv.writer(file)
    out.writerow(USAGE)
    for n in range(1, rows + 1):
        number = "nobody" if n % EVERY == 0 else f"S{1 + n * 7919 % subscriptions}"
        start = (START + timedelta(seconds=37 * n % 7_776_000)).isoformat(sep=" ")
        kind = KINDS[n % 3]
        minutes, megabytes, quantity = (n % 600 / 10, "", "") if kind == "voice" else ("", n % 5000 / 10, "")
        if kind == "sms":
            minutes, megabytes, quantity = "", "", 1
        out.writerow((f"cdr-{n:09}", number, start, kind, minutes, megabytes, quantity, f"{n % 977 / 100:.2f}"))


def write_bills(file, rows, accounts):
    """Write a csv of bills of accounts A1, A2 …, of months without usage; every so many rows nobody knows the account."""
    out = csv.writer(file)
    out.writerow(BILLS)
    for n in range(1, rows + 1):
        account = "nobody" if n % EVERY == 0 else f"A{1 + n * 7919 % accounts}"
        month = 4 + n % 3
        days = (f"2026-{month + 1:02}-01", f"2026-{month + 1:02}-15", f"2026-{month:02}-01", f"2026-{month:02}-28")
        amount = n % 977
        out.writerow((f"bill-{n:09}", account, *days, f"{amount}.00", f"{amount * 0.06:.2f}", "recurring", "sent"))
