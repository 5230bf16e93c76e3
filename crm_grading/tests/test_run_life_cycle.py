from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .run_common import FIRST, LAST, RunCommon

NEXT = {"first": date(2026, 4, 1), "last": date(2026, 6, 30)}


@tagged("post_install", "-at_install", "alone")
class TestRunLifeCycle(RunCommon):
    """From the draft to the published grades, and back out of every state."""

    def setUp(self):
        super().setUp()
        self.customers = self.make_customers(5)
        self.scheme = self.simple_scheme()

    def standings(self):
        """{customer: code of the grade} of the scheme."""
        found = self.env["crm.grading.standing"].search([("scheme_id", "=", self.scheme.id)])
        return {standing.partner_id: standing.grade_id.code for standing in found}

    def compute_five(self, points=(5, 4, 3, 2, 1), **values):
        return self.compute_points(self.scheme, points, **values)

    def test_the_whole_life(self):
        run = self.make_run(self.scheme)
        self.assertEqual((run.state, run.name), ("draft", "Test scheme 2026 Q1"))
        with self.raw({"X": dict(zip(self.customers, (5, 4, 3, 2, 1), strict=True))}):
            run.with_user(self.grading_manager).action_compute()
        self.assertEqual((run.state, run.computed_by), ("computed", self.grading_manager))
        self.assertEqual(run.scheme_version, self.scheme.version)
        run.with_user(self.grading_manager).action_review()
        self.assertEqual((run.state, run.reviewed_by), ("review", self.grading_manager))
        self.assertFalse(self.standings())
        run.with_user(self.grading_manager).action_publish()
        self.assertEqual((run.state, run.published_by), ("published", self.grading_manager))
        self.assertEqual(self.standings(), dict(zip(self.customers, "BCCCD", strict=True)))
        standing = self.env["crm.grading.standing"].search([("partner_id", "=", self.customers[0].id)])
        self.assertEqual((standing.score, standing.source, standing.result_id), (5, "run", self.results(run)[self.customers[0]]))

    def test_a_period_that_has_not_begun_is_not_published(self):
        run = self.compute_five(first=date(2090, 1, 1), last=date(2090, 3, 31))
        with self.assertRaisesRegex(UserError, "its period begins on 2090-01-01"):
            run.action_publish()

    def test_a_run_that_compares_with_older_grades_is_not_published(self):
        late = self.compute_five(**NEXT)
        self.compute_five().action_publish()
        with self.assertRaisesRegex(UserError, "computed before Test scheme 2026 Q1 was published"):
            late.action_publish()
        with self.raw({"X": dict(zip(self.customers, (5, 4, 3, 2, 1), strict=True))}):
            late.action_compute()
        late.action_publish()
        self.assertEqual(late.state, "published")

    def test_a_customer_that_became_a_contact_gets_no_standing(self):
        run = self.compute_five()
        self.customers[1].write({"parent_id": self.customers[0].id, "is_company": False})
        self.env.flush_all()
        run.action_publish()
        self.assertNotIn(self.customers[1], self.standings())
        self.assertEqual(len(self.standings()), 4)

    def test_review_can_be_taken_back(self):
        run = self.compute_five()
        run.action_review()
        with self.assertRaisesRegex(UserError, "only drafts and computed runs"):
            run.action_compute()
        run.action_back()
        self.assertEqual((run.state, run.reviewed_by.id), ("computed", False))
        with self.assertRaisesRegex(UserError, "not in review"):
            run.action_back()

    def test_a_draft_is_neither_reviewed_nor_published(self):
        run = self.make_run(self.scheme)
        with self.assertRaisesRegex(UserError, "not computed"):
            run.action_review()
        with self.assertRaisesRegex(UserError, "not computed"):
            run.action_publish()

    def test_computing_again_replaces_the_results(self):
        run = self.compute_five()
        before = self.env["crm.grading.result"].search([("run_id", "=", run.id)])
        groups = run.peer_group_ids
        with self.raw({"X": dict(zip(self.customers, (1, 2, 3, 4, 5), strict=True))}):
            run.action_compute()
        self.assertEqual(self.grades(run), "DCCCB")
        self.assertFalse(before.exists() or groups.exists())
        self.assertEqual(len(self.results(run)), 5)

    def test_the_configuration_is_frozen(self):
        run = self.compute_five()
        version = run.scheme_version
        self.scheme.write({"ties": "best"})
        self.assertEqual((run.config["ties"], run.scheme_version), ("average", version))
        self.assertGreater(self.scheme.version, version)

    def test_a_second_run_of_a_published_period_is_refused(self):
        self.compute_five().action_publish()
        second = self.compute_five((1, 2, 3, 4, 5))
        with self.assertRaisesRegex(UserError, "published for this period already"):
            second.action_publish()
        self.assertEqual(second.state, "computed")
        self.assertEqual(self.standings()[self.customers[0]], "B")

    def test_a_correction_supersedes(self):
        first = self.compute_five()
        first.action_publish()
        second = self.compute_five((1, 2, 3, 4, 5), is_correction=True)
        second.action_publish()
        self.assertEqual((first.state, first.superseded_by_id, second.state), ("superseded", second, "published"))
        self.assertEqual(self.standings(), dict(zip(self.customers, "DCCCB", strict=True)))

    def test_the_correction_of_an_older_period_changes_no_standing(self):
        self.compute_five().action_publish()
        later = self.compute_five((1, 2, 3, 4, 5), **NEXT)
        later.action_publish()
        correction = self.compute_five((5, 4, 3, 2, 1), is_correction=True)
        correction.action_publish()
        self.assertEqual((correction.state, later.state), ("published", "published"))
        self.assertEqual(self.standings(), dict(zip(self.customers, "DCCCB", strict=True)))

    def test_customers_outside_of_the_last_run_have_no_grade(self):
        self.compute_five().action_publish()
        self.customers[0].category_id = False
        self.compute_points(self.scheme, (4, 3, 2, 1), **NEXT).action_publish()
        self.assertEqual(self.standings().keys(), set(self.customers[1:]))

    def test_one_publication_by_period_in_the_database(self):
        self.compute_five().action_publish()
        second = self.compute_five()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            second._guarded_write({"state": "published"})
            second.flush_recordset()

    def test_a_scheme_that_is_not_ready_is_refused(self):
        self.scheme.initial_grade_id = False
        with self.assertRaisesRegex(UserError, "not ready"):
            self.compute_five()

    def test_publishing_takes_the_lock_of_the_scheme_first(self):
        run = self.compute_five()
        taken = []

        def lock(locks, keys):
            taken.extend(keys)
            self.assertEqual(run.state, "computed")

        with patch.object(self.env.registry["crm.capacity.lock"], "_lock_capacity", lock):
            run.action_publish()
        self.assertEqual(taken, [f"grading_publish:{self.scheme.id}"])

    def test_cancelling(self):
        run = self.compute_five()
        run.action_cancel()
        self.assertEqual(run.state, "cancelled")
        with self.assertRaises(UserError):
            run.action_publish()
        with self.assertRaises(UserError):
            run.action_compute()
        published = self.compute_five()
        published.action_publish()
        with self.assertRaisesRegex(UserError, "correct it by another run"):
            published.action_cancel()

    def test_published_runs_stay_others_are_deleted_with_their_results(self):
        run = self.compute_five()
        run.unlink()
        self.assertFalse(self.env["crm.grading.result"].search([("scheme_id", "=", self.scheme.id)]))
        published = self.compute_five()
        published.action_publish()
        with self.assertRaisesRegex(UserError, "it is kept"):
            published.unlink()
        self.assertEqual(len(self.results(published)), 5)

    def test_period_is_whole_and_stays(self):
        with self.assertRaisesRegex(ValidationError, "a whole period"):
            self.make_run(self.scheme, last=date(2026, 3, 30))
        run = self.compute_five()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            run.date_from = date(2025, 1, 1)

    def test_period_of_a_new_run_is_the_last_complete_one(self):
        with freeze_time("2026-05-10"):
            run = self.env["crm.grading.run"].create({"scheme_id": self.scheme.id})
        self.assertEqual((run.date_from, run.date_to), (FIRST, LAST))

    def test_work_tables_are_gone(self):
        self.compute_five()
        self.assertFalse(self.work_tables())

    def test_vetoed_and_new_customers_in_the_standing(self):
        new = self.make_customers(1)
        self.scheme.write({"require_business": True, "initial_grade_id": self.scheme.grade_ids[2].id})
        for customer in self.customers:
            self.sell(customer, 10, date(2025, 1, 1))
        self.sell(new, 10, date(2026, 2, 2))
        self.compute_points(self.scheme, (6, 5, 4, 3, 2, 1)).action_publish()
        standing = self.env["crm.grading.standing"].search([("partner_id", "=", new.id)])
        self.assertEqual((standing.grade_id.code, standing.source), ("C", "initial"))


@tagged("post_install", "-at_install", "alone")
class TestRunRights(RunCommon):
    """Who may do what, on the server."""

    def setUp(self):
        super().setUp()
        self.customers = self.make_customers(5)
        self.scheme = self.simple_scheme()
        self.run_record = self.compute_points(self.scheme, (5, 4, 3, 2, 1))

    def test_only_managers_compute_publish_and_cancel(self):
        for user in (self.salesperson, self.assessor):
            run = self.run_record.with_user(user)
            for verb in ("compute", "review", "publish", "cancel", "repeat", "scenario", "back", "job_stop", "job_resume"):
                with self.subTest(user=user.login, verb=verb), self.assertRaises(AccessError):
                    getattr(run, f"action_{verb}")()
            with self.assertRaises(AccessError):
                run.write({"note": "x"})

    def test_managers_of_another_company_do_neither(self):
        self.grading_manager.write({"company_ids": [(6, 0, self.other_company.ids)], "company_id": self.other_company.id})
        with self.assertRaises(AccessError):
            self.run_record.with_user(self.grading_manager).action_publish()

    def test_managers_of_a_branch_read_the_root_company_s_run_only(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.grading_manager.write({"company_ids": [(6, 0, branch.ids)], "company_id": branch.id})
        run = self.run_record.with_user(self.grading_manager)
        self.assertEqual(run.name, "Test scheme 2026 Q1")
        with self.assertRaises(AccessError):
            run.action_publish()

    def test_state_and_figures_are_not_written_by_hand(self):
        run = self.run_record.with_user(self.grading_manager)
        guarded = {"state": "published", "rated_count": 9, "config": {}, "published_on": "2026-01-01", "scenario": True}
        for name, value in guarded.items():
            with self.subTest(name), self.assertRaises(AccessError):
                run.write({name: value})
        with self.assertRaises(AccessError):
            run.create({"scheme_id": self.scheme.id, "date_from": FIRST, "date_to": LAST, "state": "published"})

    def test_nobody_writes_results_and_standings(self):
        self.run_record.action_publish()
        for user in (self.grading_manager, self.env.ref("base.user_admin")):
            for model in ("crm.grading.result", "crm.grading.result.dimension", "crm.grading.standing", "crm.grading.peer.group"):
                records = self.env[model].with_user(user)
                with self.subTest(model=model):
                    with self.assertRaises(AccessError):
                        records.create({})
                    with self.assertRaises(AccessError):
                        records.browse(1).write({})
                    with self.assertRaises(AccessError):
                        records.browse(1).unlink()

    def seen(self, model, user):
        """Customers of the scheme that the user sees in a model."""
        field = "result_id.partner_id" if model.endswith("dimension") else "partner_id"
        domain = [("result_id.scheme_id" if model.endswith("dimension") else "scheme_id", "=", self.scheme.id)]
        return self.env[model].with_user(user).search(domain).sudo().mapped(field)

    def test_salespeople_see_published_grades_of_their_customers(self):
        self.customers[0].user_id = self.salesperson
        self.customers[1].user_id = self.grading_manager
        models = ("crm.grading.result", "crm.grading.result.dimension", "crm.grading.standing")
        for model in models:
            self.assertFalse(self.seen(model, self.salesperson))
        self.assertFalse(self.env["crm.grading.run"].with_user(self.salesperson).search([("scheme_id", "=", self.scheme.id)]))
        self.run_record.action_publish()
        for model in models:
            with self.subTest(model=model):
                self.assertEqual(self.seen(model, self.salesperson), self.customers - self.customers[1])
                self.assertEqual(self.seen(model, self.assessor), self.customers)

    def test_other_companies_see_nothing(self):
        self.run_record.action_publish()
        self.assessor.write({"company_ids": [(6, 0, self.other_company.ids)], "company_id": self.other_company.id})
        for model in ("crm.grading.result", "crm.grading.standing", "crm.grading.run"):
            self.assertFalse(self.env[model].with_user(self.assessor).search([("scheme_id", "=", self.scheme.id)]))

    def test_the_rights_of_the_authors_of_measures_are_checked(self):
        def refuse(measures, config):
            raise AccessError(measures.env._("No longer allowed"))

        run = self.make_run(self.scheme)
        with (
            patch.object(self.env.registry["crm.grading.measure"], "_check_author", refuse),
            self.assertRaisesRegex(AccessError, "No longer allowed"),
        ):
            run.action_compute()
