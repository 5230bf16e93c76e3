from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .application_common import ApplicationCommon

REVIEWS = "odoo.addons.crm_credit.models.application.crm_credit_account"


@tagged("post_install", "-at_install", "alone")
@freeze_time("2026-05-20 09:00:00")
class TestApplication(ApplicationCommon):
    """The life of a credit application, and what an approval does."""

    def test_from_the_request_to_the_limit(self):
        application = self._apply(5000.0)
        self.assertEqual((application.stage, application.requested_by), ("assess", self.seller))
        self.assertEqual(application.activity_ids.user_id, self.officer)
        as_officer = application.with_user(self.officer)
        as_officer.write({"decided_mode": "limited", "decided_amount": 4000.0})
        as_officer.action_assess()
        self.assertEqual((application.stage, application.officer_id), ("approve", self.officer))
        self.assertLessEqual(self.manager | self.second, application.activity_ids.user_id)
        self.assertNotIn(self.officer, application.activity_ids.user_id)
        application.with_user(self.manager).action_approve("Fine")
        self.assertEqual((application.stage, application.decided_by), ("approved", self.manager))
        self.assertEqual((self.account.limit_mode, self.account.limit_amount), ("limited", 4000.0))
        self.assertFalse(application.activity_ids)
        change = self.env["crm.credit.limit.change"].search([("account_id", "=", self.account.id)], limit=1)
        self.assertEqual(
            (change.source, change.application_id, change.user_id, change.old_amount, change.new_amount),
            ("application", application, self.manager, 1000.0, 4000.0),
        )
        self.assertIn("New store", change.reason)
        body = str(self.account.message_ids[0].body)
        self.assertIn(application.name, body)
        self.assertIn(self.manager.name, body)
        self.assertEqual(self.account.last_review_date, date(2026, 5, 20))

    def test_class_terms_and_next_review(self):
        risk = self.env["crm.credit.class"]._class_of_score(60, self.company)
        risk.review_months = 6
        term = self.env["account.payment.term"].create({"name": "45 days"})
        application = self._apply(5000.0)
        application.with_user(self.officer).write(
            {"decided_mode": "limited", "decided_amount": 5000, "decided_class_id": risk.id, "decided_term_id": term.id}
        )
        application.with_user(self.officer).action_assess()
        application.with_user(self.manager).action_approve()
        self.assertEqual((self.account.class_id, self.account.review_date), (risk, date(2026, 11, 20)))
        self.assertEqual(self.customer.property_payment_term_id, term)

    def test_temporary_limit(self):
        application = self._assessed(500.0, kind="temporary", date_from="2026-05-20", date_to="2026-06-20")
        application.with_user(self.manager).action_approve()
        limit = self.account.temporary_limit_ids
        self.assertEqual((limit.amount, limit.date_to, limit.application_id), (500.0, date(2026, 6, 20), application))
        self.assertEqual((self.account.limit_amount, self.account._temporary_granted()), (1000.0, {self.account.id: 500.0}))

    def test_temporary_limit_needs_an_amount_and_days(self):
        with self.assertRaises(ValidationError):
            self._apply(500.0, kind="temporary")
        with self.assertRaises(UserError):
            self._apply(500.0, kind="temporary", date_from="2026-05-01", date_to="2026-05-19")
        self.account.limit_mode = "unlimited"
        application = self._apply(500.0, kind="temporary", date_from="2026-05-20", date_to="2026-06-20")
        application.with_user(self.officer).write({"decided_mode": "limited", "decided_amount": 500.0})
        with self.assertRaises(UserError):
            application.with_user(self.officer).action_assess()

    def test_customer_without_an_account(self):
        customer = self.env["res.partner"].create({"name": "Newcomer", "is_company": True, "user_id": self.seller.id})
        application = self._assessed(700.0, kind="new", partner_id=customer.id)
        application.with_user(self.manager).action_approve()
        account = self.env["crm.credit.account"]._for_customers(customer, self.company)
        self.assertEqual((account.limit_amount, account.application_ids), (700.0, application))

    def test_refused(self):
        application = self._assessed()
        application.with_user(self.manager).action_refuse("Too much")
        self.assertEqual((application.stage, self.account.limit_amount), ("refused", 1000.0))
        self.assertIn("Too much", application.outcome)
        self.assertFalse(application.activity_ids)

    def test_withdrawn_and_asked_again(self):
        application = self._assessed()
        application.with_user(self.seller).action_cancel_request()
        self.assertEqual((application.stage, application.activity_ids.ids), ("cancelled", []))
        application.with_user(self.seller).action_draft_request()
        self.assertFalse(application.officer_id)
        application.with_user(self.seller).action_submit()
        self.assertEqual(application.stage, "assess")

    def test_approved_is_not_cancelled(self):
        application = self._assessed()
        application.with_user(self.manager).action_approve()
        with self.assertRaises(UserError):
            application.with_user(self.manager).action_cancel_request()

    def test_one_open_application(self):
        self._apply()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._apply()
        self._apply(500.0, kind="temporary", date_from="2026-05-20", date_to="2026-06-20")

    def test_credit_changed_since_it_was_assessed(self):
        application = self._assessed()
        self.account.limit_amount = 2000
        with self.assertRaises(UserError):
            application.with_user(self.manager).action_approve()
        application.with_user(self.officer).action_reassess()
        application.with_user(self.officer).action_assess()
        application.with_user(self.manager).action_approve()
        self.assertEqual(self.account.limit_amount, 5000)

    def _night(self):
        """The reviews of the night, one account a piece."""
        with self.enter_registry_test_mode(), patch(f"{REVIEWS}.BATCH", 1):
            self.env.ref("crm_credit.ir_cron_credit_reviews").method_direct_trigger()

    def test_review_of_what_is_due(self):
        other = self._set_limit(self.env["res.partner"].create({"name": "Later", "is_company": True}), 300.0)
        another = self._set_limit(self.env["res.partner"].create({"name": "Due, too", "is_company": True}), 300.0)
        self.account.review_date, other.review_date, another.review_date = "2026-05-20", "2026-05-21", "2026-05-19"
        self._night()
        self.assertEqual(another.application_ids.stage, "assess")
        review = self.account.application_ids
        self.assertEqual((review.kind, review.stage, review.requested_amount), ("review", "assess", 1000.0))
        self.assertFalse(other.application_ids)
        self._night()
        self.assertEqual(len(self.account.application_ids), 1)
        review.with_user(self.officer).write({"decided_mode": "limited", "decided_amount": 1000.0})
        review.with_user(self.officer).action_assess()
        review.with_user(self.manager).action_approve()
        self.assertGreater(self.account.review_date or date(9999, 1, 1), date(2026, 5, 20))

    def test_reviews_that_ask_for_a_change(self):
        review = self.account._make_reviews("Pays late", {self.account: {"requested_amount": 400.0}})
        self.assertEqual((review.kind, review.requested_amount, review.reason), ("review", 400.0, "Pays late"))
        self.assertFalse(self.account._make_reviews())

    def test_salesperson_sees_the_outcome_not_the_file(self):
        application = self._assessed()
        mine = application.with_user(self.seller)
        with self.assertRaises(AccessError):
            mine.read(["score"])
        with self.assertRaises(AccessError):
            mine.score_card()
        application.with_user(self.manager).action_approve()
        self.assertIn("5,000", mine.outcome)

    def test_salesperson_applies_for_own_customers(self):
        stranger = self.env["res.partner"].create({"name": "Strange", "is_company": True, "user_id": self.officer.id})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._apply(partner_id=stranger.id)
        application = self._apply(submit=False)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            application.with_user(self.seller).partner_id = stranger
        other = self._user("credit_other_seller", "sales_team.group_sale_salesman")
        self.assertFalse(self.applications.with_user(other).search([("id", "=", application.id)]))

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        application = self.applications.create(
            {"partner_id": self.customer.id, "company_id": company.id, "requested_amount": 5, "reason": "x"}
        )
        self.assertFalse(self.applications.with_user(self.manager).search([("id", "=", application.id)]))

    def test_portal(self):
        user = self._portal_user(self.customer)
        forged = {"partner_id": self.officer.partner_id.id, "stage": "approved"}
        values = {"requested_amount": "2500", "reason": "More stores"} | forged
        files = [("register.txt", b"register")]
        application = self.applications.with_user(user)._portal_apply(self.company, values, files)
        self.assertEqual((application.partner_id, application.stage), (self.customer, "assess"))
        self.assertEqual((application.create_uid, application.requested_amount, application.kind), (user, 2500.0, "increase"))
        self.assertEqual(application.message_ids.attachment_ids.mapped("name"), ["register.txt"])
        self.assertEqual(application.with_user(user).kind, "increase")
        with self.assertRaises(AccessError):
            application.with_user(user).read(["decided_amount"])
        with self.assertRaises(AccessError):
            self._apply(partner_id=self.customer.id, user=user)
        with self.assertRaises(UserError):
            self.applications.with_user(user)._portal_apply(self.company, values)
        for wrong in ({"requested_amount": "nan"}, {"requested_amount": "-1"}, {"reason": " "}, {"kind": "temporary"}):
            with self.assertRaises(UserError):
                self.applications.with_user(user)._portal_values(values | wrong)

    def test_joined_customers(self):
        old = self.env["res.partner"].create({"name": "Old", "is_company": True})
        waiting, moved = self._apply(), self._apply(partner_id=old.id)
        record = self.env["crm.credit.reference"].create(
            {"partner_id": old.id, "name": "Bank", "rating": "good", "source": "Call"}
        )
        third = self.env["res.partner"].create({"name": "Third", "is_company": True})
        assessed = self._assessed(partner_id=third.id)
        self.env["res.partner"]._rekey_customer(third, self.env["res.partner"].create({"name": "Fourth", "is_company": True}))
        self.assertEqual((assessed.stage, assessed.partner_id.name), ("assess", "Fourth"))
        self.env["res.partner"]._rekey_customer(old, self.customer)
        self.assertEqual((moved.partner_id, moved.stage, waiting.stage), (self.customer, "cancelled", "assess"))
        self.assertEqual(record.partner_id, self.customer)
