"""``make bench``: load a database of the chosen size and print every figure beside its bound."""

import argparse
import contextlib
import sys

from tests.support.server import new_database, running_server
from tools.messages import Problem, Step, say

from . import cdnow, contention, large, oca, telecom, tobacco
from .cdnow import clv
from .figures import Figure, table
from .inside_odoo import call, figures
from .tobacco import rush


def main(arguments):
    """:return: exit status, 1 when a bound is missed"""
    options = _parser().parse_args(arguments)
    found = []
    for name in options.only or SECTIONS:
        found += SECTIONS[name](options)
    say(table(found))
    missed = [figure.name for figure in found if figure.missed]
    say(f"\n{len(missed)} of {sum(figure.bound is not None for figure in found)} bounds missed")
    return 1 if missed else 0


def _parser():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--size", choices=("S", "M", "L"), default="M", help="how many customers and documents")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=50, help="rounds of confirming together")
    parser.add_argument("--customers", type=int, help="customers of the CDNOW sample, all by default")
    parser.add_argument("--trade", default="G", help="G, H or a number: customers to grade and to work out metrics for")
    parser.add_argument("--growth", action="store_true", help="grade five times as many customers, too; takes long")
    parser.add_argument("--late", type=int, default=20_000, help="overdue customers to send reminders to")
    parser.add_argument("--books", type=int, default=20_000, help="customers whose months are worked out")
    parser.add_argument("--serials", type=int, default=200_000, help="shipped serial numbers, with five events each")
    parser.add_argument("--rows", type=int, default=20_000, help="rows of channel reports to import")
    parser.add_argument("--usage", type=int, help="rows of telecom usage to import, by default as many as --size says")
    parser.add_argument("--bills", type=int, help="telecom bills to import, by default as many as --size says")
    parser.add_argument("--retailers", type=int, help="tobacco retailers to plan for, by default as many as --size says")
    parser.add_argument("--only", action="append", choices=SECTIONS, metavar="SECTION", help=", ".join(SECTIONS))
    return parser


def _cost(options):
    """Reading, searching and confirming on the large database."""
    with new_database() as database:
        with Step(f"Filling a database of size {options.size}"):
            customers = call(database, "tests.bench.filling", size=options.size, seed=options.seed)
        found = []
        for module in ("reading", "confirming", "others"):
            with Step(f"Measuring {customers} customers: {module}"):
                found += figures(database, module)
        return found + _oca(database)


def _oca(database):
    """OCA's addons come last: they change the database."""
    with Step("Comparing with OCA's financial risk addons") as step:
        folder = oca.fetch()
        if not folder:
            return [Figure(oca.MODULES, note="not available for 19.0")]
        other = oca.WithAddons(database, folder)
        try:
            other.install()
            return figures(other, "others_oca")
        except Problem as problem:
            step.detail = str(problem)
            return [Figure(oca.MODULES, note="could not be installed")]


def _cdnow(options):
    """Real purchases; every customer's figures have to be exact, and parameters as published."""
    with new_database() as database, Step("Entering the CDNOW sample"):
        fitted = cdnow.lifetime_value(database)
        report = cdnow.check(database, options.customers)
    title = f"CDNOW: wrong %s of {report['customers']} customers, {report['purchases']} purchases"
    found = [
        Figure(title % name, ours=str(wrong), value=wrong, bound=0, note="; ".join(first[:2]))
        for name, (wrong, first) in report["wrong"].items()
    ]
    return found + [
        Figure(f"CDNOW: {name}", f"{value:.3f}", f"{published:.3f}", abs(value / published - 1), 0.01, "off by")
        for kind, names in (("orders", clv.ORDERS_PUBLISHED), ("value", clv.VALUE_PUBLISHED))
        for name, published in names.items()
        for value in [fitted[kind][name]]
    ]


def _grading(options):
    """A grading run beside bare SQL, and its grades on the screens."""
    return large.measure(options, "grading")


def _metrics(options):
    """A refresh of the customer metrics beside bare SQL."""
    return large.measure(options, "metrics")


def _contention(options):
    """Confirming together, over two server processes."""
    with contextlib.ExitStack() as opened:
        opened.enter_context(Step(f"Confirming together, {options.rounds} rounds"))
        database = opened.enter_context(new_database())
        servers = [opened.enter_context(running_server(database)) for _server in range(2)]
        rush = contention.Rush(servers)
        return [
            contention.measure(database, rush, amounts, options.rounds, kind)
            for kind in contention.KINDS
            for amounts in (contention.PAIR, contention.FOUR)
        ]


def _dunning(options):
    """A dunning run over overdue customers, its queries and that nobody gets two letters."""
    with new_database() as database:
        with Step(f"Filling a database with {options.late} overdue customers"):
            call(database, "tests.bench.dunning.fill", size=options.late, seed=options.seed)
        with Step(f"Dunning {options.late} customers"):
            return figures(database, "dunning.batches")


def _kpi(options):
    """Credit figures of months, and provisions, against pandas."""
    with new_database() as database:
        with Step(f"Filling a database with the trade of {options.books} customers"):
            call(database, "tests.bench.kpi.fill", size=options.books, seed=options.seed)
        with Step("Working out credit figures of months"):
            return figures(database, "kpi.months")


def _diversion(options):
    """The search for diverted goods beside bare SQL, and what new events cost later."""
    with new_database() as database:
        with Step(f"Filling a database with {options.serials} shipped serial numbers"):
            call(database, "tests.bench.diversion.fill", serials=options.serials, seed=options.seed)
        with Step("Detecting diverted goods"):
            return figures(database, "diversion.detecting")


def _channel(options):
    """Reports of dealers from a file, ages of stock, what was sold against targets, territories."""
    with new_database() as database:
        with Step(f"Preparing an import of {options.rows} rows"):
            call(database, "tests.bench.channel.fill", rows=options.rows)
        with Step("Importing channel reports"):
            found = figures(database, "channel.importing")
        with Step("Working out ages, actuals and territories"):
            found += figures(database, "channel.ages", products=options.rows // 20)
            found += figures(database, "channel.goals", targets=min(1_000, options.rows // 20))
            found += figures(database, "channel.territories", customers=options.rows)
    return found


def _customer(options):
    """The page of a customer with a long history."""
    with new_database() as database:
        with Step(f"Filling a database of size {options.size}"):
            call(database, "tests.bench.filling", size=options.size, seed=options.seed)
        with Step("Opening the page of a customer"):
            return figures(database, "customer.page")


def _telecom(options):
    """Usage and bills of an operator from csv, beside bare SQL."""
    usage, bills = telecom.SIZES[options.size]
    usage, bills = options.usage or usage, options.bills or bills
    with new_database() as database:
        with Step(f"Preparing imports of {usage} rows of usage and {bills} bills"):
            call(database, "tests.bench.telecom.fill", usage=usage, bills=bills)
        with Step("Importing usage and bills"):
            return figures(database, "telecom.importing")


def _tobacco(options):
    """The supply plan of a week and a run of Tobacco 4V beside bare SQL, and a rush of orders of a scarce product."""
    retailers = options.retailers or tobacco.RETAILERS[options.size]
    with new_database() as database:
        with Step(f"Filling a database with {retailers} tobacco retailers"):
            call(database, "tests.bench.tobacco.fill", retailers=retailers)
        with Step("Sharing a scarce product out"):
            found = figures(database, "tobacco.planning")
    with new_database() as database:
        with Step(f"Filling a database with the trade of {retailers} retailers"):
            call(database, "tests.bench.grading.fill", size=str(retailers), seed=options.seed)
        with Step("Grading by Tobacco 4V"):
            found += figures(database, "tobacco.values")
    with contextlib.ExitStack() as opened:
        opened.enter_context(Step(f"Ordering a scarce product from {rush.CLIENTS} clients"))
        database = opened.enter_context(new_database())
        servers = [opened.enter_context(running_server(database)) for _server in range(2)]
        return found + rush.measure(database, servers)


SECTIONS = {
    "cost": _cost,
    "cdnow": _cdnow,
    "contention": _contention,
    "grading": _grading,
    "metrics": _metrics,
    "dunning": _dunning,
    "kpi": _kpi,
    "diversion": _diversion,
    "channel": _channel,
    "customer": _customer,
    "telecom": _telecom,
    "tobacco": _tobacco,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
