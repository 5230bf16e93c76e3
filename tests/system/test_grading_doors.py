"""Grading over a running server: who may do what by RPC, publishing together, and scores from a file."""

import base64
from functools import partial

import pytest

from tests.bench.inside_odoo import call
from tests.support.rpc import Json2, RpcError, Web, XmlRpc
from tests.support.server import new_database, running_server
from tests.support.together import together

CUSTOMERS = 400
GRADES = """
SELECT (SELECT count(*) FROM crm_grading_standing), (SELECT count(*) FROM crm_grading_run WHERE state = 'published'),
       (SELECT string_agg(concat_ws(' ', id, state, job_state), ',' ORDER BY id) FROM crm_grading_run),
       (SELECT sum(version) FROM crm_grading_scheme), (SELECT count(*) FROM crm_grading_score),
       (SELECT sum(total) FROM crm_grading_result), (SELECT count(*) FROM crm_grading_veto)
"""
QUESTIONNAIRE = """
result = env["crm.grading.measure"].create({"name": "Visit", "code": "visit", "kind": "manual"}).id
"""


@pytest.fixture(scope="module")
def database():
    with new_database() as made:
        yield made


@pytest.fixture(scope="module")
def world(database):
    """Two computed runs of the same quarter, nothing published."""
    made = call(database, "tests.bench.grading.prepare", size=CUSTOMERS, runs=2, computed=True)
    made["measure"] = database.shell(QUESTIONNAIRE)
    made["customers"] = [
        partner for (partner,) in database.query("SELECT id FROM res_partner WHERE ref LIKE 'T%%' ORDER BY id LIMIT 6")
    ]
    return made


@pytest.fixture(scope="module")
def server(database, world):
    with running_server(database) as started:
        yield started


@pytest.fixture
def login(database, server):
    """:return: function that logs a user in through the web client's door"""
    return lambda name: Web(server.url, database.name, name, f"{name}-pw")


def refused(function, *arguments):
    """:return: the sentence that the user reads"""
    with pytest.raises(RpcError) as error:
        function(*arguments)
    assert "Traceback" not in error.value.message
    return error.value.message


CALLS = [
    ("crm.grading.run", "action_compute", "runs", []),
    ("crm.grading.run", "action_review", "runs", []),
    ("crm.grading.run", "action_publish", "runs", []),
    ("crm.grading.run", "action_cancel", "runs", []),
    ("crm.grading.run", "action_repeat", "run", []),
    ("crm.grading.run", "action_scenario", "run", []),
    ("crm.grading.run", "action_job_resume", "runs", []),
    ("crm.grading.run", "write", "runs", [{"state": "published"}]),
    ("crm.grading.run", "read", "runs", [["config"]]),
    ("crm.grading.run", "unlink", "runs", []),
    ("crm.grading.scheme", "write", "schemes", [{"min_group": 1}]),
    ("crm.grading.result", "read", "results", [["total"]]),
    ("crm.grading.result", "write", "results", [{"total": 100}]),
    ("crm.grading.peer.group", "read", "groups", [["cuts"]]),
]


@pytest.mark.parametrize("door", [Web, XmlRpc], ids=["web", "xmlrpc"])
@pytest.mark.parametrize("model, method, ids, arguments", CALLS, ids=[f"{model}.{method}" for model, method, *_ in CALLS])
def test_salesperson_is_refused(database, server, world, door, model, method, ids, arguments):
    seller = door(server.url, database.name, "seller", "seller-pw")
    [(result, group)] = database.query("SELECT max(id), max(peer_group_id) FROM crm_grading_result")
    runs = world["runs"]
    records = {"run": runs[:1], "runs": runs, "schemes": [world["scheme"]], "results": [result], "groups": [group]}[ids]
    before = database.query(GRADES)
    refused(seller.call, model, method, records, *arguments)
    assert database.query(GRADES) == before


@pytest.mark.parametrize(
    "model, values",
    [
        ("crm.grading.standing", {"grade_id": 1}),
        ("crm.grading.result", {"status": "rated"}),
        ("crm.customer.metrics", {"net_sales": 1}),
        ("crm.customer.clv.fit", {"state": "fitted"}),
        ("crm.grading.score", {"score": 100}),
    ],
)
def test_salesperson_makes_no_figures(database, login, world, model, values):
    before = database.query(GRADES)
    same = {"partner_id": world["customers"][0], "company_id": world["company"]}
    refused(login("seller").call, model, "create", [same | values])
    assert database.query(GRADES) == before


def test_guarded_fields_of_a_run_are_refused_to_managers(database, login, world):
    before = database.query(GRADES)
    for values in ({"state": "published"}, {"job_state": "done"}, {"config": {}}, {"rated_count": 1}):
        refused(login("publisher").call, "crm.grading.run", "write", world["runs"], values)
    assert database.query(GRADES) == before


def scores_file(customers, score):
    rows = [f"{customer},{score + place}" for place, customer in enumerate(customers)]
    return "\n".join(["Customer ID,Score", *rows, "999999999,50", f"{customers[0]},140"])


def counts(session, batch):
    names = ["state", "rows_total", "rows_new", "rows_changed", "rows_same", "rows_bad"]
    [row] = session.call("crm.grading.score.import", "read", [batch], names)
    return [row[name] for name in names]


def test_scores_from_a_file_as_the_web_client_sends_it(database, login, world):
    assessor = login("assessor")
    content = base64.b64encode(scores_file(world["customers"][:3], 60).encode()).decode()
    values = {"measure_id": world["measure"], "company_id": world["company"], "file": content, "filename": "visit.csv"}
    found = []
    for _time in range(2):
        [row] = assessor.call("crm.grading.score.import", "web_save", [], values, specification={"id": {}})
        assessor.call("crm.grading.score.import", "action_import", [row["id"]])
        found.append(counts(assessor, row["id"]))
    assert found == [["done", 5, 3, 0, 0, 2], ["done", 5, 0, 0, 3, 2]]
    errors = assessor.call("crm.import.error", "search_read", [("res_id", "=", row["id"])], ["row_number", "message"])
    assert [error["row_number"] for error in errors] == [5, 6]
    assert all(len(error["message"]) > 20 for error in errors)


def test_scores_from_a_file_over_json2(database, server, world):
    session = Json2(server.url, database.name, database.api_key("assessor"))
    content = base64.b64encode(scores_file(world["customers"][3:], 40).encode()).decode()
    values = {"measure_id": world["measure"], "company_id": world["company"], "file": content, "filename": "visit2.csv"}
    [batch] = session.call("crm.grading.score.import", "create", vals_list=[values])
    session.call("crm.grading.score.import", "action_import", ids=[batch])
    [row] = session.call("crm.grading.score.import", "read", ids=[batch], fields=["rows_new", "rows_bad"])
    assert (row["rows_new"], row["rows_bad"]) == (3, 2)


def test_salesperson_imports_no_scores(login, world):
    values = {"measure_id": world["measure"], "file": base64.b64encode(b"x").decode(), "filename": "x.csv"}
    refused(login("seller").call, "crm.grading.score.import", "create", [values])


def test_two_managers_publish_the_same_quarter_together(database, server, login, world):
    """The last test of this file: it publishes. One run becomes the quarter's, the other manager is told so."""
    sessions = [login("publisher"), login("colleague")]
    calls = [
        partial(session.call, "crm.grading.run", "action_publish", [run])
        for session, run in zip(sessions, world["runs"], strict=True)
    ]
    answers = together(*calls)
    [told] = [answer.message for answer in answers if isinstance(answer, RpcError)]
    assert "published" in told and "Traceback" not in told, told
    published = database.query("SELECT id FROM crm_grading_run WHERE state = 'published'")
    assert published == [(run,) for run, answer in zip(world["runs"], answers, strict=True) if not isinstance(answer, RpcError)]
    strange = database.query(
        "SELECT count(*) FILTER (WHERE result.run_id = %s), count(*) FROM crm_grading_standing standing"
        " LEFT JOIN crm_grading_result result ON result.id = standing.result_id",
        published[0],
    )
    assert strange[0][0] == strange[0][1] > 0
