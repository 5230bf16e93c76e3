import re

from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged

from .market.assessment_common import AssessmentCommon
from .service.loop_common import LoopCommon


@tagged("post_install", "-at_install")
class TestOwners(LoopCommon, AssessmentCommon):
    """Who answers for something is an employee of its company, whatever way the name comes in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "owner_portal", "base.group_portal", company_id=cls.company.id)
        cls.stranger = new_test_user(
            cls.env,
            "owner_stranger",
            "base.group_user",
            company_id=cls.other_company.id,
            company_ids=[(6, 0, cls.other_company.ids)],
        )

    def owned(self):
        """A record of each kind that somebody answers for."""
        company = {"company_id": self.company.id}
        assessment = self.assess()
        complaint = self.complain(user_id=self.agent.id)
        records = [
            assessment,
            complaint,
            self.env["crm.assessment.action"].create(
                {"name": "Call them", "assessment_id": assessment.id, "deadline": "2026-03-31", "user_id": self.clerk.id}
            ),
            self.env["crm.complaint.callback"]._plan(complaint.sudo(), "apology", self.company._business_today()),
            self.env["crm.moment"].create(company | {"name": "Call", "standard": "Within the hour", "target": 60}),
            self.env["crm.data.register"].create(company | {"name": "Phones", "model": "res.partner", "field_name": "phone"}),
            self.env["crm.lifecycle.objective"].create(
                company | {"stage": "retain", "metric": "customers", "target": 4, "target_month": "2099-12-31"}
            ),
            self.env["crm.loyalty.survey"].create(company | {"name": "Ladder"}),
            self.env["crm.market.segment"].create(company | {"name": "Everybody"}),
            self.env["crm.complaint.mailbox"].create(company | {"name": "Service"}),
            self.env["crm.telecom.network"].create(company | {"name": "Network", "active": False}),
            self.env["crm.telecom.arrears.policy"].create(company | {"name": "Arrears", "active": False}),
        ]
        return [record.sudo() for record in records]

    def test_employees_of_the_company_only(self):
        for record in self.owned():
            with self.subTest(model=record._name):
                before = record.user_id
                with (
                    self.assertRaisesRegex(ValidationError, f"{re.escape(self.portal.name)} is no employee"),
                    self.env.cr.savepoint(),
                ):
                    record.user_id = self.portal
                with (
                    self.assertRaisesRegex(
                        ValidationError, f"{re.escape(self.stranger.name)} does not work for {re.escape(self.company.name)}"
                    ),
                    self.env.cr.savepoint(),
                ):
                    record.user_id = self.stranger
                self.env.invalidate_all()
                self.assertEqual(record.user_id, before)
                record.user_id = self.colleague
                self.assertEqual(record.user_id, self.colleague)

    def test_new_records(self):
        for user in (self.portal, self.stranger):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.complain(user_id=user.id)
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.env["crm.market.segment"].with_context(default_user_id=user.id).create(
                    {"name": "Nobody", "company_id": self.company.id}
                )

    def test_the_company_changes_with_its_owner_only(self):
        segment = self.env["crm.market.segment"].create(
            {"name": "Moving", "company_id": self.company.id, "user_id": self.clerk.id}
        )
        with self.assertRaisesRegex(ValidationError, f"{re.escape(self.clerk.name)} does not work for"), self.env.cr.savepoint():
            segment.company_id = self.other_company
        segment.write({"company_id": self.other_company.id, "user_id": self.stranger.id})
        self.assertEqual(segment.user_id, self.stranger)

    def test_who_has_left_keeps_what_is_there_and_gets_nothing_new(self):
        complaint = self.complain(user_id=self.colleague.id)
        self.colleague.write({"company_id": self.other_company.id, "company_ids": [(6, 0, self.other_company.ids)]})
        complaint.write({"subject": "Still leaking"})
        self.assertEqual(complaint.user_id, self.colleague)
        callback = self.env["crm.complaint.callback"]._plan(complaint.sudo(), "apology", self.company._business_today())
        self.assertFalse(callback.user_id)
