from datetime import date

from odoo.fields import Command
from odoo.tests import new_test_user

from .common import GradingCommon

GRADES = "ABCDE"


class TreatmentCommon(GradingCommon):
    """A scheme with grades A to E that is the company's, and published results made by hand, without the engine.

    Attributes: ``scheme``, ``grades`` (by code), ``published`` (a run, first quarter of 2026), ``assessor``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.assessor = new_test_user(
            cls.env,
            "grading_assessor",
            "base.group_user,crm_grading.group_grading_assessor",
            company_id=cls.company.id,
        )
        (cls.salesperson | cls.grading_manager | cls.assessor).lang = "en_US"
        cls.scheme = cls.make_scheme(cls.company, "value")
        cls.grades = {grade.code: grade for grade in cls.scheme.grade_ids}
        cls.company.grading_scheme_id = cls.scheme
        cls.published = cls.make_run(cls.scheme, date(2026, 1, 1), date(2026, 3, 31))

    @classmethod
    def make_scheme(cls, company, code):
        return cls.env["crm.grading.scheme"].create(
            {
                "name": f"Scheme {code}",
                "code": code,
                "company_id": company.id,
                "grade_ids": [
                    Command.create({"code": letter, "name": f"Grade {letter}", "sequence": number, "color": number})
                    for number, letter in enumerate(GRADES)
                ],
            }
        )

    @classmethod
    def make_run(cls, scheme, date_from, date_to, state="published"):
        """Create a run in a state, as the engine leaves it."""
        run = cls.env["crm.grading.run"].create({"scheme_id": scheme.id, "date_from": date_from, "date_to": date_to})
        run._guarded_write({"state": state, "config": scheme._frozen_config()})
        return run

    @classmethod
    def grade(cls, partner, code, total=50.0, run=None, **values):
        """Give a customer a result of the run, and the standing that its publication leaves."""
        run = run or cls.published
        grade = run.scheme_id.grade_ids.filtered(lambda grade: grade.code == code)
        result = cls.env["crm.grading.result"].create(
            {
                "run_id": run.id,
                "partner_id": partner.id,
                "company_id": run.company_id.id,
                "scheme_id": run.scheme_id.id,
                "status": "rated" if grade else "not_rated",
                "total": total,
                "rank": 1,
                "size": 20,
                "computed_grade_id": grade.id,
                "final_grade_id": grade.id,
            }
            | values
        )
        standings = cls.env["crm.grading.standing"]
        key = {"partner_id": partner.id, "company_id": run.company_id.id, "scheme_id": run.scheme_id.id}
        standing = standings.search([(name, "=", value) for name, value in key.items()])
        publication = {
            "result_id": result.id,
            "grade_id": result.final_grade_id.id,
            "score": total,
            "source": "run",
            "date": date(2026, 4, 2),
        }
        if standing:
            standing.write(publication)
        else:
            standings.create(key | publication)
        cls.env["res.partner"]._forget_grading()
        return result
