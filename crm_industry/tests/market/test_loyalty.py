import base64
import doctest

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ...tools import proportion
from .assessment_common import AssessmentCommon

NOON = "2026-03-10 12:00:00"
ANSWERS = {"none": 2, "presence": 3, "relevance": 0, "performance": 1, "advantage": 2, "bonding": 2}


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestLoyalty(AssessmentCommon):
    """The loyalty ladder from dated surveys."""

    def survey(self, **values):
        defaults = {"name": "Spring", "date": "2026-03-01"}
        return self.env["crm.loyalty.survey"].with_user(self.manager).create(defaults | values)

    def answer_all(self, survey):
        self.env["crm.loyalty.answer"].with_user(self.manager).create(
            [{"survey_id": survey.id, "rung": rung} for rung, count in ANSWERS.items() for _each in range(count)]
        )

    def ladder(self, survey):
        return {rung.rung: rung.reached for rung in survey.rung_ids}

    def test_whoever_is_on_a_rung_has_climbed_those_below(self):
        survey = self.survey()
        self.answer_all(survey)
        self.assertEqual(survey.sample_size, 10)
        self.assertEqual(self.ladder(survey), {"presence": 8, "relevance": 5, "performance": 5, "advantage": 4, "bonding": 2})
        first = survey.rung_ids.sorted("place")[0]
        # the interval of 8 of 10 in any table of Wilson's: 0.490 to 0.943
        self.assertEqual((first.share, round(first.lower, 1), round(first.upper, 1)), (80, 49.0, 94.3))
        self.assertFalse(doctest.testmod(proportion).failed)
        survey.answer_ids.filtered(lambda each: each.rung == "bonding").unlink()
        self.assertEqual((survey.sample_size, self.ladder(survey)["presence"]), (8, 6))

    def test_shares_of_several_surveys_are_those_of_all_asked(self):
        first, second = self.survey(method="sums", given_size=100), self.survey(method="sums", given_size=300)
        for survey, reached in ((first, 80), (second, 120)):
            survey.rung_ids.sorted("place")[0].given = reached
        rungs = self.env["crm.loyalty.rung"].with_user(self.manager)
        [[share]] = rungs._read_group([("survey_id", "in", (first | second).ids), ("rung", "=", "presence")], [], ["share:avg"])
        self.assertAlmostEqual(share, 50, 4)

    def test_sums_of_a_study_are_a_ladder(self):
        survey = self.survey(method="sums", given_size=50)
        presence, relevance = survey.rung_ids.sorted("place")[:2]
        presence.given = 40
        relevance.given = 40
        self.assertEqual((presence.share, relevance.reached), (80, 40))
        for change in (
            lambda: relevance.write({"given": 41}),
            lambda: presence.write({"given": 51}),
            lambda: survey.write({"given_size": 39}),
        ):
            with self.assertRaises(ValidationError):
                change()
        with self.assertRaises(ValidationError):
            self.env["crm.loyalty.answer"].with_user(self.manager).create({"survey_id": survey.id, "rung": "bonding"})

    def test_what_is_finished_stays(self):
        survey = self.survey()
        with self.assertRaisesRegex(UserError, "nobody has answered"):
            survey.action_finish()
        self.answer_all(survey)
        survey.action_finish()
        for change in (
            lambda: self.answer_all(survey),
            lambda: survey.answer_ids[0].write({"rung": "bonding"}),
            survey.answer_ids[0].unlink,
            lambda: survey.write({"date": "2020-01-01"}),
            lambda: survey.write({"name": "Another one"}),
            survey.unlink,
        ):
            with self.assertRaises(UserError):
                change()
        with self.assertRaises(AccessError):
            survey.write({"state": "draft"})
        survey.action_reopen()
        self.answer_all(survey)
        self.assertEqual(survey.sample_size, 20)

    def test_a_customer_answers_once(self):
        survey = self.survey()
        answers = self.env["crm.loyalty.answer"].with_user(self.manager)
        values = {"survey_id": survey.id, "partner_id": self.customer.id, "rung": "bonding"}
        answers.create(values)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            answers.create(values)
        with self.assertRaises(ValidationError):
            answers.create(values | {"partner_id": self.contact.id})

    def test_a_customer_that_is_absorbed(self):
        other, third = self.make_customer("Absorbed"), self.make_customer("Absorbed too")
        survey = self.survey()
        self.env["crm.loyalty.answer"].with_user(self.manager).create(
            [{"survey_id": survey.id, "partner_id": partner.id, "rung": "bonding"} for partner in (self.customer, other, third)]
        )
        survey.answer_ids[2].unlink()
        later = self.survey(name="Autumn")
        self.env["crm.loyalty.answer"].with_user(self.manager).create(
            {"survey_id": later.id, "partner_id": other.id, "rung": "none"}
        )
        self.env["res.partner"]._rekey_customer(other, self.customer)
        self.assertEqual((survey.answer_ids.partner_id, len(survey.answer_ids)), (self.customer, 2))
        self.assertEqual(later.answer_ids.partner_id, self.customer)

    def test_who_may_what(self):
        survey = self.survey()
        agent = new_test_user(self.env, "asking_agent", "crm_industry.group_service_agent", company_id=self.company.id)
        answer = self.env["crm.loyalty.answer"].with_user(agent).create({"survey_id": survey.id, "rung": "bonding"})
        self.assertEqual(survey.rung_ids.mapped("reached"), [1] * 5)
        for forbidden in (
            lambda: survey.with_user(agent).action_finish(),
            lambda: answer.unlink(),
            lambda: answer.write({"source": "x"}),
            lambda: survey.rung_ids[0].write({"reached": 9}),
            lambda: survey.rung_ids[0].unlink(),
            lambda: survey.with_user(self.other_manager).read(["sample_size"]),
        ):
            with self.assertRaises(AccessError):
                forbidden()
        self.assertFalse(answer.with_user(self.other_manager).search([("id", "=", answer.id)]))

    def test_salespeople_ask_their_own_customers(self):
        survey = self.survey()
        mine, theirs = self.make_customer("Mine", user_id=self.salesperson.id), self.make_customer("Theirs")
        answers = self.env["crm.loyalty.answer"]
        other = answers.with_user(self.manager).create({"survey_id": survey.id, "partner_id": theirs.id, "rung": "none"})
        own = answers.with_user(self.salesperson).create({"survey_id": survey.id, "partner_id": mine.id, "rung": "bonding"})
        self.assertEqual(answers.with_user(self.salesperson).search([("survey_id", "=", survey.id)]), own)
        with self.assertRaises(AccessError):
            other.with_user(self.salesperson).write({"rung": "bonding"})
        self.assertEqual(survey.sample_size, 2)

    # -- files ---------------------------------------------------------------------------------------------------------

    def load(self, survey, *rows, user=None, **values):
        content = base64.b64encode("\n".join(("external_id,customer,rung,day,comment", *rows)).encode())
        batch = (
            self.env["crm.loyalty.import"]
            .with_user(user or self.manager)
            .create({"survey_id": survey.id, "file": content, "filename": "answers.csv"} | values)
        )
        batch.action_import()
        return batch

    def counts(self, batch):
        return tuple(batch[f"rows_{name}"] for name in ("new", "changed", "same", "bad"))

    def test_a_file_of_answers(self):
        survey = self.survey()
        rows = ("1,Harbour Trading,bonding,2026-02-20,Fine", "2,,Presence: knows us,,", "3,,none,,")
        batch = self.load(survey, *rows)
        self.assertEqual((self.counts(batch), batch.error_ids.mapped("message")), ((3, 0, 0, 0), []))
        self.assertEqual((survey.sample_size, self.ladder(survey)["presence"], self.ladder(survey)["bonding"]), (3, 2, 1))
        first = survey.answer_ids.filtered("partner_id")
        self.assertEqual((first.partner_id, str(first.date), first.place), (self.customer, "2026-02-20", 5))
        self.assertEqual(self.counts(self.load(survey, *rows)), (0, 0, 3, 0))
        changed = self.load(survey, rows[0].replace("bonding", "advantage"))
        self.assertEqual((self.counts(changed), self.ladder(survey)["bonding"]), ((0, 1, 0, 0), 0))

    def test_bad_rows_say_why(self):
        survey, other = self.survey(), self.survey(name="Other")
        self.load(other, "9,,bonding,,")
        self.env["crm.loyalty.answer"].with_user(self.manager).create(
            {"survey_id": survey.id, "partner_id": self.customer.id, "rung": "bonding"}
        )
        twice = self.make_customer("Twice")
        batch = self.load(
            survey,
            "1,Harbour Trading,bonding,,",
            "2,,love,,",
            "9,,bonding,,",
            "4,Nobody at All,bonding,,",
            f"5,{twice.name},bonding,,",
            f"6,{twice.name},bonding,,",
        )
        messages = {error.row_number: error.message for error in batch.error_ids}
        self.assertEqual(sorted(messages), [2, 3, 4, 5, 7])
        self.assertIn("answered in this survey already", messages[2])
        self.assertIn("belongs to another survey", messages[4])
        self.assertEqual(survey.sample_size, 2)

    def test_only_managers_import_into_surveys_under_way(self):
        survey = self.survey()
        with self.assertRaises(AccessError):
            self.load(survey, "1,,bonding,,", user=self.salesperson)
        self.load(survey, "1,,bonding,,")
        survey.action_finish()
        with self.assertRaises(UserError):
            self.load(survey, "2,,bonding,,")
