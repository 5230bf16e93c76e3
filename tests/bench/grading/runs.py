"""In Odoo: what a grading run costs beside the bare SQL that writes the same rows, and what its grades cost to read."""

from tests.bench.figures import Figure, seconds
from tests.bench.generator.world import find_main
from tests.bench.timing import interleaved

from . import run_compare, run_sql
from .process import as_manager, undone
from .reading import reading
from .scheme import compute, make_run, make_scheme, parameters

BOUND = 1.5
LARGE = 100_000  # customers from which on the bound holds; with few, planning outweighs all


def run(env, rounds=3):
    """Measure the nine computed indicators for all customers of the generated trade.

    :return: list of Figure
    """
    env, company = as_manager(env, find_main(env))
    scheme = make_scheme(company)
    with undone(env):
        customers, wrong = run_compare.differences(env, scheme)
    return [_exactness(customers, wrong), _cost(env, scheme, customers, rounds), *reading(env, scheme)]


def _exactness(customers, wrong):
    return Figure(
        f"results of {customers} customers that differ from the bare SQL",
        ours=str(sum(wrong.values())),
        value=sum(wrong.values()),
        bound=0,
        note=", ".join(f"{what}: {count}" for what, count in wrong.items() if count),
    )


def _cost(env, scheme, customers, rounds):
    def ours():
        with undone(env):
            compute(make_run(scheme))

    def bare():
        with undone(env):
            run_sql.run(env.cr, parameters(make_run(scheme)))

    env.cr.execute("ANALYZE")
    found = interleaved(env, rounds, ours=ours, bare=bare)
    return Figure(
        f"grading run over {customers} customers",
        seconds(found["ours"].seconds),
        seconds(found["bare"].seconds),
        found["ours"].ratio(found["bare"]),
        BOUND if customers >= LARGE else None,
        "bare SQL",
    )
