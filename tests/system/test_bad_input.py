"""Requests over RPC that try to get round the credit check: refused in words, and nothing changed."""

import contextlib

import pytest

from tests.bench import contention
from tests.support.rpc import RpcError, Web, XmlRpc
from tests.support.server import new_database, running_server

USERS = """
from odoo.tests.common import new_test_user
for login, groups in {
    "seller": "sales_team.group_sale_salesman_all_leads",
    "invoicer": "account.group_account_invoice,base.group_partner_manager",
    "officer": "crm_credit.group_credit_officer",
}.items():
    new_test_user(env, login=login, password=login, groups=f"base.group_user,{groups}", lang="en_US")
"""


@pytest.fixture(scope="module")
def database():
    with new_database() as made:
        made.shell(USERS)
        yield made


@pytest.fixture(scope="module")
def server(database):
    with running_server(database) as started:
        yield started


@pytest.fixture(scope="module")
def orders(database):
    """Quotations of 1,500, each of a customer with a limit of 1,000; the company blocks."""
    return iter(contention.prepare(database, [(1_500,)] * 60))


@pytest.fixture
def order(orders):
    [order] = next(orders)
    return order


@pytest.fixture(params=[Web, XmlRpc], ids=["web", "xmlrpc"])
def client(request, server, database):
    """:return: function that logs a user in"""
    return lambda login: request.param(server.url, database.name, login, login)


@contextlib.contextmanager
def unchanged(database, order):
    """What matters of the order and its customer's credit is the same afterwards."""
    before = facts(database, order)
    yield
    assert facts(database, order) == before


def facts(database, order):
    return database.query(
        """SELECT sale.state, sale.credit_state, sale.credit_decision_id, partner.credit_limit,
                  account.limit_mode, account.limit_amount, account.status,
                  (SELECT count(*) FROM crm_credit_decision), (SELECT count(*) FROM sale_order)
             FROM sale_order sale
             JOIN res_partner partner ON partner.id = sale.partner_id
             JOIN crm_credit_account account ON account.partner_id = partner.id
            WHERE sale.id = %s""",
        [order],
    )


def refused(call, *args, **kwargs):
    """:return: the sentence that the user reads"""
    with pytest.raises(RpcError) as error:
        call(*args, **kwargs)
    message = error.value.message
    assert "Traceback" not in message
    return message


def test_state_written_over_the_limit(database, client, order):
    seller = client("seller")
    with unchanged(database, order):
        message = refused(seller.call, "sale.order", "write", [order], {"state": "sale"})
        assert "S0" in message, message


def test_order_created_as_confirmed(database, client, order):
    seller = client("seller")
    [copy] = seller.call("sale.order", "read", [order], ["partner_id"])
    [product] = seller.call("product.product", "search", [("name", "=", "Carton")], limit=1)
    line = {"product_id": product, "product_uom_qty": 1, "price_unit": 5_000}
    values = {"partner_id": copy["partner_id"][0], "state": "sale", "order_line": [(0, 0, line)]}
    with unchanged(database, order):
        refused(seller.call, "sale.order", "create", [values])


@pytest.mark.parametrize("values", [{"credit_state": "released"}, {"credit_state": "clear"}, {"credit_decision_id": 1}])
def test_decision_fields_written(database, client, order, values):
    with unchanged(database, order):
        refused(client("officer").call, "sale.order", "write", [order], values)


@pytest.mark.parametrize(
    "context",
    [
        {"default_credit_state": "released"},
        {"default_credit_decision_id": 1},
        {"skip_credit_check": True, "credit_check": False, "bypass_risk": True, "install_mode": True},
        {"tracking_disable": True, "default_state": "sale"},
    ],
)
def test_context_does_not_open_the_door(database, client, order, context):
    seller = client("seller")
    seller.call("sale.order", "action_confirm", [order], context=context)
    assert database.query("SELECT state, credit_state FROM sale_order WHERE id = %s", [order]) == [("draft", "held")]


def test_new_order_with_a_default_decision_is_checked(database, client, order):
    seller = client("seller")
    [found] = seller.call("sale.order", "read", [order], ["partner_id"])
    context = {"default_credit_state": "released", "default_credit_decision_id": 1}
    with contextlib.suppress(RpcError):  # refusing to create it is just as well
        created = seller.call("sale.order", "create", [{"partner_id": found["partner_id"][0]}], context=context)
        rows = database.query("SELECT credit_state, credit_decision_id FROM sale_order WHERE id = ANY(%s)", [created])
        assert rows == [(None, None)]


def test_release_without_the_group(database, client, order):
    seller = client("seller")
    seller.call("sale.order", "action_confirm", [order])
    with unchanged(database, order):
        message = refused(seller.call, "sale.order", "action_release_credit", [order], "because", 2_000)
        assert len(message) > 20


@pytest.mark.parametrize("reason, amount", [("", 2_000), ("trust", -5), ("trust", 10), ("trust", "much")])
def test_absurd_release(database, client, order, reason, amount):
    client("seller").call("sale.order", "action_confirm", [order])
    with unchanged(database, order):
        refused(client("officer").call, "sale.order", "action_release_credit", [order], reason, amount)


def test_release_that_has_expired(database, client, order):
    client("seller").call("sale.order", "action_confirm", [order])
    with unchanged(database, order):
        refused(
            client("officer").call, "sale.order", "action_release_credit", [order], "trust", 2_000, "2020-01-01"
        )


@pytest.mark.parametrize("limit", [0, 1e9, -1])
def test_core_limit_written_by_an_invoicing_user(database, client, order, limit):
    invoicer = client("invoicer")
    [partner] = database.query("SELECT partner_id FROM sale_order WHERE id = %s", [order])
    with unchanged(database, order):
        message = refused(invoicer.call, "res.partner", "write", list(partner), {"credit_limit": limit})
        assert "Rush" in message or "credit" in message.lower()


@pytest.mark.parametrize("limit", [-1, -1e12])
def test_negative_limit(database, client, order, limit):
    [account] = database.query(
        "SELECT account.id FROM crm_credit_account account JOIN sale_order sale USING (partner_id) WHERE sale.id = %s",
        [order],
    )
    with unchanged(database, order):
        refused(client("admin").call, "crm.credit.account", "write", list(account), {"limit_amount": limit})


def test_log_cannot_be_changed(database, client, order):
    client("seller").call("sale.order", "action_confirm", [order])
    [decision] = database.query("SELECT credit_decision_id FROM sale_order WHERE id = %s", [order])
    with unchanged(database, order):
        for login in ("officer", "admin"):
            refused(client(login).call, "crm.credit.decision", "write", list(decision), {"limit_amount": 1})
            refused(client(login).call, "crm.credit.decision", "unlink", list(decision))
