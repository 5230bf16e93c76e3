from odoo.tests import new_test_user

from odoo.addons.crm_grading.tests.common import GradingCommon


class AssessmentCommon(GradingCommon):
    """Questions of two sections, published: A1 (weight 1), A2 (weight 3) and B1 (weight 2). ``manager`` and ``other_manager``
    run assessments, ``clerk`` is an employee without any right to them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        manager = "sales_team.group_sale_manager"
        cls.manager = new_test_user(cls.env, "assessment_manager", manager, company_id=cls.company.id)
        cls.other_manager = new_test_user(
            cls.env,
            "other_assessment_manager",
            manager,
            company_id=cls.other_company.id,
            company_ids=[(6, 0, cls.other_company.ids)],
        )
        cls.clerk = new_test_user(cls.env, "clerk", "base.group_user", company_id=cls.company.id)
        cls.section_a, cls.section_b = cls.env["crm.assessment.section"].create(
            [{"name": "Section A", "sequence": 1}, {"name": "Section B", "sequence": 2}]
        )
        questions = [(cls.section_a, "A1", 1), (cls.section_a, "A2", 3), (cls.section_b, "B1", 2)]
        cls.template = cls.env["crm.assessment.template"].create(
            {
                "name": "Test Questions",
                "question_ids": [
                    (0, 0, {"section_id": section.id, "name": name, "weight": weight, "sequence": place})
                    for place, (section, name, weight) in enumerate(questions)
                ],
            }
        )
        cls.template.action_publish()

    @classmethod
    def assess(cls, date="2026-03-01", user=None, template=None, **values):
        """Begin an assessment of the company, by default as the manager."""
        return (
            cls.env["crm.assessment"]
            .with_user(user or cls.manager)
            .create({"name": f"Assessment {date}", "template_id": (template or cls.template).id, "date": date} | values)
        )

    @classmethod
    def answer(cls, assessment, **answers):
        """Answer questions by name: (intention, reality), or a reason why one doesn't apply."""
        for name, given in answers.items():
            answer = assessment.answer_ids.filtered(lambda each, name=name: each.question_id.name == name)
            if isinstance(given, str):
                answer.write({"not_applicable": True, "reason": given})
            else:
                answer.write({"intention": str(given[0]), "reality": str(given[1]), "evidence": "Report 7"})
