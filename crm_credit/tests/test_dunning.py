from datetime import timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .collection_common import CollectionCommon


@tagged("post_install", "-at_install", "alone")
class TestDunning(CollectionCommon):
    def test_one_letter_with_all_overdue_items(self):
        old = self._invoice(300.0, due=-25)
        young = self._invoice(50.0, due=-3)
        self._invoice(70.0, due=5)
        letter = self._letter(self._run())
        self.assertEqual(letter.state, "sent")
        self.assertEqual((letter.amount, letter.level_id), (350.0, self.first))
        self.assertEqual(letter.item_ids.move_id, old | young)
        self.assertEqual(letter.item_ids.filtered("raised").move_id, old)
        self.assertEqual(letter.mail_id.recipient_ids, self.customer)
        body = str(letter.mail_id.body_html)
        self.assertIn(old.name, body)
        self.assertIn(young.name, body)
        self.assertIn("350.00", body)

    def test_the_mail_stands_in_the_history_of_the_customer(self):
        self._invoice(300.0, due=-15)
        letter = self._letter(self._run())
        message = letter.mail_id.mail_message_id
        self.assertEqual((message.model, message.res_id), ("res.partner", self.customer.id))
        self.assertEqual(self.customer.with_user(self.officer).credit_letter_count, 1)

    def test_nothing_is_sent_before_it_is_asked_for(self):
        self._invoice(300.0, due=-15)
        run = self._run(send=False)
        self.assertEqual((run.state, run.proposed_count, run.amount), ("proposed", 1, 300.0))
        self.assertFalse(self._letter(run).mail_id)
        self.assertFalse(self._letter(run).item_ids.filtered("sent"))

    def test_letters_taken_out_are_not_sent(self):
        self._invoice(300.0, due=-15)
        self._invoice(200.0, due=-15, partner=self.other)
        run = self._run(send=False)
        self._letter(run, self.other).with_user(self.officer).action_exclude()
        self._step(run, "action_send")
        self.assertEqual(self._letter(run).state, "sent")
        self.assertEqual((self._letter(run, self.other).state, self._letter(run, self.other).reason), ("excluded", "hand"))
        with self.assertRaisesRegex(UserError, "can't be changed any more"):
            self._letter(run, self.other).action_include()

    def test_levels_go_one_after_the_other_with_an_interval(self):
        invoice = self._invoice(300.0, due=-40)
        self.assertEqual(self._letter(self._run()).level_id, self.first)
        with freeze_time(self._later(4)):
            letter = self._letter(self._run())
            self.assertEqual((letter.state, letter.reason), ("skipped", "interval"))
        with freeze_time(self._later(5)):
            self.assertEqual(self._letter(self._run()).level_id, self.second)
        with freeze_time(self._later(10)):
            self.assertEqual(self._letter(self._run()).level_id, self.third)
        with freeze_time(self._later(20)):
            self.assertFalse(self._letter(self._run()))
        self.assertEqual(invoice.credit_dunning_level_id, self.third)
        self.assertEqual(len(invoice.credit_dunning_item_ids), 3)

    def test_the_level_that_the_days_tell(self):
        self.plan.step_rule = "days"
        self._invoice(300.0, due=-25)
        self.assertEqual(self._letter(self._run()).level_id, self.second)

    def test_a_young_item_raises_no_letter_alone(self):
        self._invoice(300.0, due=-9)
        self.assertFalse(self._run().letter_ids.filtered(lambda letter: letter.partner_id == self.customer))

    def test_small_amounts_and_own_credits(self):
        self.plan.min_amount = 100
        self._invoice(99.0, due=-15)
        self._invoice(300.0, due=-15, partner=self.other)
        self._payment(300.0, partner=self.other)
        run = self._run()
        self.assertEqual(self._letter(run).reason, "minimum")
        self.assertEqual((self._letter(run, self.other).reason, self._letter(run, self.other).net_amount), ("minimum", 0.0))

    def test_without_email_somebody_calls(self):
        self.customer.email = False
        self._invoice(300.0, due=-15)
        letter = self._letter(self._run())
        self.assertEqual((letter.state, letter.reason, letter.mail_id.id), ("called", "no_email", False))
        activity = self._case().activity_ids
        self.assertEqual(activity.user_id, self.seller)
        self.assertEqual(self._case().next_action, "call")

    def test_who_is_to_call(self):
        self.company.credit_officer_id = self.officer
        account = self._account(mode="default")
        gone = self._user("collection_gone", "crm_credit.group_credit_officer", active=False)
        guest = new_test_user(self.env, "collection_guest", "base.group_portal")
        salesperson = self.seller
        for officer, seller, expected in (
            (self.accountant, salesperson, self.accountant),
            (gone, salesperson, salesperson),
            (gone, guest, self.officer),
            (self.env["res.users"], gone, self.officer),
        ):
            with self.subTest(officer=officer.login, seller=seller.login), self.env.cr.savepoint() as savepoint:
                account.officer_id, self.customer.user_id, self.customer.email = officer, seller, False
                self._invoice(300.0, due=-15)
                self._run()
                self.assertEqual((self._case().activity_ids.user_id, self._case().user_id), (expected, expected))
                savepoint.rollback()

    def test_nobody_to_call_is_nobody(self):
        self.company.credit_officer_id = False
        self.customer.write({"email": False, "user_id": False})
        self._invoice(300.0, due=-15)
        self._run()
        self.assertEqual(len(self._case().activity_ids), 1)
        self.assertFalse(self._case().activity_ids.user_id)

    def test_the_counter_of_who_is_to_call_is_refreshed(self):
        self.customer.email = self.other.email = False
        self.other.user_id = self.seller
        for partner in (self.customer, self.other):
            self._invoice(300.0, partner=partner, due=-15)
        sent = []
        send = lambda users, kind, message, **_options: sent.append((users, kind, message))  # noqa: E731
        with patch.object(self.registry["res.users"], "_bus_send", send):
            self._run()
        self.assertEqual(sent, [(self.seller, "mail.activity/updated", {"activity_created": True, "count_diff": 2})])

    def test_the_letter_goes_to_the_invoice_contact(self):
        self.contact.email = "accounts@example.com"
        self._invoice(300.0, due=-15)
        self.assertEqual(self._letter(self._run()).mail_id.recipient_ids, self.contact)

    def test_the_letter_is_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.first.with_context(lang="fr_FR").name = "Rappel"
        self.customer.lang = "fr_FR"
        self._invoice(300.0, due=-15)
        self.assertIn("Rappel", self._letter(self._run()).mail_id.subject)

    def test_the_letter_is_attached(self):
        self.first.attach_letter = True
        invoice = self._invoice(300.0, due=-15)
        attachment = self._letter(self._run()).mail_id.attachment_ids
        self.assertEqual(len(attachment), 1)
        self.assertIn(invoice.name.encode(), attachment.raw)

    def test_disputes_and_promises_hold_the_letter_back(self):
        self._dispute(self._invoice(300.0, due=-15))
        self._invoice(200.0, due=-15, partner=self.other)
        self._promise(200.0, partner=self.other)
        run = self._run()
        self.assertEqual(self._letter(run).reason, "dispute")
        self.assertEqual(self._letter(run, self.other).reason, "promise")

    def test_a_part_that_is_disputed_is_not_asked_for(self):
        self._dispute(self._invoice(300.0, due=-15), 120.0)
        self.assertEqual(self._letter(self._run()).amount, 180.0)

    def test_a_rejected_dispute_lets_the_clock_go_on(self):
        dispute = self._dispute(self._invoice(300.0, due=-15))
        dispute.with_user(self.officer).action_reject()
        self.assertEqual(self._letter(self._run()).amount, 300.0)

    def test_a_promise_for_one_invoice_leaves_the_others(self):
        promised, other = self._invoice(300.0, due=-15), self._invoice(50.0, due=-15)
        self._promise(300.0, invoice_ids=promised.ids)
        letter = self._letter(self._run())
        self.assertEqual((letter.amount, letter.dunned_item_ids.move_id), (50.0, other))

    def test_what_was_paid_since_the_proposal_is_not_asked_for(self):
        paid, left = self._invoice(300.0, due=-15), self._invoice(50.0, due=-15)
        gone = self._invoice(80.0, due=-15, partner=self.other)
        run = self._run(send=False)
        self._pay(paid)
        self._pay(gone)
        self._step(run, "action_send")
        self.assertEqual((self._letter(run).amount, self._letter(run).dunned_item_ids.move_id), (50.0, left))
        self.assertEqual((self._letter(run, self.other).state, self._letter(run, self.other).reason), ("skipped", "gone"))

    def test_two_proposals_send_one_letter(self):
        self._invoice(300.0, due=-15)
        first, second = self._run(send=False), self._run(send=False)
        self._step(first, "action_send")
        self._step(second, "action_send")
        self.assertEqual((self._letter(first).state, self._letter(second).state), ("sent", "skipped"))

    def test_the_database_refuses_a_second_letter_of_a_level(self):
        invoice = self._invoice(300.0, due=-15)
        first, second = self._run(send=False), self._run(send=False)
        self._step(first, "action_send")
        twice = self._letter(second).item_ids
        self.assertEqual(twice.move_id, invoice)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(SQL("UPDATE crm_credit_dunning_item SET sent = TRUE WHERE id = %s", twice.id))

    def test_stop_of_supply_holds_and_lifts_itself(self):
        self.plan.step_rule = "days"
        invoice, young = self._invoice(300.0, due=-35), self._invoice(80.0, due=-12)
        self._run()
        account = self.env["crm.credit.account"]._for_customers(self.customer, self.company)
        self.assertEqual((account.status, account.dunning_level_id), ("hold", self.third))
        self.assertIn(self.third.name, account.limit_reason)
        self._pay(young)
        self.assertEqual(account.status, "hold")
        self._pay(invoice)
        self.assertEqual((account.status, account.dunning_level_id.id), ("normal", False))

    def test_a_hold_made_by_hand_is_not_lifted(self):
        self.plan.step_rule = "days"
        account = self._account(status="hold", mode="default")
        invoice = self._invoice(300.0, due=-35)
        self._run()
        self.assertFalse(account.dunning_level_id)
        self._pay(invoice)
        self.assertEqual(account.status, "hold")

    def test_a_status_set_by_hand_ends_the_stop(self):
        self.plan.step_rule = "days"
        invoice = self._invoice(300.0, due=-35)
        self._run()
        account = self.env["crm.credit.account"]._for_customers(self.customer, self.company)
        account.with_user(self.officer).status = "blocked"
        self.assertFalse(account.dunning_level_id)
        self._pay(invoice)
        self.assertEqual(account.status, "blocked")

    def test_foreign_invoices_are_asked_for_in_company_currency(self):
        currency = self.env["res.currency"].create({"name": "TTT", "symbol": "T"})
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "name": "2000-01-01", "rate": 4.0, "company_id": self.company.id}
        )
        self._invoice(400.0, due=-15, currency_id=currency.id)
        self.assertEqual(self._letter(self._run()).amount, 100.0)

    def test_who_may_not_start_or_send_a_run(self):
        run = self._run(send=False)
        with self.assertRaises(AccessError):
            run.with_user(self.seller).action_send()
        with self.assertRaises(AccessError):
            self.env["crm.credit.dunning.run"].with_user(self.seller).create({})
        reader = self._user("collection_reader", "crm_credit.group_credit_user")
        with self.assertRaises(AccessError):
            run.with_user(reader).action_send()
        self._step(run.with_user(self.accountant), "action_send")
        with self.assertRaisesRegex(UserError, "can't be done any more"):
            run.with_user(self.accountant).action_send()

    def test_a_run_that_was_given_up_is_not_gone_on_with(self):
        self._invoice(300.0, due=-15)
        run = self._run(send=False)
        run._job_write({"state": "sending", "job_state": "stopped", "job_step": "send"})
        run.with_user(self.officer).action_cancel()
        with self.assertRaisesRegex(UserError, "nothing to go on with"):
            run.with_user(self.officer).action_job_resume()
        self.assertEqual(self._letter(run).state, "proposed")

    def test_day_and_company_of_a_run_that_has_begun_stay(self):
        run = self.env["crm.credit.dunning.run"].create({"company_id": self.company.id})
        run.with_user(self.officer).date = self._day() - timedelta(days=1)
        self._step(run, "action_propose")
        for vals in ({"date": self._day()}, {"company_id": self.env["res.company"].create({"name": "Elsewhere"}).id}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "make a new run"):
                run.sudo().write(vals)

    def test_a_run_is_not_dated_in_the_future(self):
        runs = self.env["crm.credit.dunning.run"].with_user(self.officer)
        with self.assertRaisesRegex(ValidationError, "today"), self.env.cr.savepoint():
            runs.create({"company_id": self.company.id, "date": self._day() + timedelta(days=1)})
        run = runs.create({"company_id": self.company.id})
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            run.date = self._day() + timedelta(days=1)
        # The company's day, not the server's.
        self.company.business_tz = "Pacific/Kiritimati"
        with freeze_time("2026-05-20 12:00:00"):
            self.assertEqual(str(runs.create({"company_id": self.company.id, "date": "2026-05-21"}).date), "2026-05-21")
        self.company.business_tz = "UTC"
        with freeze_time("2026-05-20 12:00:00"), self.assertRaises(ValidationError), self.env.cr.savepoint():
            runs.create({"company_id": self.company.id, "date": "2026-05-21"})

    def test_name_in_the_language_of_the_reader(self):
        run = self.env["crm.credit.dunning.run"].create({"company_id": self.company.id, "date": "2026-03-09"})
        lang = self.env["res.lang"]._activate_lang("fr_FR")
        lang.date_format = "%d/%m/%Y"
        self.assertIn("09/03/2026", run.with_context(lang="fr_FR").display_name)

    def test_nobody_writes_what_the_run_writes(self):
        self._invoice(300.0, due=-15)
        run = self._run(send=False)
        for record, vals in (
            (run, {"state": "done"}),
            (self._letter(run), {"state": "sent"}),
            (self._letter(run).item_ids, {"sent": True}),
        ):
            with self.subTest(record=record), self.assertRaises(AccessError):
                record.with_user(self.officer).write(vals)
            with self.assertRaises(AccessError):
                record.sudo().write(vals)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_another_company_sees_nothing(self):
        invoice = self._invoice(300.0, due=-15)
        run = self._run()
        promise, dispute = self._promise(), self._dispute(invoice, 10.0)
        contact = self.env["crm.credit.contact"].create({"case_id": self._case().id, "result": "reached"})
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._user(
            "collection_stranger", "crm_credit.group_credit_manager", company_id=company.id, company_ids=[(6, 0, company.ids)]
        )
        letter, case = self._letter(run), self._case()
        for record in (run, letter, letter.item_ids, self.plan, self.first, case, contact, promise, dispute):
            with self.subTest(record=record), self.assertRaises(AccessError):
                record.with_user(stranger).read(["company_id"])

    def test_a_company_gets_a_plan(self):
        company = self.env["res.company"].create({"name": "Young company"})
        self.assertEqual(company.credit_dunning_plan_id.company_id, company)
        self.assertEqual(len(company.credit_dunning_plan_id.level_ids), 3)

    def test_a_company_reminds_by_a_plan_of_its_own(self):
        company = self.env["res.company"].create({"name": "Young company"})
        with self.assertRaisesRegex(ValidationError, "choose one of its own"):
            company.credit_dunning_plan_id = self.plan

    def test_branches_have_no_runs_and_plans(self):
        branch = self.env["res.company"].create({"name": "North", "parent_id": self.company.id})
        for model, vals in (("run", {}), ("plan", {"name": "Own plan"})):
            with self.subTest(model=model), self.assertRaisesRegex(ValidationError, "North is a branch"):
                self.env[f"crm.credit.dunning.{model}"].create({"company_id": branch.id, **vals})

    def test_a_company_without_levels_is_told(self):
        company = self.env["res.company"].create({"name": "Young company"})
        self.env["crm.credit.dunning.plan"].search([("company_id", "=", company.id)]).level_ids.unlink()
        run = self.env["crm.credit.dunning.run"].create({"company_id": company.id})
        with self.assertRaisesRegex(UserError, "Young company has no dunning plan"):
            run.action_propose()

    def test_contact_of_another_company_gets_no_letter(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["res.partner"].create(
            {
                "name": "Theirs",
                "parent_id": self.customer.id,
                "type": "invoice",
                "email": "theirs@example.com",
                "company_id": other.id,
            }
        )
        self._invoice(100.0, due=-15)
        self.assertEqual(self._letter(self._run(send=False)).recipient_id, self.customer)
