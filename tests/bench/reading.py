"""What it costs to show credit figures of customers, on the large database."""

from . import compare
from .figures import Figure, seconds
from .generator.world import find_main
from .timing import interleaved

SCREEN = 80  # records on a list page
AGAINST = "bare SQL"
LARGE = 20_000  # customers from which on the bounds of times hold; with few, planning outweighs all
FIELDS = (
    "credit_limit_mode",
    "credit_effective_limit",
    "credit_exposure",
    "credit_available",
    "credit_utilisation",
    "credit_overdue",
    "credit_status",
)


def run(env, rounds=11):
    """Measure fields, the method and the search for customers of the generated company.

    :return: list of Figure
    """
    company = find_main(env)
    env = env(user=env.ref("base.user_admin"), context={"allowed_company_ids": company.ids})
    customers = env["res.partner"].search([("name", "like", "Bench customer")], order="id")
    figures = [
        _exactness(env, company),
        *_screen(env, company, customers[: 13 * SCREEN : 13], rounds * 3),
        *_everybody(env, company, customers, rounds),
        _search(env, company, rounds),
    ]
    for figure in figures:
        if figure.note == AGAINST and len(customers) < LARGE:
            figure.bound = None
    return figures


def _exactness(env, company):
    rows, wrong, complaints = compare.differences(env, company)
    return Figure(
        f"figures of {rows} customers and companies that differ from the bare SQL",
        ours=str(wrong),
        value=wrong,
        bound=0,
        note="; ".join(complaints[:2]),
    )


def _screen(env, company, customers, rounds):
    """Fields of one list page."""
    found = interleaved(
        env,
        rounds,
        names=lambda: customers.read(["name"]),
        fields=lambda: customers.read(["name", *FIELDS]),
        bare=lambda: compare.bare_rows(env, company, customers.ids),
    )
    return [
        Figure(
            f"fields of {SCREEN} customers: queries more than names",
            ours=str(found["fields"].queries),
            reference=str(found["names"].queries),
            value=found["fields"].queries - found["names"].queries,
            bound=3,
        ),
        _beside(f"fields of {SCREEN} customers, less names", found["fields"].less(found["names"]), found["bare"], 1.5),
    ]


def _everybody(env, company, customers, rounds):
    """The method and the fields for all customers at once."""
    method = env["crm.credit.exposure"]
    company = company.with_env(env)
    statement = compare.own_query(env)
    found = interleaved(
        env,
        rounds,
        names=lambda: customers.read(["name"]),
        fields=lambda: customers.read(["name", *FIELDS]),
        rows=lambda: env.execute_query_dict(statement),
        method=lambda: method._exposure(customers, company),
        bare=lambda: compare.bare_rows(env, company),
        everywhere=lambda: compare.bare_rows(env, company, everywhere=True),
    )
    count = len(customers)
    queries = found["method"].queries
    return [
        Figure("queries of the method for all customers", ours=str(queries), value=queries, bound=1),
        _beside(f"statement for all {count} customers, all companies", found["rows"], found["everywhere"], 1.2),
        _beside(f"method for all {count} customers", found["method"], found["bare"], 1.2),
        _beside(f"fields of all {count} customers, less names", found["fields"].less(found["names"]), found["bare"], 2),
    ]


def _beside(name, ours, bare, bound):
    return Figure(name, seconds(ours.seconds), seconds(bare.seconds), ours.ratio(bare), bound, AGAINST)


def _search(env, company, rounds):
    """The filter "over limit"."""
    partners = env["res.partner"]
    found = interleaved(
        env,
        rounds,
        search=lambda: partners.search([("credit_available", "<", 0)]),
        bare=lambda: [row for row in compare.bare_rows(env, company) if (row["available"] or 0) < 0],
    )
    return _beside("search over limit", found["search"], found["bare"], 1.5)
