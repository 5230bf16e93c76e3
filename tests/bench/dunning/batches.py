"""In Odoo: a dunning run to its end, piece by piece, its queries counted."""

import time
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from tests.bench.figures import Figure, seconds
from tests.bench.generator.world import find_main

COLLECTED = 15  # queries to collect all letters of a run
QUERIES = 10  # of a piece, apart from its mails


@dataclass
class Spent:
    """Queries and seconds, of a piece or of its mails."""

    queries: int = 0
    seconds: float = 0.0


def run(env):
    """Propose and send, commits included, as the worker does.

    :return: list of Figure
    """
    run = env["crm.credit.dunning.run"].search([("company_id", "=", find_main(env).id)], limit=1)
    ((proposing, _mails),) = pieces(run, "proposing")
    customers = run.proposed_count
    letters = list(pieces(run, "sending"))
    longest = max(spent.seconds + mails.seconds for spent, mails in letters)
    apart = sum(spent.seconds for spent, _mails in letters)
    mailing = sum(mails.seconds for _spent, mails in letters)
    title = f"dunning of {customers} customers"
    return [
        Figure(f"{title}: queries to collect", f"{proposing.queries}", value=proposing.queries, bound=COLLECTED),
        Figure(f"{title}: time to collect", seconds(proposing.seconds)),
        *_queries(f"{title}: {len(letters)} pieces", [spent.queries for spent, _mails in letters]),
        Figure(f"{title}: time to send, mails apart", seconds(apart), f"mails {seconds(mailing)}"),
        Figure(f"{title}: longest piece in seconds", f"{longest:.1f}", value=longest, bound=30),
        Figure(f"{title}: not one letter each", *_letters(run, customers), bound=0),
    ]


def pieces(run, state):
    """Yield for each piece what it took, and what its mails took; the last one finds nothing left.

    What the worker itself asks between the pieces is not in it.
    """
    run._job_write({"state": state})
    run._job_write(run._job_first_values("running"))
    run.env.cr.commit()
    runner, cr = run._job_runner(), run.env.cr
    while runner.job_state == "running":
        place = runner._job_place()
        with _apart(runner) as mails:
            begun, before = time.perf_counter(), cr.sql_log_count
            following = runner._job_run_step(runner.job_step, place)
            runner.env.flush_all()
            queries, duration = cr.sql_log_count - before, time.perf_counter() - begun
        runner._job_go_on(following)
        cr.commit()
        yield Spent(queries - mails.queries, duration - mails.seconds), mails


@contextmanager
def _apart(run):
    """Yield what the mails of a piece take, with the notes in the history of accounts that are stopped."""
    spent = Spent()
    letters, accounts = run.env["crm.credit.dunning.letter"], run.env["crm.credit.account"]
    with _counted(spent, letters, "_make_mails"), _counted(spent, accounts, "_log_stops"):
        yield spent


def _counted(spent, records, name):
    """Context in which what a method takes is added to ``spent``."""
    cr, method = records.env.cr, getattr(type(records), name)

    def counted(self, *arguments):
        self.env.flush_all()
        begun, before = time.perf_counter(), cr.sql_log_count
        result = method(self, *arguments)
        self.env.flush_all()
        spent.queries += cr.sql_log_count - before
        spent.seconds += time.perf_counter() - begun
        return result

    return patch.object(type(records), name, counted)


def _queries(title, queries):
    """The first piece finds its caches empty; the last one, nothing."""
    first, *others = queries[:-1] or queries
    return [
        Figure(f"{title}: queries of the first", str(first), value=first),
        Figure(f"{title}: most queries of another", str(max(others)), value=max(others), bound=QUERIES),
    ]


def _letters(run, customers):
    """:return: (letters, customers, how many customers have not exactly one letter with one mail)"""
    run.env.cr.execute(
        """
        SELECT count(*), count(*) FILTER (WHERE letters <> 1)
          FROM (SELECT letter.partner_id, count(mail.id) AS letters FROM crm_credit_dunning_letter letter
                  LEFT JOIN mail_mail mail ON mail.id = letter.mail_id
                 WHERE letter.run_id = %s GROUP BY 1) customer
        """,
        [run.id],
    )
    found, wrong = run.env.cr.fetchone()
    return str(found), str(customers), wrong + abs(found - customers)
