from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .agreement_common import NOON, TODAY, AgreementCommon

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestAgreement(AgreementCommon):
    """From the draft to the end."""

    def test_a_dealer_with_an_agreement_in_force_stays_one(self):
        agreement = self.activate(self.dealer_a, self.east)
        with self.assertRaisesRegex(ValidationError, agreement.name):
            self.dealer_a.channel_type_id = self.type_retail
        agreement.with_user(self.channel_manager).action_terminate("They sell to consumers only")
        self.dealer_a.channel_type_id = self.type_retail

    def test_life_of_an_agreement(self):
        agreement = self.make_agreement(self.dealer_a, self.east)
        self.assertRegex(agreement.name, r"^DA/2026/\d{4}$")
        self.assertEqual((agreement.state, agreement.last_day), ("draft", date(2026, 12, 31)))
        self.approve(agreement)
        self.assertEqual(agreement.state, "approved")
        self.assertFalse(self.may(self.dealer_a))
        agreement.with_user(self.channel_manager).action_activate()
        self.assertEqual(agreement.state, "active")
        self.assertTrue(self.may(self.dealer_a))
        self.assertFalse(self.may(self.dealer_a, region=self.south))
        self.assertFalse(self.may(self.dealer_b))

    def test_who_asks_does_not_approve(self):
        agreement = self.make_agreement(self.dealer_a, self.east)
        agreement.action_submit()
        with self.assertRaises(AccessError):
            agreement.action_approve()
        self.assertEqual(agreement.state, "draft")

    def test_a_salesperson_writes_drafts_of_own_customers_only(self):
        self.dealer_a.user_id = self.salesperson
        self.dealer_b.user_id = self.channel_manager
        agreements = self.env["crm.dealer.agreement"].with_user(self.salesperson)
        values = {"line_ids": [self.line(self.east)]}
        own = agreements.create({"dealer_id": self.dealer_a.id} | values)
        self.assertEqual(own.salesperson_id, self.salesperson)
        own.action_submit()
        with self.assertRaises(AccessError):
            own.action_approve()
        with self.assertRaises(AccessError):
            agreements.create({"dealer_id": self.dealer_b.id} | values)
        with self.assertRaises(AccessError):
            self.make_agreement(self.dealer_b, self.south).with_user(self.salesperson).read(["name"])

    def test_a_salesperson_does_not_give_a_draft_to_a_colleagues_dealer(self):
        self.dealer_a.user_id = self.salesperson
        self.dealer_b.user_id = self.channel_manager
        agreement = self.make_agreement(self.dealer_a, self.east).with_user(self.salesperson)
        with self.assertRaises(AccessError):
            agreement.dealer_id = self.dealer_b

    def test_a_salesperson_neither_activates_nor_stops(self):
        agreement = self.approve(self.make_agreement(self.dealer_a, self.east)).with_user(self.salesperson)
        for verb in (agreement.action_activate, agreement.action_suspend, agreement.action_resume, agreement.action_terminate):
            with self.assertRaises(AccessError):
                verb()

    def test_state_is_not_written_directly(self):
        agreement = self.make_agreement(self.dealer_a, self.east)
        for vals in ({"state": "active"}, {"approval_state": "approved"}, {"ended_on": TODAY}, {"name": "X"}):
            with self.assertRaises(AccessError):
                agreement.write(vals)
        with self.assertRaises(AccessError):
            self.make_agreement(self.dealer_a, self.east, state="active")

    def test_content_is_fixed_once_submitted(self):
        agreement = self.make_agreement(self.dealer_a, self.east)
        agreement.action_submit()
        for vals in ({"date_to": "2027-12-31"}, {"dealer_id": self.dealer_b.id}, {"deposit_amount": 1}):
            with self.assertRaises(UserError):
                agreement.write(vals)
        with self.assertRaises(UserError):
            agreement.line_ids.exclusive = True
        with self.assertRaises(UserError):
            agreement.line_ids.unlink()
        with self.assertRaises(UserError):
            self.env["crm.dealer.agreement.line"].create({"agreement_id": agreement.id, "region_ids": self.south.ids})

    def test_a_line_needs_a_region_and_an_agreement_a_line(self):
        with self.assertRaises(ValidationError):
            self.make_agreement(self.dealer_a, self.env["crm.region"])
        with self.assertRaisesRegex(UserError, "in which regions"):
            self.make_agreement(self.dealer_a, self.east, line_ids=[]).action_submit()

    def test_only_dealers_get_agreements(self):
        with self.assertRaisesRegex(ValidationError, "Retailer"):
            self.make_agreement(self.retailer, self.east)

    def test_another_company_sees_nothing(self):
        agreement = self.activate(self.dealer_a, self.east)
        self.env.flush_all()
        stranger = self.other_channel_manager
        for record in (agreement, agreement.line_ids):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])
        self.assertFalse(self.env["crm.dealer.coverage"].with_user(stranger).search([("agreement_id", "=", agreement.id)]))

    def test_dealers_on_the_portal_reach_nothing(self):
        agreement = self.activate(self.dealer_a, self.east)
        visitor = new_test_user(self.env, "agreement_visitor", "base.group_portal")
        visitor.partner_id.parent_id = self.dealer_a
        for model in ("agreement", "agreement.line", "coverage", "deposit", "exception"):
            with self.assertRaises(AccessError):
                self.env[f"crm.dealer.{model}"].with_user(visitor).search([])
        with self.assertRaises(AccessError):
            agreement.with_user(visitor).action_renew()

    # -- suspension, termination, end ----------------------------------------------------------------------------------

    def test_suspension_counts_from_tomorrow_and_keeps_the_past(self):
        agreement = self.activate(self.dealer_a, self.east)
        agreement.with_user(self.channel_manager).action_suspend("Unpaid")
        self.assertEqual(agreement.state, "suspended")
        self.assertEqual([self.may(self.dealer_a, day=self.days(n)) for n in (-60, 0, 1)], [True, True, False])

    def test_resumption_leaves_the_gap(self):
        agreement = self.activate(self.dealer_a, self.east).with_user(self.channel_manager)
        agreement.action_suspend("Unpaid")
        with freeze_time("2026-03-20 04:00:00"):
            agreement.action_resume()
        self.assertEqual(agreement.state, "active")
        found = [self.may(self.dealer_a, day=self.days(n)) for n in (0, 1, 9, 10, 200)]
        self.assertEqual(found, [True, False, False, True, True])

    def test_resumption_on_the_same_day_leaves_no_gap(self):
        agreement = self.activate(self.dealer_a, self.east, exclusive=True).with_user(self.channel_manager)
        agreement.action_suspend("Mistake")
        agreement.action_resume()
        self.assertTrue(all(self.may(self.dealer_a, day=self.days(n)) for n in (-1, 0, 1)))

    def test_resumption_is_refused_when_the_territory_is_taken(self):
        agreement = self.activate(self.dealer_a, self.east, exclusive=True).with_user(self.channel_manager)
        agreement.action_suspend("Unpaid")
        other = self.activate(self.dealer_b, self.east_city, date_from="2026-03-11")
        with self.assertRaisesRegex(ValidationError, other.name):
            agreement.action_resume()
        self.assertEqual(agreement.state, "suspended")

    def test_termination_cuts_from_the_day_on(self):
        agreement = self.activate(self.dealer_a, self.east, exclusive=True).with_user(self.channel_manager)
        agreement.action_terminate("Diversion", self.days(5))
        self.assertEqual((agreement.state, agreement.last_day), ("active", self.days(5)))
        self.assertEqual([self.may(self.dealer_a, day=self.days(n)) for n in (-60, 5, 6)], [True, True, False])
        self.activate(self.dealer_b, self.east, exclusive=True, date_from=self.days(6))
        with freeze_time("2026-03-15 04:00:00"):
            self.env["crm.dealer.agreement"]._end_expired(self.company)
        self.assertEqual(agreement.state, "terminated")

    def test_termination_today_is_at_once(self):
        agreement = self.activate(self.dealer_a, self.east).with_user(self.channel_manager)
        agreement.action_terminate("By agreement")
        self.assertEqual((agreement.state, agreement.ended_on, agreement.end_reason), ("terminated", TODAY, "By agreement"))

    def test_a_termination_to_come_is_taken_back(self):
        agreement = self.activate(self.dealer_a, self.east, exclusive=True).with_user(self.channel_manager)
        with self.assertRaises(UserError):
            agreement.action_withdraw_notice()
        agreement.action_terminate("Diversion", self.days(5))
        with self.assertRaises(AccessError):
            agreement.with_user(self.salesperson).action_withdraw_notice()
        agreement.action_withdraw_notice()
        self.assertEqual((agreement.last_day, agreement.end_reason), (date(2026, 12, 31), False))
        self.assertTrue(all(self.may(self.dealer_a, day=self.days(n)) for n in (0, 5, 6, 200)))

    def test_a_termination_stays_where_the_territory_is_taken(self):
        agreement = self.activate(self.dealer_a, self.east, exclusive=True).with_user(self.channel_manager)
        agreement.action_terminate("Diversion", self.days(5))
        other = self.activate(self.dealer_b, self.east_city, date_from=self.days(6))
        with self.assertRaises(ValidationError) as refused:
            agreement.action_withdraw_notice()
        self.assertIn(other.name, str(refused.exception))
        self.assertEqual(agreement.ended_on, self.days(5))

    def test_printed(self):
        agreement = self.make_agreement(self.dealer_a, self.east, self.phones, None, True, deposit_amount=500)
        reports = self.env["ir.actions.report"].with_user(self.channel_manager)
        page = reports._render_qweb_html("crm_industry.report_dealer_agreement", agreement.ids)[0].decode()
        for part in (agreement.name, "Dealer A", "Market / East", "Phones", "500"):
            self.assertIn(part, page)

    def test_the_past_cannot_be_terminated(self):
        agreement = self.activate(self.dealer_a, self.east).with_user(self.channel_manager)
        for day in (self.days(-1), "2027-01-01"):
            with self.assertRaises(UserError):
                agreement.action_terminate("Too late", day)
        with self.assertRaisesRegex(UserError, "no day"):
            agreement.action_terminate("When?", "soon")

    def test_an_approved_agreement_is_withdrawn_an_active_one_is_not(self):
        agreement = self.approve(self.make_agreement(self.dealer_a, self.east)).with_user(self.second_manager)
        agreement.action_cancel_request()
        self.assertEqual(agreement.state, "draft")
        active = self.activate(self.dealer_a, self.south).with_user(self.second_manager)
        with self.assertRaisesRegex(UserError, "in force"):
            active.action_cancel_request()

    def test_the_end_by_the_calendar_of_the_company(self):
        agreement = self.activate(self.dealer_a, self.east, date_to="2026-03-31")
        with freeze_time("2026-03-31 15:59:00"):  # 23:59 in Shanghai
            self.env["crm.dealer.agreement"]._end_expired(self.company)
            self.assertEqual(agreement.state, "active")
        with freeze_time("2026-03-31 16:01:00"):
            self.env["crm.dealer.agreement"]._end_expired(self.company)
        self.assertEqual(agreement.state, "ended")
        self.assertTrue(self.may(self.dealer_a, day=date(2026, 3, 31)))

    def test_an_agreement_that_is_over_is_not_activated(self):
        agreement = self.approve(self.make_agreement(self.dealer_a, self.east, date_to="2026-03-09"))
        with self.assertRaisesRegex(UserError, "was over"):
            agreement.with_user(self.channel_manager).action_activate()

    def test_a_late_activation_is_logged(self):
        agreement = self.activate(self.dealer_a, self.east)
        self.assertIn("01/01/2026", "".join(agreement.message_ids.mapped("body")))

    def test_wizard_terminates_with_reason(self):
        agreement = self.activate(self.dealer_a, self.east).with_user(self.channel_manager)
        action = agreement.action_terminate()
        wizard = self.env[action["res_model"]].with_user(self.channel_manager).with_context(**action["context"])
        wizard.create({"reason": "Sold the business", "last_day": self.days(2)}).action_stop()
        self.assertEqual((agreement.ended_on, agreement.end_reason), (self.days(2), "Sold the business"))

    # -- sub-dealers -----------------------------------------------------------------------------------------------------

    def make_sub(self, parent, regions, **values):
        return self.activate(self.sub_dealer, regions, parent_agreement_id=parent.id, **values)

    def test_sub_agreement_is_inside_its_dealers_exclusivity(self):
        parent = self.activate(self.dealer_a, self.east, exclusive=True)
        self.make_sub(parent, self.east_city, exclusive=True)
        self.assertTrue(self.may(self.sub_dealer, region=self.east_city))
        self.assertTrue(self.may(self.dealer_a, region=self.east_city))

    def test_sub_agreements_compete_with_each_other(self):
        parent = self.activate(self.dealer_a, self.east, exclusive=True)
        first = self.make_sub(parent, self.east_city, exclusive=True)
        with self.assertRaisesRegex(ValidationError, first.name):
            self.activate(self.dealer_b, self.east_city, parent_agreement_id=parent.id)

    def test_sub_agreement_covers_nothing_that_its_dealer_does_not(self):
        parent = self.activate(self.dealer_a, self.east, self.phones)
        for regions, categs, dates in (
            (self.south, self.phones, {}),
            (self.east_city, None, {}),
            (self.east_city, self.phones, {"date_to": "2027-01-31"}),
        ):
            with self.assertRaisesRegex(ValidationError, parent.name):
                self.activate(self.sub_dealer, regions, categs, parent_agreement_id=parent.id, **dates)

    def test_sub_agreements_stop_and_resume_with_their_dealers(self):
        parent = self.activate(self.dealer_a, self.east).with_user(self.channel_manager)
        sub = self.make_sub(parent, self.east_city)
        parent.action_suspend("Unpaid")
        self.assertEqual(sub.state, "suspended")
        with self.assertRaisesRegex(UserError, "first"):
            sub.with_user(self.channel_manager).action_resume()
        parent.action_resume()
        self.assertEqual(sub.state, "active")
        parent.action_terminate("Diversion", self.days(3))
        self.assertEqual(sub.ended_on, self.days(3))
        self.assertFalse(self.may(self.sub_dealer, region=self.east_city, day=self.days(4)))

    def test_no_agreement_is_within_itself(self):
        parent = self.make_agreement(self.dealer_a, self.east)
        sub = self.make_agreement(self.sub_dealer, self.east_city, parent_agreement_id=parent.id)
        with self.assertRaises(ValidationError):
            parent.parent_agreement_id = sub
        with self.assertRaises(ValidationError):
            self.make_agreement(self.dealer_a, self.east_city, parent_agreement_id=parent.id)

    # -- renewal -----------------------------------------------------------------------------------------------------------

    def test_renewal_follows_and_has_the_same_content(self):
        agreement = self.activate(self.dealer_a, self.east, self.phones, exclusive=True, deposit_amount=500)
        action = agreement.with_user(self.channel_manager).action_renew()
        renewal = self.env["crm.dealer.agreement"].browse(action["res_id"])
        self.assertEqual((renewal.date_from, renewal.date_to), (date(2027, 1, 1), date(2027, 12, 31)))
        self.assertEqual((renewal.state, renewal.renewal_of_id, agreement.renewed_by_id), ("draft", agreement, renewal))
        self.assertEqual(renewal.line_ids.categ_ids, self.phones)
        self.assertEqual(renewal.deposit_amount, 500)
        self.assertEqual(agreement.with_user(self.channel_manager).action_renew()["res_id"], renewal.id)
        self.approve(renewal).with_user(self.channel_manager).action_activate()
        self.assertTrue(self.may(self.dealer_a, day=date(2026, 12, 31)))
        self.assertTrue(self.may(self.dealer_a, day=date(2027, 1, 1)))

    def test_months_and_days_are_renewed_as_they_were(self):
        agreement = self.activate(self.dealer_a, self.east, date_from="2026-02-15", date_to="2026-08-14")
        renewal = self.env["crm.dealer.agreement"].browse(agreement.with_user(self.channel_manager).action_renew()["res_id"])
        self.assertEqual((renewal.date_from, renewal.date_to), (date(2026, 8, 15), date(2027, 2, 14)))

    def test_a_terminated_agreement_is_not_renewed(self):
        agreement = self.activate(self.dealer_a, self.east).with_user(self.channel_manager)
        agreement.action_terminate("Diversion", self.days(5))
        with self.assertRaises(UserError):
            agreement.action_renew()

    def remind(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_industry.ir_cron_dealer_agreements").method_direct_trigger()

    def test_reminder_in_time_and_once(self):
        self.dealer_a.user_id = self.salesperson
        agreement = self.activate(self.dealer_a, self.east, date_to="2026-04-09", notice_days=30)
        early = self.activate(self.dealer_a, self.south, date_to="2026-04-10", notice_days=30)
        never = self.activate(self.dealer_b, self.south, date_to="2026-03-20", notice_days=0)
        for _night in range(2):
            self.remind()
        self.assertEqual(agreement.activity_ids.user_id, self.salesperson)
        self.assertEqual(agreement.activity_ids.date_deadline, date(2026, 4, 9))
        self.assertEqual(len(agreement.activity_ids), 1)
        self.assertFalse((early | never).activity_ids)

    def test_no_reminder_of_what_is_renewed(self):
        agreement = self.activate(self.dealer_a, self.east, date_to="2026-04-09", notice_days=30)
        agreement.with_user(self.channel_manager).action_renew()
        self.remind()
        self.assertFalse(agreement.activity_ids)

    def test_contacts_show_the_agreements_of_their_company(self):
        agreements = self.activate(self.dealer_a, self.east) | self.activate(self.dealer_a, self.south)
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.dealer_a.id}).with_user(self.channel_manager)
        self.assertEqual((contact.channel_agreement_count, contact.parent_id.channel_agreement_count), (2, 2))
        self.assertEqual(self.dealer_b.with_user(self.channel_manager).channel_agreement_count, 0)
        action = contact.action_channel_agreements()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), agreements)

    # -- customers that become one -------------------------------------------------------------------------------------------

    def test_merged_dealers_keep_their_agreements(self):
        first = self.activate(self.dealer_a, self.east, exclusive=True)
        second = self.activate(self.dealer_b, self.south, exclusive=True)
        self.env["res.partner"]._rekey_if_absorbed(self.dealer_b, self.dealer_a)
        self.env["res.partner"]._rekey_if_absorbed(self.dealer_b, self.dealer_a)
        self.assertEqual((first | second).dealer_id, self.dealer_a)
        self.assertTrue(self.may(self.dealer_a, region=self.south))
        self.assertFalse(self.may(self.dealer_b, region=self.south))
