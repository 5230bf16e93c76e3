from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .import_common import ImportCase


@tagged("post_install", "-at_install", "alone")
@freeze_time("2024-06-15")
class TestManualScore(ImportCase):
    def draft(self, points=(10, 30), partner=None, user=None, **vals):
        scores = self.env["crm.grading.score"].with_user(user or self.assessor)
        score = scores.create({"measure_id": self.measure.id, "partner_id": (partner or self.customer).id} | vals)
        for answer, given in zip(score.answer_ids, points, strict=True):
            answer.points = given
        return score

    def confirm(self, *args, **kwargs):
        score = self.draft(*args, **kwargs)
        score.action_confirm()
        return score

    def latest(self, day="2024-06-15", company=None, measure=None):
        query = self.env["crm.grading.score"]._latest_query(
            (measure or self.measure).id, company or self.company, date.fromisoformat(day)
        )
        return dict(self.env.execute_query(query))

    def test_the_score_is_the_share_of_the_most_points(self):
        score = self.draft(points=(10, 30))
        self.assertEqual(score.answer_ids.mapped("maximum"), [20.0, 30.0])
        self.assertEqual(score.score, 80.0)
        self.assertEqual(self.draft(points=(0, 0)).score, 0.0)
        self.assertEqual(self.draft(points=(20, 30)).score, 100.0)
        self.assertEqual(self.draft(points=(1, 0)).score, 2.0)

    def test_the_name_has_the_day_as_the_reader_writes_it(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        score = self.draft(date="2024-05-31")
        english, french = (score.with_context(lang=lang).display_name for lang in ("en_US", "fr_FR"))
        self.assertEqual(english, f"{self.measure.name} · {self.customer.name} · 05/31/2024")
        self.assertEqual(french, f"{self.measure.name} · {self.customer.name} · 31/05/2024")

    def test_the_form_shows_one_row_a_question(self):
        form = Form(self.env["crm.grading.score"].with_user(self.assessor))
        form.partner_id = self.customer
        form.measure_id = self.measure
        with form.answer_ids.edit(0) as answer:
            answer.points = 20
        with form.answer_ids.edit(1) as answer:
            answer.points = 3
        self.assertEqual(form.score, 46.0)
        score = form.save()
        self.assertEqual((score.score, score.state), (46.0, "draft"))
        self.assertEqual(score.answer_ids.mapped("question_id.name"), ["Pays on time", "Shelf"])

    def test_the_assessor_sees_the_points_of_last_time(self):
        self.confirm(points=(7, 9), date="2024-05-01")
        self.confirm(points=(1, 2), date="2024-06-10")
        self.assertEqual(self.draft(date="2024-06-01").answer_ids.mapped("previous"), [7.0, 9.0])
        self.assertEqual(self.draft().answer_ids.mapped("previous"), [1.0, 2.0])
        self.assertEqual(self.draft(partner=self.make_customer("New")).answer_ids.mapped("previous"), [0.0, 0.0])

    def test_points_beyond_the_most_are_refused(self):
        answer = self.draft(points=(0, 0)).answer_ids[0]
        for points in (21, 20.01, -1):
            with self.assertRaisesRegex(ValidationError, "Pays on time: give 0 to 20 points"):
                answer.points = points
        answer.points = 20

    def test_a_questionnaire_without_questions_takes_the_score_itself(self):
        score = (
            self.env["crm.grading.score"]
            .with_user(self.assessor)
            .create({"measure_id": self.plain.id, "partner_id": self.customer.id, "score": 73.25})
        )
        score.action_confirm()
        self.assertEqual(self.latest(measure=self.plain), {self.customer.id: 73.25})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["crm.grading.score"].create({"measure_id": self.plain.id, "partner_id": self.customer.id, "score": 101})

    def test_a_forged_score_does_not_stand_beside_the_answers(self):
        score = self.draft(points=(10, 30), score=99)
        score.with_user(self.assessor).score = 99
        score.action_confirm()
        self.assertEqual(score.score, 80.0)

    def test_a_draft_counts_nowhere_and_a_confirmed_score_is_fixed(self):
        score = self.draft()
        self.assertEqual(self.latest(), {})
        score.action_confirm()
        self.assertEqual(self.latest(), {self.customer.id: 80.0})
        self.assertEqual(score.assessor_id, self.assessor)
        for vals in ({"score": 5}, {"date": "2024-01-01"}, {"partner_id": self.make_customer("Other").id}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "is kept as it is"):
                score.write(vals)
        with self.assertRaisesRegex(UserError, "is kept as it is"):
            score.answer_ids[0].points = 0
        with self.assertRaisesRegex(UserError, "is kept as it is"):
            score.answer_ids[0].unlink()
        with self.assertRaisesRegex(UserError, "is kept as it is"):
            score.unlink()
        self.draft().unlink()

    def test_a_new_day_stands_beside_and_the_same_day_replaces(self):
        first = self.confirm(points=(10, 30), date="2024-05-01")
        self.confirm(points=(20, 30), date="2024-06-01")
        again = self.confirm(points=(0, 0), date="2024-05-01")
        self.assertEqual((first.state, first.replaced_by_id), ("replaced", again))
        self.assertEqual(
            self.scores(self.customer, states=("confirmed", "replaced")),
            [("2024-05-01", 80.0, "replaced"), ("2024-05-01", 0.0, "confirmed"), ("2024-06-01", 100.0, "confirmed")],
        )
        self.assertEqual(self.latest("2024-05-31"), {self.customer.id: 0.0})
        self.assertEqual(self.latest("2024-06-01"), {self.customer.id: 100.0})
        self.assertEqual(self.latest("2024-04-30"), {})

    def test_a_score_expires_after_the_months_of_its_questionnaire(self):
        score = self.confirm(date="2023-07-01")
        self.assertEqual(score.valid_until, date(2024, 6, 30))
        self.assertEqual(self.latest("2024-06-30"), {self.customer.id: 80.0})
        self.assertEqual(self.latest("2024-07-01"), {})
        self.measure.validity_months = 0
        self.assertFalse(score.valid_until)
        self.assertEqual(self.latest("2030-01-01"), {self.customer.id: 80.0})

    def test_a_score_lies_not_in_the_future(self):
        with self.assertRaisesRegex(UserError, "lies in the future"):
            self.confirm(date="2024-06-16")
        self.confirm(date="2024-06-15")

    def test_a_score_belongs_to_the_customer_and_to_a_questionnaire(self):
        with self.assertRaisesRegex(ValidationError, "give the score to the customer Harbour Trading"):
            self.draft(partner=self.contact)
        other = self.env["crm.grading.measure"].search([("kind", "!=", "manual")], limit=1)
        with self.assertRaisesRegex(ValidationError, "is no questionnaire"):
            self.env["crm.grading.score"].create({"measure_id": other.id, "partner_id": self.customer.id})

    def test_only_assessors_write_scores(self):
        with self.assertRaises(AccessError):
            self.draft(user=self.salesperson)
        score = self.draft()
        with self.assertRaises(AccessError):
            score.with_user(self.salesperson).action_confirm()
        with self.assertRaises(AccessError):
            score.with_user(self.salesperson).write({"note": "x"})
        with self.assertRaises(AccessError):
            score.with_user(self.assessor).write({"state": "confirmed"})
        with self.assertRaises(AccessError):
            self.draft(state="confirmed")
        self.assertEqual(self.confirm(user=self.grading_manager).state, "confirmed")

    def test_salespeople_see_the_scores_of_their_customers(self):
        mine = self.make_customer("Mine", user_id=self.salesperson.id)
        others = self.make_customer("Others", user_id=self.assessor.id)
        for partner in (mine, others):
            self.confirm(partner=partner)
        scores = self.env["crm.grading.score"].with_user(self.salesperson)
        self.assertEqual(scores.search([("partner_id", "in", (mine | others).ids)]).partner_id, mine)
        self.assertEqual(scores.search([]).answer_ids.score_id.partner_id, mine)

    def test_scores_of_another_company_are_not_seen_and_do_not_count(self):
        self.confirm()
        stranger = new_test_user(
            self.env,
            "score_stranger",
            "crm_grading.group_grading_assessor",
            company_id=self.other_company.id,
            company_ids=[(6, 0, self.other_company.ids)],
        )
        self.assertFalse(self.env["crm.grading.score"].with_user(stranger).search([]))
        self.assertEqual(self.latest(company=self.other_company), {})

    def test_scores_of_branches_count_for_their_company(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.assessor.company_ids |= branch
        self.confirm(company_id=branch.id)
        self.assertEqual(self.latest(), {self.customer.id: 80.0})
        self.assertEqual(self.latest(company=branch), {self.customer.id: 80.0})

    def test_scores_follow_the_customer_who_becomes_a_contact(self):
        group = self.make_customer("Group")
        old = self.confirm(points=(0, 0), date="2024-05-01")
        kept = self.confirm(points=(20, 30), partner=group, date="2024-05-01")
        self.confirm(points=(10, 30), date="2024-06-01")
        self.customer.write({"parent_id": group.id, "is_company": False})
        self.assertEqual((old.partner_id, old.state, old.replaced_by_id), (group, "replaced", kept))
        self.assertEqual(self.scores(group), [("2024-05-01", 100.0, "confirmed"), ("2024-06-01", 80.0, "confirmed")])

    def test_one_confirmed_score_a_day_is_a_rule_of_the_database(self):
        self.env.cr.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'crm_grading_score_confirmed_uniq'")
        self.assertIn("UNIQUE INDEX", self.env.cr.fetchone()[0])
        self.env.cr.execute(
            "SELECT conname FROM pg_constraint WHERE conname IN %s",
            [("crm_grading_score_score_range", "crm_grading_score_answer_points_range")],
        )
        self.assertEqual(len(self.env.cr.fetchall()), 2)


@tagged("post_install", "-at_install", "alone")
@freeze_time("2024-06-15")
class TestScoreImport(ImportCase):
    def test_points_become_a_score(self):
        batch = self.import_scores("Customer,Pays on time,shelf,Note", "Harbour Trading,10,30,good")
        self.assertEqual(self.counts(batch), (1, 1, 0, 0, 0))
        score = self.env["crm.grading.score"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((score.score, score.state, score.note, str(score.date)), (80.0, "confirmed", "good", "2024-06-15"))
        self.assertEqual((score.source, score.external_id), ("file", f"test_coop:{self.customer.id}:2024-06-15"))
        self.assertEqual((score.assessor_id, score.create_uid), (self.assessor, self.assessor))
        self.assertEqual(score.answer_ids.mapped("points"), [10.0, 30.0])
        self.assertEqual(score.answer_ids.mapped("maximum"), [20.0, 30.0])

    def test_bad_rows_by_number_and_reason(self):
        for name in ("Beta", "Gamma", "Delta"):
            self.make_customer(name)
        batch = self.import_scores(
            "customer,date,pays,shelf,score",
            "Harbour Trading,2024-06-01,21,5,",
            "Beta,2024-06-01,5,,",
            "Gamma,2024-06-01,,,101",
            "Delta,2024-06-01,1,2,50",
            "Delta,2024-06-16,1,2,",
            "Delta,2024-06-01,,,",
            "Delta,2024-06-01,,,40",
            "Delta,2024-06-01,,,41",
            "Nobody,2024-06-01,,,41",
        )
        self.assertEqual(
            self.bad(batch),
            {
                2: "Pays on time: 21 is not between 0 and 20.",
                3: "Some questions have no answer: answer all of them, or give the score.",
                4: "The score 101 is not between 0 and 100.",
                5: "Both answers and a score are given: leave one of them empty.",
                6: "2024-06-16 lies in the future.",
                9: "Customer and day are those of row 8.",
                10: "No customer is found for “Nobody”.",
            },
        )
        self.assertEqual(self.counts(batch), (8, 1, 0, 0, 7))

    def test_the_same_file_twice_changes_nothing(self):
        rows = ["customer,pays,shelf", "Harbour Trading,10,30"]
        self.import_scores(*rows)
        self.assertEqual(self.counts(self.import_scores(*rows)), (1, 0, 0, 1, 0))
        self.assertEqual(self.scores(self.customer, states=("confirmed", "replaced")), [("2024-06-15", 80.0, "confirmed")])

    def test_other_points_of_the_same_day_replace_and_keep_the_old_score(self):
        self.import_scores("customer,pays,shelf", "Harbour Trading,10,30")
        self.assertEqual(self.counts(self.import_scores("customer,pays,shelf", "Harbour Trading,20,20")), (1, 0, 1, 0, 0))
        self.assertEqual(
            self.scores(self.customer, states=("confirmed", "replaced")),
            [("2024-06-15", 80.0, "replaced"), ("2024-06-15", 80.0, "confirmed")],
        )
        old, new = self.env["crm.grading.score"].search([("partner_id", "=", self.customer.id)], order="id")
        self.assertEqual(old.replaced_by_id, new)
        self.assertEqual(new.answer_ids.mapped("points"), [20.0, 20.0])
        self.assertEqual(self.counts(self.import_scores("customer,pays,shelf", "Harbour Trading,10,30")), (1, 0, 1, 0, 0))

    def test_a_score_entered_by_hand_is_replaced_and_kept(self):
        score = self.env["crm.grading.score"].create(
            {"measure_id": self.plain.id, "partner_id": self.customer.id, "score": 50, "date": "2024-06-15"}
        )
        score.with_user(self.assessor).action_confirm()
        self.import_scores("customer,score", "Harbour Trading,60", measure=self.plain)
        self.assertEqual(score.state, "replaced")
        self.assertEqual(self.scores(self.customer, self.plain), [("2024-06-15", 60.0, "confirmed")])

    def test_the_template_lists_the_population_with_present_scores(self):
        beta = self.make_customer("Beta", ref="B-1")
        self.make_customer("Far", company_id=self.other_company.id)
        self.import_scores("customer,date,pays,shelf", "Beta,2024-06-01,10,30")
        batch = (
            self.env["crm.grading.score.import"]
            .with_user(self.assessor)
            .create({"measure_id": self.measure.id, "population": f"[('id', 'in', {(beta | self.customer | self.contact).ids})]"})
        )
        rows = {
            row["customer"]: (row["customer_id"], row["customer_ref"], row["current"]) for row in batch._import_template_rows()
        }
        self.assertEqual(rows, {"Beta": (beta.id, "B-1", 80.0), "Harbour Trading": (self.customer.id, False, None)})
        batch.population = "[('no_such_field', '=', 1)]"
        with self.assertRaisesRegex(UserError, "not a valid filter"):
            list(batch._import_template_rows())

    def test_only_assessors_import(self):
        with self.assertRaises(AccessError):
            self.import_scores("customer,score", "Harbour Trading,60", measure=self.plain, user=self.salesperson)

    def test_bad_rows_are_seen_by_who_imported_and_by_managers(self):
        batch = self.import_scores("customer,score", "Nobody,60", measure=self.plain)
        other = new_test_user(self.env, "other_assessor", "crm_grading.group_grading_assessor", company_id=self.company.id)
        errors = self.env["crm.import.error"]
        domain = [("res_model", "=", batch._name), ("res_id", "=", batch.id)]
        self.assertEqual(errors.with_user(self.assessor).search_count(domain), 1)
        self.assertEqual(errors.with_user(self.grading_manager).search_count(domain), 1)
        self.assertEqual(errors.with_user(other).search_count(domain), 0)
        self.assertEqual(errors.with_user(self.salesperson).search_count(domain), 0)
        with self.assertRaises(AccessError):
            errors.with_user(self.assessor).search(domain).unlink()

    def test_deleting_an_import_deletes_its_bad_rows_and_staging_table(self):
        batch = self.import_scores("customer,score", "Nobody,60", measure=self.plain)
        batch._import_stage().build()
        name = batch._import_stage_name()
        batch.with_user(self.assessor).unlink()
        self.assertFalse(
            self.env["crm.import.error"].search([("res_model", "=", "crm.grading.score.import"), ("res_id", "=", batch.id)])
        )
        self.env.cr.execute("SELECT to_regclass(%s)", [name])
        self.assertEqual(self.env.cr.fetchone(), (None,))

    def test_left_over_staging_tables_are_dropped(self):
        failed, idle = self.env["crm.grading.score.import"].create([{"measure_id": self.plain.id}] * 2)
        for batch in failed | idle:
            batch._import_stage().build()
        failed._job_write({"job_state": "failed"})
        self.env["crm.import.error"]._gc_import_stages()
        self.assertTrue(failed._import_stage().exists())
        self.assertFalse(idle._import_stage().exists())
        self.assertEqual(self.env["crm.import.error"].search_count([]), 0, "the table of the bad rows is no staging table")


@tagged("post_install", "-at_install", "alone")
@freeze_time("2024-06-15")
class TestCustomersToAssess(ImportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.make_customer("Alpha", ref="todo")
        cls.customer.ref = "todo"
        cls.make_customer("Far", ref="todo", company_id=cls.other_company.id)
        cls.make_scheme(cls.company, "[('ref', '=', 'todo')]")

    @classmethod
    def make_scheme(cls, company, domain):
        values = {
            "name": "Todo",
            "code": "todo",
            "company_id": company.id,
            "domain": domain,
            "dimension_ids": [
                (0, 0, {"code": "R", "name": "Relation", "weight": 1, "indicator_ids": [(0, 0, cls.indicator_values())]})
            ],
        }
        return cls.env["crm.grading.scheme"].create(values)

    @classmethod
    def indicator_values(cls):
        return {"code": "R4", "name": "Cooperation", "weight": 1, "measure_id": cls.measure.id, "normalisation": "identity"}

    def todo(self, user=None):
        self.env.invalidate_all()
        found = self.env["crm.grading.score.todo"].with_user(user or self.assessor).search([("measure_id", "=", self.measure.id)])
        return {row.partner_id.name: row.status for row in found}

    def score(self, partner, day):
        score = (
            self.env["crm.grading.score"]
            .with_user(self.assessor)
            .create({"measure_id": self.measure.id, "partner_id": partner.id, "date": day})
        )
        score.action_confirm()

    def test_each_customer_of_the_population_stands_somewhere(self):
        self.assertEqual(self.todo(), {"Harbour Trading": "missing", "Alpha": "missing"})
        self.score(self.customer, "2023-06-14")
        self.score(self.mine, "2024-06-01")
        self.assertEqual(self.todo(), {"Harbour Trading": "expired", "Alpha": "valid"})
        self.score(self.customer, "2023-06-16")
        self.assertEqual(self.todo(), {"Harbour Trading": "due", "Alpha": "valid"})

    def test_the_list_leads_from_one_customer_to_the_next(self):
        first, second = self.env["crm.grading.score.todo"].with_user(self.assessor).search([("measure_id", "=", self.measure.id)])
        action = first.action_assess()
        scores = self.env["crm.grading.score"].with_user(self.assessor).with_context(**action["context"])
        draft = scores.create({})
        self.assertEqual((draft.partner_id, draft.measure_id), (first.partner_id, self.measure))
        self.assertEqual(first.action_assess()["res_id"], draft.id, "a draft that is begun is opened again")
        following = draft.action_confirm_next()
        self.assertEqual(following["context"]["default_partner_id"], second.partner_id.id)
        last = scores.with_context(**following["context"]).create({})
        self.assertEqual(last.action_confirm_next()["res_model"], "crm.grading.score.todo")

    def test_only_assessors_see_the_list(self):
        with self.assertRaises(AccessError):
            self.todo(self.salesperson)

    def test_another_company_has_its_own_list(self):
        stranger = new_test_user(
            self.env,
            "todo_stranger",
            "crm_grading.group_grading_assessor",
            company_id=self.other_company.id,
            company_ids=[(6, 0, self.other_company.ids)],
        )
        self.assertEqual(self.todo(stranger), {})
