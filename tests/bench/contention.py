"""Confirmations at the same moment: several server processes, one limit of a customer, a group or a release."""

from dataclasses import dataclass
from functools import partial

from tests.support.rpc import RpcError, Web
from tests.support.together import together

from .figures import Figure
from .inside_odoo import call

LIMIT = 1_000
PAIR = (600, 600)  # one fits
FOUR = (300, 300, 300, 300)  # three fit
KINDS = {"customer": "one customer", "group": "subsidiaries of a group", "release": "a release of a customer"}


@dataclass
class Round:
    """What came of orders confirmed together: amounts confirmed, orders held, errors that users saw."""

    confirmed: list
    held: int
    errors: list


def prepare(database, rounds, kind="customer"):
    """Make those who share a limit, and their quotations, for each round, in a company whose check blocks.

    :param rounds: list of tuples of amounts
    :param kind: one of KINDS
    :return: list of lists of order ids
    """
    [orders] = prepare_all(database, [(kind, rounds)])
    return orders


def prepare_all(database, plans):
    """Make what ``prepare`` makes for several pairs of kind and rounds; starting Odoo once costs most of it."""
    plans = [{"kind": kind, "rounds": list(rounds)} for kind, rounds in plans]
    return call(database, "tests.bench.rush_prepare", plans=plans, limit=LIMIT)


class Rush:
    """Logged-in sessions, spread over the servers, that confirm together."""

    def __init__(self, servers, sessions=4):
        self.sessions = [Web(server.url, server.database) for server in (servers * sessions)[:sessions]]

    def check(self, mode):
        """What the company's check does from now on."""
        self.sessions[0].call("res.company", "write", [1], {"credit_check_confirm": mode})

    def together(self, orders):
        """Each order by a session of its own, all let go at once."""
        calls = [partial(self._confirm, session, [order]) for session, order in zip(self.sessions, orders, strict=False)]
        return self._outcome(orders, together(*calls))

    def one_call(self, orders):
        """All orders by one call of one session."""
        return self._outcome(orders, [self._confirm(self.sessions[0], orders)])

    def one_by_one(self, orders):
        """Each order by a call of its own, one after the other."""
        return self._outcome(orders, [self._confirm(self.sessions[0], [order]) for order in orders])

    @staticmethod
    def _confirm(session, orders):
        """:return: what the user reads when it fails"""
        try:
            session.call("sale.order", "action_confirm", orders)
        except RpcError as error:
            return str(error)
        return None

    def _outcome(self, orders, errors):
        fields = ["state", "credit_state", "amount_total"]
        rows = self.sessions[0].call("sale.order", "read", orders, fields)
        return Round(
            confirmed=[row["amount_total"] for row in rows if row["state"] == "sale"],
            held=sum(row["state"] != "sale" and row["credit_state"] == "held" for row in rows),
            errors=[error for error in errors if error],
        )


def complaints(outcome, amounts):
    """:return: what is wrong with a round, in words; empty when all is well"""
    fitting = int(LIMIT // amounts[0])
    found = [f"a user saw: {error}" for error in outcome.errors]
    if sum(outcome.confirmed) > LIMIT:
        found.append(f"{sum(outcome.confirmed)} confirmed with a limit of {LIMIT}")
    if len(outcome.confirmed) != fitting:
        found.append(f"{len(outcome.confirmed)} of {len(amounts)} confirmed, {fitting} fit")
    if outcome.held != len(amounts) - fitting:
        found.append(f"{outcome.held} held")
    return found


def measure(database, rush, amounts, rounds, kind):
    """:return: Figure with the number of rounds in which anything was wrong"""
    wrong = []
    for orders in prepare(database, [amounts] * rounds, kind=kind):
        wrong += complaints(rush.together(orders), amounts)[:1]
    title = f"{KINDS[kind]}: {rounds} rounds of {len(amounts)} x {amounts[0]} against {LIMIT}: rounds with a mistake"
    return Figure(title, ours=str(len(wrong)), value=len(wrong), bound=0, note="; ".join(wrong[:2]))
