"""In Odoo: customers with a limit and their quotations, to be confirmed at the same moment."""

from odoo.fields import Command
from odoo.tests.common import new_test_user


def run(env, plans, limit):
    """Make quotations for each round, in a company whose check blocks.

    :param plans: list of dicts with ``rounds``, a list of lists of amounts, and ``kind``, who shares the limit of a round:
        "customer" (one customer), "group" (a subsidiary for each quotation, under the limit of their parent), "release"
        (one customer without credit, released for the limit by an officer)
    :return: for each plan a list of lists of order ids
    """
    env["res.company"].browse(1).credit_check_confirm = "block"
    product = env["product.product"].create({"name": "Carton", "type": "service", "taxes_id": False})
    officer = new_test_user(env, f"officer{product.id}", "base.group_user,crm_credit.group_credit_officer")
    return [list(_rounds(env, f"Rush {number}", product, officer, limit, **plan)) for number, plan in enumerate(plans)]


def _rounds(env, name, product, officer, limit, kind, rounds):
    customers_of = {"customer": _customer, "group": _group, "release": _released}[kind]
    for number, amounts in enumerate(rounds):
        customers = customers_of(env, f"{name}.{number}", limit, len(amounts), officer)
        yield _orders(env, product, customers, amounts).ids


def _customer(env, name, limit, count, _officer):
    return [_account(env, name, limit_mode="limited", limit_amount=limit).partner_id] * count


def _group(env, name, limit, count, _officer):
    """Half of the subsidiaries have nothing but the group's limit, the others one of their own that is large enough."""
    head = _account(env, f"{name} Holding", limit_mode="limited", limit_amount=limit)
    own = {"limit_mode": "limited", "limit_amount": 2 * limit}
    return [
        _account(env, f"{name}.{index}", group_account_id=head.id, **(own if index % 2 else {})).partner_id
        for index in range(count)
    ]


def _released(env, name, limit, count, officer):
    account = _account(env, name, limit_mode="prepay")
    account.with_user(officer).action_release_credit("Season", limit)
    return [account.partner_id] * count


def _account(env, name, **values):
    customer = env["res.partner"].create({"name": name, "is_company": True})
    return env["crm.credit.account"].create({"partner_id": customer.id, "company_id": 1, **values})


def _orders(env, product, customers, amounts):
    return env["sale.order"].create(
        [
            {
                "partner_id": customer.id,
                "company_id": 1,
                "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 1, "price_unit": amount})],
            }
            for customer, amount in zip(customers, amounts, strict=True)
        ]
    )
