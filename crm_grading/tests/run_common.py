from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import SQL

from ..tools.raw_plan import RawPlan, Source
from .common import GradingCommon

GRADES = (("A", 1, 90), ("B", 4, 70), ("C", 10, 40), ("D", 4, 20), ("E", 1, 0))
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


class RunCommon(GradingCommon):
    """Runs of small schemes over customers made for them, on values that the test gives.

    Attributes: ``assessor``; ``category``, a tag of the customers of a test, so that no others are graded.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.assessor = new_test_user(
            cls.env, "run_assessor", "base.group_user,crm_grading.group_grading_assessor", company_id=cls.company.id
        )
        (cls.salesperson | cls.grading_manager | cls.assessor).lang = "en_US"
        cls.company.partner_id.lang = "en_US"  # names of runs are in the language of the company
        cls.category = cls.env["res.partner.category"].create({"name": "Graded here"})
        cls.measure = cls.env["crm.grading.measure"].create(
            {
                "name": "Imported sales",
                "code": "test_imported",
                "kind": "aggregate",
                "model_id": cls.env["ir.model"]._get("crm.sales.history").id,
                "partner_path": "partner_id",
                "field_path": "amount",
                "date_path": "date",
                "aggregate": "sum",
            }
        )

    @classmethod
    def make_customers(cls, count, **values):
        """Create customers of the test's tag, named 1, 2, …"""
        tag = {"category_id": [Command.link(cls.category.id)]}
        return cls.env["res.partner"].union(*(cls.make_customer(f"Customer {n}", **tag, **values) for n in range(1, count + 1)))

    @classmethod
    def make_scheme(cls, dimensions, grades=GRADES, **values):
        """Create a scheme.

        :param dimensions: {code: (weight, {indicator code: values})}
        :param grades: (code, ratio, minimum score), best first
        """
        defaults = {
            "name": "Test scheme",
            "code": f"test{cls.env['crm.grading.scheme'].search_count([])}",
            "company_id": cls.company.id,
            "require_business": False,
            "domain": f"[('category_id', 'in', [{cls.category.id}])]",
            "min_group": 1,
            "dimension_ids": [
                Command.create(
                    {
                        "code": code,
                        "name": code,
                        "weight": weight,
                        "indicator_ids": [Command.create(cls.prepare_indicator(name, item)) for name, item in items.items()],
                    }
                )
                for code, (weight, items) in dimensions.items()
            ],
            "grade_ids": [
                Command.create({"code": code, "name": code, "ratio": ratio, "min_score": score, "sequence": number})
                for number, (code, ratio, score) in enumerate(grades)
            ],
        }
        scheme = cls.env["crm.grading.scheme"].create(defaults | values)
        scheme.initial_grade_id = scheme.grade_ids.filtered(lambda grade: grade.code == "C")
        return scheme

    @classmethod
    def prepare_indicator(cls, code, values):
        bands = [
            Command.create({"is_lowest": lower is None, "lower": lower or 0.0, "score": score})
            for lower, score in values.pop("bands", [])
        ]
        return {"code": code, "name": code, "measure_id": cls.measure.id, "band_ids": bands} | values

    def peer_keys(self, *names):
        """Values of the peer keys of a scheme: fields of customers."""
        fields = [self.env["ir.model.fields"]._get("res.partner", name) for name in names]
        return [Command.create({"field_id": field.id, "sequence": number}) for number, field in enumerate(fields)]

    def simple_scheme(self, **values):
        """One indicator whose value is its score."""
        indicator = {"normalisation": "identity", "weight": 1.0}
        return self.make_scheme({"V": (1.0, {"X": indicator})}, **values)

    @contextmanager
    def raw(self, values):
        """Let the indicators have these values: {code: {customer: number}}; customers not named have none."""
        sources, expressions = [], {}
        for number, (code, by_partner) in enumerate(values.items()):
            rows = [(partner.id, str(value)) for partner, value in by_partner.items() if value is not None]
            rows = SQL(", ").join(SQL("(%s, %s::numeric)", *row) for row in rows) if rows else SQL("(0, 0)")
            query = SQL("SELECT * FROM (VALUES %s) AS value (partner_id, value)", rows)
            sources.append(Source(f"s{number}", query, ("value",)))
            expressions[code] = SQL.identifier(f"s{number}", "value")
        plan = RawPlan(tuple(sources), expressions)
        with patch.object(self.env.registry["crm.grading.run"], "_raw_plan", lambda run: plan):
            yield

    def make_run(self, scheme, first=FIRST, last=LAST, **values):
        return self.env["crm.grading.run"].create({"scheme_id": scheme.id, "date_from": first, "date_to": last} | values)

    def compute(self, scheme, values, **run_values):
        """Make and compute a run on such values."""
        run = self.make_run(scheme, **run_values)
        with self.raw(values):
            run.action_compute()
        return run

    def compute_points(self, scheme, points, **run_values):
        """Make and compute a run of `simple_scheme` in which the test's customers have these points."""
        customers = self.category.partner_ids.sorted("id")
        return self.compute(scheme, {"X": dict(zip(customers, points, strict=True))}, **run_values)

    def results(self, run):
        """Return {customer: result}."""
        return {result.partner_id: result for result in self.env["crm.grading.result"].search([("run_id", "=", run.id)])}

    def grades(self, run, field="final_grade_id"):
        """Return the codes of the grades in the order of the customers' ids, "-" for none."""
        results = self.env["crm.grading.result"].search([("run_id", "=", run.id)])
        return "".join(result[field].code or "-" for result in results.sorted(lambda result: result.partner_id.id))

    def work_tables(self):
        """Names of the work tables there are."""
        self.env.cr.execute("SELECT relname FROM pg_class WHERE relname LIKE 'crm_grading_work_%' AND relkind = 'r'")
        return [name for (name,) in self.env.cr.fetchall()]

    def sell(self, partner, amount, day, company=None):
        """Import a sale of the time before Odoo."""
        self.sold = getattr(self, "sold", 0) + 1
        return self.env["crm.sales.history"].create(
            {
                "partner_id": partner.id,
                "company_id": (company or self.company).id,
                "date": day,
                "amount": amount,
                "source": "test",
                "external_id": str(self.sold),
            }
        )
