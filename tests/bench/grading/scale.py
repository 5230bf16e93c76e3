"""In Odoo: time and memory of one run, or of one refresh of the metrics, over all customers."""

from tests.bench.generator.world import find_main

from .process import Cost, as_manager, undone
from .scheme import compute, make_run, make_scheme


def run(env, what):
    """:param what: "grading" or "metrics"
    :return: {"seconds", "megabytes"} of this process
    """
    env, company = as_manager(env, find_main(env))
    with undone(env):
        if what == "grading":
            job = make_run(make_scheme(company))
            with Cost() as cost:
                compute(job)
        else:
            with Cost() as cost:
                env["crm.customer.metrics"]._refresh(company=company)
    return {"seconds": cost.seconds, "megabytes": cost.megabytes}
