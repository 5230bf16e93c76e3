"""What the published grades cost on the screens, in queries."""

from lxml import etree

from tests.bench.figures import Figure

from .process import undone
from .scheme import compute, make_run

PAGE = 80
MORE = 1  # queries that the grade may add
METRICS = ("_compute_grading_metrics", "_compute_grading_texts")


def reading(env, scheme):
    """Publish a run and count the queries of the filter by grade and of the customer's form.

    :return: list of Figure
    """
    with undone(env):
        run = make_run(scheme)
        compute(run)
        run.action_review()
        run.action_publish()
        scheme.company_id.grading_scheme_id = scheme
        grade = scheme.grade_ids.sorted("sequence")[0]
        return [_filter(env, grade), *_form(env, run)]


def _filter(env, grade):
    partners = env["res.partner"]
    plain = _queries(env, lambda: partners.search([("is_company", "=", True)], limit=PAGE))
    graded = _queries(
        env, lambda: partners.search([("is_company", "=", True), ("grading_grade_id", "=", grade.id)], limit=PAGE)
    )
    return _figure("customers of a grade: queries more than without the filter", graded, plain)


def _form(env, run):
    """The grade, and the figures of the customer metrics, are one query each."""
    partners = env["res.partner"]
    partner = env["crm.grading.result"].search([("run_id", "=", run.id), ("status", "=", "rated")], limit=1).partner_id
    form = partners.get_view(env.ref("base.view_partner_form").id, "form")["arch"]
    fields = {node.get("name") for node in etree.fromstring(form).iter("field")} & set(partners._fields)
    metrics = {name for name in fields if partners._fields[name].compute in METRICS}
    grade = {name for name in fields if name.startswith("grading_")} - metrics
    assert grade and metrics, "the form shows no grade, or no figures"
    whole = _queries(env, lambda: partner.web_read({name: {} for name in fields}))
    return [
        _figure(
            f"form of a customer: queries more than without {what}",
            whole,
            _queries(env, lambda names=names: partner.web_read({name: {} for name in fields - names})),
        )
        for what, names in (("its grade", grade), ("its metrics", metrics))
    ]


def _queries(env, function):
    """:return: queries of the second call, with warm caches of the registry"""
    for _turn in range(2):
        env.flush_all()
        env.invalidate_all()
        assert env.company.name
        before = env.cr.sql_log_count
        function()
    return env.cr.sql_log_count - before


def _figure(name, ours, plain):
    return Figure(name, ours=str(ours), reference=str(plain), value=ours - plain, bound=MORE)
