"""Orders of one scarce product from several clients at once, over two server processes."""

import queue
import time
from concurrent.futures import ThreadPoolExecutor

from tests.support.rpc import RpcError, Web

from ..figures import Figure
from ..inside_odoo import call
from . import EACH, QUANTITY

ORDERS, OF_EACH, CLIENTS, TRIES = 1_000, 5, 8, 10
# What a client may try again: the server gave up to run a request again that met others.
AGAIN = ("psycopg2.errors.SerializationFailure", "psycopg2.errors.DeadlockDetected", "psycopg2.errors.LockNotAvailable")


def measure(database, servers):
    """:return: list of Figure"""
    ids = call(database, "tests.bench.tobacco.rush_fill", orders=ORDERS, of_each=OF_EACH)
    waiting, refused, retried = queue.Queue(), [], []
    for order in ids:
        waiting.put(order)
    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda number: _client(servers[number % len(servers)], waiting, refused, retried), range(CLIENTS)))
    return _figures(database, ids, refused, len(retried), time.perf_counter() - start)


def _client(server, waiting, errors, retried):
    """Confirm orders until there are none; those that met others are tried again."""
    session = Web(server.url, server.database)
    while True:
        try:
            order = waiting.get_nowait()
        except queue.Empty:
            return
        for attempt in range(TRIES):
            try:
                session.call("sale.order", "action_confirm", [order])
                break
            except RpcError as error:
                if error.name not in AGAIN or attempt + 1 == TRIES:
                    errors.append(f"{order}: {error}")
                    break
                retried.append(order)


def _figures(database, ids, errors, retried, elapsed):
    fit = EACH // QUANTITY
    rows = database.query(
        """
        SELECT count(*) FILTER (WHERE taken > %(each)s), count(*) FILTER (WHERE confirmed < %(fit)s), sum(undecided),
               sum(confirmed)
          FROM (
            SELECT o.partner_id, sum(line.product_uom_qty) FILTER (WHERE o.state = 'sale') AS taken,
                   count(*) FILTER (WHERE o.state = 'sale') AS confirmed,
                   count(*) FILTER (WHERE o.state <> 'sale' AND o.tobacco_check IS DISTINCT FROM 'blocked') AS undecided
              FROM sale_order o JOIN sale_order_line line ON line.order_id = o.id
             WHERE o.id = ANY(%(ids)s) GROUP BY 1
               ) each
        """,
        {"each": EACH, "fit": fit, "ids": ids},
    )
    exceeded, missed, undecided, confirmed = rows[0]
    title = f"{len(ids)} orders of a scarce product from {CLIENTS} clients"
    pace = f"{elapsed:.1f} s, {retried} tried again by clients"
    return [
        Figure(f"{title}: retailers beyond their quota", str(exceeded), value=exceeded, bound=0, note=pace),
        Figure(f"{title}: retailers with less than fits", str(missed), value=missed, bound=0, note=f"{confirmed} confirmed"),
        Figure(f"{title}: neither confirmed nor refused", str(undecided), value=int(undecided), bound=0),
        Figure(f"{title}: errors that users saw", str(len(errors)), value=len(errors), bound=0, note="; ".join(errors[:2])),
    ]
