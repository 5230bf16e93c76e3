"""In Odoo: the same customers by the credit fields of Odoo core. No bounds: they count other things."""

from .figures import Figure, seconds
from .generator.world import find_main
from .reading import FIELDS, SCREEN
from .timing import interleaved

CORE = ("credit", "credit_to_invoice")


def run(env, rounds=5):
    """:return: list of Figure"""
    return [beside(env, "Odoo's own credit fields", CORE, rounds)]


def beside(env, name, fields, rounds):
    """Time other fields of one list page against ours.

    :return: Figure
    """
    company = find_main(env)
    env = env(user=env.ref("base.user_admin"), context={"allowed_company_ids": company.ids})
    partners = env["res.partner"]
    customers = partners.search([("name", "like", "Bench customer")], order="id")[: 13 * SCREEN : 13]
    found = interleaved(
        env,
        rounds,
        ours=lambda: customers.read(["name", *FIELDS]),
        theirs=lambda: customers.read(["name", *fields]),
    )
    ours, theirs = found["ours"], found["theirs"]
    return Figure(
        f"fields of {SCREEN} customers beside {name}",
        f"{seconds(ours.seconds)}, {ours.queries} queries",
        f"{seconds(theirs.seconds)}, {theirs.queries} queries",
        ours.ratio(theirs),
    )
