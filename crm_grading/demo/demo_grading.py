from datetime import datetime, time, timedelta

from odoo import models
from odoo.fields import Command

from ..tools import period as periods

QUARTERS = 4
# What the grades bring: code of the payment term, urgent deliveries, and the discount of a price list of its own.
POLICY = {"A": ("60", "1", 10), "B": ("30", "1", 8), "D": ("15", "0", 0), "E": ("cash", "0", 0)}
OVERDUE = "逾期整改"


class CrmDemoCompany(models.AbstractModel):
    """Four graded quarters, and what was decided about single customers."""

    _inherit = "crm.demo.company"

    def _steps(self):
        """Grading comes last: it measures what all the others have made."""
        return [
            *super()._steps(),
            self._load_launches,
            self._load_scores,
            self._load_gradings,
            self._load_grade_decisions,
            self._load_grade_policy,
        ]

    def _demo_scheme(self, world):
        """Return the 4V scheme of the demo company, its grade being the grade of the customers."""
        schemes = self.env["crm.grading.scheme"].with_context(active_test=False)
        domain = [("company_id", "=", world.company.id), ("purpose", "=", "value")]
        scheme = schemes.search(domain, limit=1) or schemes._add_four_values(world.company)
        world.company.grading_scheme_id = scheme
        return scheme

    def _quarters(self, world):
        """Return the last four quarters that are over, the oldest first."""
        quarters, day = [], world.today
        for _quarter in range(QUARTERS):
            first, last = periods.last_complete(day, "quarter")
            quarters.insert(0, (first, last))
            day = first
        return quarters

    def _load_launches(self, world):
        """Launch a few products in each quarter; the others have been there all along."""
        rng = world.random("launches")
        codes = sorted(world.products)
        rng.shuffle(codes)
        for product in world.products.values():
            product.grading_launch_date = world.day(1900)
        for number, (first, _last) in enumerate(self._quarters(world)):
            for code in codes[4 * number : 4 * number + 4]:
                world.products[code].grading_launch_date = first + timedelta(days=rng.randint(0, 40))

    def _load_scores(self, world):
        """Let the assessor fill in the questionnaires of the scheme for nearly all customers."""
        rng = world.random("scores")
        measures = self._demo_scheme(world).indicator_ids.measure_id.filtered(lambda measure: measure.kind == "manual")
        first_end = self._quarters(world)[0][1]
        values = [
            self._prepare_score(world, rng, measure, customer, first_end - timedelta(days=rng.randint(1, 25)))
            for measure in measures
            for customer in world.customers
            if rng.random() < 0.93
        ]
        scores = self.env["crm.grading.score"].with_user(world.users["assessor"]).create(values)
        scores.action_confirm()
        self._progress("%s manual scores", len(scores))

    def _prepare_score(self, world, rng, measure, customer, day):
        """Good payers are easy to work with."""
        liking = {"good": 0.85, "stopped": 0.3, "poor": 0.45}.get(customer.payer, 0.65)
        answers = [
            Command.create(
                {
                    "question_id": question.id,
                    "points": round(question.points * min(max(rng.gauss(liking, 0.15), 0.0), 1.0)),
                }
            )
            for question in measure.question_ids
        ]
        return {
            "measure_id": measure.id,
            "partner_id": customer.record.id,
            "company_id": world.company.id,
            "date": day,
            "answer_ids": answers,
            "score": round(100 * liking, 1),
        }

    def _load_gradings(self, world):
        """Compute and publish the quarters, as the grading manager did ten days after each."""
        scheme = self._demo_scheme(world)
        scheme.write({"shown_to_customer": True, "domain": "[('customer_rank', '>', 0)]"})
        category = self._add_demo_cap(scheme)
        for first, last in self._quarters(world):
            self._cap_customer(world, category)
            run = self.env["crm.grading.run"].create({"scheme_id": scheme.id, "date_from": first, "date_to": last})
            manager = run.with_user(world.users["grading"])
            manager.action_compute()
            manager.action_publish()
            day = datetime.combine(last + timedelta(days=10), time(2))
            run._guarded_write({"computed_on": day, "published_on": day})
            world.notes["grading_run"] = run
        standings = self.env["crm.grading.standing"].search([("scheme_id", "=", scheme.id)])
        standings.write({"date": day.date()})
        self._progress("%s quarters graded, %s customers in the last one", QUARTERS, len(standings))

    def _add_demo_cap(self, scheme):
        """Customers who are under observation for late payment get at most a D."""
        category = self.env["res.partner.category"].create({"name": OVERDUE, "color": 1})
        scheme.cap_ids = [
            Command.create(
                {
                    "name": OVERDUE,
                    "domain": f"[('category_id', 'in', [{category.id}])]",
                    "effect": "at_most",
                    "grade_id": scheme.grade_ids.filtered(lambda grade: grade.code == "D").id,
                }
            )
        ]
        return category

    def _cap_customer(self, world, category):
        """Put the best of the customers who pay late under observation, by the run before."""
        run = world.notes.get("grading_run")
        late = [customer.record.id for customer in world.customers if customer.payer in ("late", "poor")]
        best = self.env["crm.grading.result"].search(
            [("run_id", "=", run.id if run else 0), ("partner_id", "in", late), ("rank", ">", 0)],
            order="total desc",
            limit=1,
        )
        category.partner_ids = [Command.link(partner_id) for partner_id in best.partner_id.ids]
