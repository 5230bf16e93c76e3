from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .collection_common import CollectionCommon


@tagged("post_install", "-at_install")
class TestCollectionCase(CollectionCommon):
    def _collect(self):
        self.env["crm.credit.case"]._collect(self.company)

    def test_opens_at_night_and_closes_with_the_payment(self):
        invoice, second = self._invoice(300.0, due=-10), self._invoice(60.0, due=-1)
        self._invoice(500.0, due=1)
        self._collect()
        case = self._case()
        self.assertEqual((case.amount, case.oldest_days, case.user_id), (360.0, 10, self.seller))
        self.assertAlmostEqual(case.priority, round(360 * round(1 + 10 / 90, 2), 2), 2)
        self._pay(invoice)
        self.assertEqual((case.state, case.amount, case.live_overdue), ("open", 60.0, 60.0))
        self._pay(second)
        self.assertEqual((case.state, case.date_close, case.priority), ("closed", self._day(), 0.0))
        self.assertFalse(case.activity_ids)

    def test_opens_again_as_a_new_case(self):
        invoice = self._invoice(300.0, due=-10)
        self._collect()
        self._pay(invoice)
        self.assertFalse(self._case())
        self._invoice(80.0, due=-1)
        self._collect()
        self.assertEqual(len(self._case()), 1)
        self.assertEqual(len(self._case(state="closed")), 1)

    def test_a_match_that_is_undone_brings_the_figures_back(self):
        invoice, other = self._invoice(300.0, due=-10), self._invoice(20.0, due=-10)
        self._collect()
        self._pay(invoice)
        self.assertEqual(self._case().amount, 20.0)
        invoice.line_ids.remove_move_reconcile()
        self.assertEqual(self._case().amount, 320.0)
        self.assertTrue(other)

    def test_small_amounts_make_no_case(self):
        self.company.credit_case_amount = 100
        self._invoice(99.99, due=-10)
        self._invoice(100.0, due=-10, partner=self.other)
        self._collect()
        self.assertFalse(self._case())
        self.assertTrue(self._case(self.other))

    def test_the_officer_of_the_account_gets_the_case(self):
        self._account(mode="default", officer_id=self.officer.id)
        self._invoice(300.0, due=-10)
        self._collect()
        self.assertEqual(self._case().user_id, self.officer)

    def test_who_is_given_the_case_keeps_it(self):
        self._invoice(300.0, due=-10)
        self._collect()
        self._case().with_user(self.officer).user_id = self.officer
        self._collect()
        self.assertEqual(self._case().user_id, self.officer)

    def test_risk_counts_the_status(self):
        self._account(mode="default", status="watch")
        self._invoice(300.0, due=-270)
        self._collect()
        self.assertAlmostEqual(self._case().risk, 3.25, 2)

    def test_a_branch_shares_the_case_of_its_company(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self._invoice(300.0, due=-10)
        move = self._invoice(40.0, due=-10)
        self.env.cr.execute(SQL("UPDATE account_move_line SET company_id = %s WHERE move_id = %s", branch.id, move.id))
        self._collect()
        self.assertEqual(self._case().amount, 340.0)

    def test_open_items_are_those_of_the_customer(self):
        own, contact = self._invoice(300.0, due=-10), self._invoice(40.0, due=5, partner=self.contact)
        subsidiary = self.env["res.partner"].create({"name": "Subsidiary", "is_company": True, "parent_id": self.customer.id})
        self._invoice(70.0, due=-10, partner=subsidiary)
        self._collect()
        self.assertEqual(self._case().with_user(self.accountant).move_line_ids.move_id, own | contact)
        self.assertEqual(self._case(subsidiary).move_line_ids.mapped("amount_residual"), [70.0])

    def test_contacts_move_the_case_on(self):
        self._invoice(300.0, due=-10)
        self._collect()
        case = self._case()
        contact = (
            self.env["crm.credit.contact"]
            .with_user(self.seller)
            .create(
                {
                    "case_id": case.id,
                    "result": "not_reached",
                    "note": "No answer",
                    "next_action": "write",
                    "next_date": self._day(),
                    "user_id": self.officer.id,
                }
            )
        )
        self.assertEqual((case.last_result, case.next_action, case.next_date), ("not_reached", "write", self._day()))
        self.assertEqual(contact.user_id, self.seller)
        with self.assertRaises(AccessError):
            contact.with_user(self.officer).note = "Reached"

    def _calls(self, case, *users):
        calls = self.env["mail.activity"]
        for days, user in enumerate(users):
            call = case.activity_schedule(
                "crm_credit.mail_activity_credit_call", self._day() - timedelta(days=days), "Call", user_id=user.id
            )
            call.automated = True
            calls |= call
        return calls

    def _contact(self, case, user=None, **values):
        return self.env["crm.credit.contact"].with_user(user or self.officer).create(
            {"case_id": case.id, "result": "reached", **values}
        )

    def test_a_contact_settles_one_call(self):
        self._invoice(300.0, due=-10)
        self._collect()
        case = self._case()
        today, yesterday, colleagues = self._calls(case, self.officer, self.officer, self.accountant)
        contact = self._contact(case, note="Will look")
        self.assertEqual(contact.activity_id, yesterday)
        self.assertEqual((yesterday.active, yesterday.feedback), (False, "Will look"))
        self.assertEqual(case.activity_ids, today | colleagues)
        self._contact(case, activity_id=colleagues.id)
        self.assertEqual(case.activity_ids, today)
        self.assertFalse(self._contact(case, activity_id=False).activity_id)
        self.assertEqual(case.activity_ids, today, "a contact that settles nothing")

    def test_a_contact_settles_no_call_of_another_case(self):
        self._invoice(300.0, due=-10)
        self._invoice(200.0, due=-10, partner=self.other)
        self._collect()
        call = self._calls(self._case(self.other), self.officer)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._contact(self._case(), activity_id=call.id)
        self.assertTrue(call.active)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_salespeople_see_their_customers_only(self):
        self.other.user_id = self.officer
        self._invoice(300.0, due=-10)
        self._invoice(200.0, due=-10, partner=self.other)
        self._collect()
        cases = self.env["crm.credit.case"].with_user(self.seller)
        self.assertEqual(cases.search([("partner_id", "in", (self.customer | self.other).ids)]).partner_id, self.customer)
        self.assertEqual(self._case().with_user(self.seller).live_overdue, 300.0)
        with self.assertRaises(AccessError):
            self._case().with_user(self.seller).write({"next_action": "wait"})
        with self.assertRaises(AccessError):
            self.env["crm.credit.contact"].with_user(self.seller).create(
                {"case_id": self._case(self.other).id, "result": "reached"}
            )

    def test_nobody_makes_or_closes_cases(self):
        self._invoice(300.0, due=-10)
        self._collect()
        with self.assertRaises(AccessError):
            self._case().with_user(self.officer).write({"state": "closed"})
        with self.assertRaises(AccessError):
            self.env["crm.credit.case"].with_user(self.officer).create(
                {"partner_id": self.other.id, "company_id": self.company.id}
            )

    def test_customers_that_collection_does_not_know_cost_one_query(self):
        invoice = self._invoice(300.0, due=10)
        lines = invoice.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        self.env.flush_all()
        lines._collect_after_matching()
        with self.assertQueryCount(1):
            lines._collect_after_matching()

    def test_a_merge_leaves_one_open_case(self):
        self._invoice(300.0, due=-10)
        self._invoice(200.0, due=-10, partner=self.other)
        promise = self._promise(partner=self.other)
        self._collect()
        gone = self._case(self.other)
        gone.activity_schedule("crm_credit.mail_activity_credit_call")
        self.env["base.partner.merge.automatic.wizard"]._merge((self.customer | self.other).ids, self.customer)
        self._collect()
        self.assertEqual(promise.partner_id, self.customer)
        self.assertEqual((gone.state, gone.partner_id, gone.amount, gone.next_action), ("closed", self.customer, 0.0, False))
        self.assertFalse(gone.activity_ids)
        self.assertEqual(self._case().amount, 500.0)

    def test_a_merge_leaves_one_letter_of_a_run(self):
        self._invoice(300.0, due=-15)
        self._invoice(200.0, due=-15, partner=self.other)
        run = self._run()
        letters = run.letter_ids.filtered(lambda letter: letter.partner_id in (self.customer | self.other))
        items = letters.item_ids
        self.env["base.partner.merge.automatic.wizard"]._merge((self.customer | self.other).ids, self.customer)
        self.env.invalidate_all()
        [letter] = letters.exists()
        self.assertEqual((letter.partner_id, letter.amount, letter.item_ids), (self.customer, 500.0, items))

    def test_the_night_does_all_companies_and_starts_runs(self):
        self._invoice(300.0, due=-15)
        self.company.credit_dunning_auto = "propose"
        with self.enter_registry_test_mode():
            self.env.ref("crm_credit.ir_cron_collection").method_direct_trigger()
        self.assertTrue(self._case())
        runs = self.env["crm.credit.dunning.run"].search([("company_id", "=", self.company.id)])
        self.assertEqual((len(runs), runs.automatic, runs.send_at_once), (1, True, False))
        runs.env["crm.credit.dunning.run"]._start_automatic(self.company)
        self.assertEqual(self.env["crm.credit.dunning.run"].search([("company_id", "=", self.company.id)]), runs)

    def test_a_run_of_the_night_may_send_at_once(self):
        self._invoice(300.0, due=-15)
        self.company.credit_dunning_auto = "send"
        run = self.env["crm.credit.dunning.run"]._start_automatic(self.company)
        with self.enter_registry_test_mode():
            self.env.ref("crm_grading.ir_cron_job_worker").method_direct_trigger()
        self.assertEqual((run.state, self._letter(run).state), ("done", "sent"))
        with freeze_time(self._later(1)):
            self.assertNotEqual(self.env["crm.credit.dunning.run"]._start_automatic(self.company), run)
