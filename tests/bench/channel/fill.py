"""In Odoo: dealers, and imports of one large workbook of their reports."""

import base64
import io
from itertools import islice

from dateutil.relativedelta import relativedelta
from openpyxl import Workbook

from ..diversion.market import make_market, managers_of
from . import EVERY, IMPORTS, SOURCE

HEADER = ("customer_ref", "date", "product", "opening", "sell_in", "sell_through", "returned", "adjustment", "closing")


def run(env, rows, dealers=200):
    """Make the imports; the measuring process runs them.

    :param rows: rows of the workbook
    """
    market = make_market(env, dealers)
    market.company.channel_report_period = "month"
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADER)
    for row in islice(_rows(market), rows):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    values = {"file": base64.b64encode(stream.getvalue()), "filename": "reports.xlsx", "source": SOURCE}
    user = managers_of(env)[0]
    env["crm.channel.import"].with_user(user).create([values | {"company_id": market.company.id} for _time in range(IMPORTS)])


def _rows(market):
    """Yield month by month, dealer by dealer; every so many rows something is wrong."""
    today, number = market.company._business_today(), 0
    for months in range(1, 1000):
        day = today.replace(day=1) - relativedelta(months=months)
        for dealer in market.dealers.mapped("ref"):
            for product in market.products.mapped("default_code"):
                number += 1
                row = [dealer, day, product, 20 + number % 50, number % 30, number % 20, 0, 0, None]
                if number % EVERY == 0:
                    _spoil(row, number // EVERY)
                yield row


def _spoil(row, number):
    column, value = ((0, "nobody"), (2, "nothing"), (4, -1), (5, "some"))[number % 4]
    row[column] = value
