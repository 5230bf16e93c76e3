from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .telecom_common import NOON, TelecomCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomCase(TelecomCommon):
    """Telecom agents take down cases about subscriptions and bills, and see these alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create({"group_trade_telecom": True}).execute()
        cls.subscription = cls.subscribe("active")
        cls.bill = cls.make_bill(state="sent")
        cls.service_agent = new_test_user(
            cls.env, "telecom_service", "crm_industry.group_service_agent", company_id=cls.company.id
        )
        cls.service_manager = new_test_user(
            cls.env, "telecom_service_manager", "crm_industry.group_service_manager", company_id=cls.company.id
        )

    def take_down(self, record, user=None, **values):
        """Take a case down by the button of a subscription or a bill."""
        user = user or self.telecom_agent
        action = record.with_user(user).action_new_case()
        cases = self.env["crm.complaint"].with_user(user).with_context(**action["context"])
        form = Form(cases, "crm_industry.crm_complaint_view_form")
        form.subject = "Noise on the line"
        for name, value in values.items():
            form[name] = value
        return form.save()

    def test_about_a_subscription(self):
        case = self.take_down(self.subscription, description="<p>All day</p>")
        self.assertEqual((case.telecom_subscription_id, case.partner_id), (self.subscription, self.subscriber))
        self.assertEqual((case.company_id, case.create_uid, case.state), (self.company, self.telecom_agent, "new"))
        self.assertEqual(case.event_ids.kind, "received")
        self.assertEqual(self.subscription.with_user(self.telecom_agent).case_count, 1)
        # The page opens with all its parts.
        Form(case, "crm_industry.crm_complaint_view_form")

    def test_about_a_bill(self):
        case = self.take_down(self.bill)
        self.assertEqual((case.telecom_bill_ids, case.telecom_bill_names), (self.bill, self.bill.name))
        self.assertEqual((self.bill.state, self.bill.complaint_id), ("on_hold", case))
        self.assertEqual((self.bill.last_event_id.source, self.bill.last_event_id.note), ("case", case.name))
        self.assertEqual(self.bill.with_user(self.telecom_agent).action_open_case()["res_id"], case.id)

    def test_handling_is_for_the_service(self):
        case = self.take_down(self.subscription)
        own, other = case.with_user(self.telecom_agent), self.other_case()
        product = self.env["product.product"].create({"name": "Router"})
        for refused in (
            lambda: own.write({"subject": "Another one"}),
            lambda: own.write({"telecom_subscription_id": False}),
            own.action_accept,
            lambda: own.line_ids.create({"complaint_id": other.id, "product_id": product.id}),
            own.unlink,
        ):
            with self.assertRaises(AccessError):
                refused()
        case.with_user(self.service_agent).action_accept()
        self.assertEqual((own.state, own.user_id), ("accepted", self.service_agent))

    def other_case(self):
        return self.env["crm.complaint"].create(
            {"subject": "Parcel leaked", "partner_id": self.subscriber.id, "company_id": self.company.id}
        )

    def test_other_cases_are_hidden(self):
        other = self.other_case()
        cases = self.env["crm.complaint"].with_user(self.telecom_agent)
        self.assertNotIn(other, cases.search([]))
        with self.assertRaises(AccessError):
            other.with_user(self.telecom_agent).check_access("read")
        self.assertFalse(self.env["crm.complaint.event"].with_user(self.telecom_agent).search([("complaint_id", "=", other.id)]))
        with self.assertRaises(AccessError):
            cases.create({"subject": "Parcel leaked", "partner_id": self.subscriber.id, "company_id": self.company.id})

    def test_others_are_refused(self):
        case = self.take_down(self.subscription)
        plain = new_test_user(self.env, "telecom_nobody", "base.group_user", company_id=self.company.id)
        for user in (plain, self.other_telecom_agent):
            with self.assertRaises(AccessError):
                case.with_user(user).check_access("read")
            with self.assertRaises(AccessError):
                self.subscription.with_user(user).action_new_case()
            with self.assertRaises(AccessError):
                self.env["crm.complaint"].with_user(user).create(
                    {
                        "subject": "Curious",
                        "partner_id": self.subscriber.id,
                        "company_id": self.company.id,
                        "telecom_subscription_id": self.subscription.id,
                    }
                )

    def test_a_bill_of_another_customer(self):
        values = {"subject": "Bill", "company_id": self.company.id, "telecom_bill_ids": [(4, self.bill.id)]}
        with self.assertRaisesRegex(ValidationError, "is not of this customer"), self.env.cr.savepoint():
            self.env["crm.complaint"].create(values | {"partner_id": self.make_customer("Stranger Ltd").id})
        self.env.invalidate_all()
        stranger = self.env["crm.complaint"].create(
            {"subject": "Parcel", "partner_id": self.make_customer("Stranger Ltd").id, "company_id": self.company.id}
        )
        with self.assertRaisesRegex(ValidationError, "is not of this customer"):
            self.bill.complaint_id = stranger

    def test_a_case_that_is_over_releases_its_bill(self):
        case = self.take_down(self.bill)
        case.with_user(self.service_agent).action_accept()
        self.assertEqual(self.bill.state, "on_hold")
        case.with_user(self.service_manager).action_withdraw("The amount is right")
        self.assertEqual((self.bill.state, self.bill.disputed), ("sent", False))

    def test_what_is_on_hold_for_another_reason_stays(self):
        self.step(self.bill, "hold", "bill_check")
        case = self.take_down(self.bill)
        self.assertEqual(self.bill.complaint_id, case)
        case.with_user(self.service_manager).action_withdraw("The amount is right")
        self.assertEqual((self.bill.state, self.bill.reason_id), ("on_hold", self.reason("bill_check")))

    def test_reopened(self):
        case = self.take_down(self.bill).sudo()
        case._close()
        self.assertEqual(self.bill.state, "sent")
        case._reopen("Still too much")
        self.assertEqual(self.bill.state, "on_hold")

    def test_one_open_case_about_a_bill(self):
        case = self.take_down(self.bill).sudo()
        values = {"subject": "Again", "partner_id": self.subscriber.id, "company_id": self.company.id}
        with self.assertRaisesRegex(UserError, f"the case {case.name} about it is open"), self.env.cr.savepoint():
            self.env["crm.complaint"].create(values | {"telecom_bill_ids": [(4, self.bill.id)]})
        self.env.invalidate_all()
        self.assertEqual(self.bill.complaint_id, case)
        case._close()
        second = self.env["crm.complaint"].create(values | {"telecom_bill_ids": [(4, self.bill.id)]})
        self.assertEqual((self.bill.complaint_id, self.bill.state), (second, "on_hold"))
