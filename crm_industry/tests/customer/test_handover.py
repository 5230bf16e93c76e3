from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .handover_common import HandoverCommon

OBJECTION = "Dealer A objects."


@tagged("post_install", "-at_install")
class TestHandover(HandoverCommon):
    """From a salesperson to successors, and back."""

    def records(self):
        return [self.dealer_a, self.dealer_b, self.buyer, self.lead, self.order, self.call]

    def test_everything_open_is_listed_and_nothing_changed(self):
        won = self.lead.copy({"stage_id": self.env["crm.stage"].create({"name": "Won", "is_won": True}).id})
        cancelled = self.order.copy()
        cancelled.action_cancel()
        handover = self.handover(self.li)
        handover.action_list()
        self.assertEqual(
            {(item.res_model, item.res_id) for item in handover.item_ids},
            {(record._name, record.id) for record in self.records()},
        )
        self.assertFalse(self.item(handover, won) | self.item(handover, cancelled))
        self.assertEqual((handover.state, handover.customer_count, handover.open_count), ("ready", 2, 6))
        self.assertEqual(handover.item_ids.new_user_id, self.li)
        self.assertEqual({record.user_id for record in self.records()}, {self.wang})
        self.assertEqual(self.item(handover, self.call).partner_id, self.dealer_a)
        self.assertEqual(self.item(handover, self.buyer).partner_id, self.dealer_a)
        self.assertEqual(self.item(handover, self.lead).name, "Phones")

    def test_confirmed_orders_go_while_something_is_left(self):
        product = self.make_product("Phone", self.phones)
        line = (0, 0, {"product_id": product.id})
        order = self.env["sale.order"].create({"partner_id": self.dealer_a.id, "order_line": [line]})
        order.action_confirm()
        self.assertEqual(order.delivery_status, "pending")
        handover = self.carried_out(self.li)
        self.assertEqual(order.user_id, self.li)
        self.assertEqual(self.item(handover, order).state, "done")

    def test_carrying_out_and_undoing(self):
        handover = self.carried_out(self.li)
        self.assertEqual((handover.state, handover.done_count, handover.failed_count), ("done", 6, 0))
        self.assertEqual({record.user_id for record in self.records()}, {self.li})
        note = self.dealer_a.message_ids[0]
        self.assertIn("from Wang to Li", note.body)
        self.assertEqual(note.author_id, self.sale_manager.partner_id)
        calls = self.env["mail.activity"].search([("res_model", "=", "res.partner"), ("res_id", "=", self.dealer_a.id)])
        self.assertEqual(len(calls), 2, "the one handed over, and the planned one")
        handover.action_undo()
        self.assertEqual((handover.state, handover.undone_count), ("undone", 6))
        self.assertEqual({record.user_id for record in self.records()}, {self.wang})
        self.assertEqual(calls.exists(), self.call)

    def test_leads_and_orders_get_their_team_back(self):
        teams = self.env["crm.team"].create(
            [{"name": "Old", "member_ids": self.wang.ids}, {"name": "New", "member_ids": self.li.ids}]
        )
        self.lead.team_id = self.order.team_id = teams[0]
        handover = self.carried_out(self.li)
        self.assertEqual((self.lead.team_id, self.order.team_id), (teams[1], teams[1]))
        handover.action_undo()
        self.assertEqual((self.lead.team_id, self.order.team_id), (teams[0], teams[0]))

    def test_what_was_reassigned_since_the_list_fails_and_says_why(self):
        handover = self.handover(self.li)
        handover.action_list()
        self.lead.user_id = self.zhao
        gone = self.item(handover, self.order)
        self.order.unlink()
        handover.action_start()
        self.assertEqual(self.lead.user_id, self.zhao)
        self.assertIn("reassigned", self.item(handover, self.lead).message)
        self.assertIn("deleted", gone.message)
        self.assertEqual((handover.done_count, handover.failed_count), (4, 2))

    def test_one_objection_stops_nothing_else(self):
        dealer = self.dealer_a

        def refuse(partners, vals):
            if dealer.id in partners.ids and "user_id" in vals:
                raise ValidationError(OBJECTION)
            return original(partners, vals)

        original = type(self.env["res.partner"]).write
        self.patch(self.registry["res.partner"], "write", refuse)
        handover = self.carried_out(self.li)
        item = self.item(handover, self.dealer_a)
        self.assertEqual((item.state, item.message), ("failed", OBJECTION))
        self.assertEqual((self.dealer_b.user_id, self.lead.user_id), (self.li, self.li))

    def test_activities_that_go_along_with_their_record(self):
        """As when a record gives its activities to its new owner: they belong to the successor when their turn comes."""
        handover = self.handover(self.li)
        handover.action_list()
        original = type(self.env["crm.lead"]).write
        todo = self.lead.activity_schedule("mail.mail_activity_data_todo", user_id=self.wang.id)
        handover.action_list()

        def write(leads, vals):
            result = original(leads, vals)
            if vals.get("user_id"):
                leads.activity_reschedule(["mail.mail_activity_data_todo"], new_user_id=vals["user_id"])
            return result

        self.patch(self.registry["crm.lead"], "write", write)
        handover.action_start()
        self.assertEqual((self.item(handover, todo).state, todo.user_id), ("done", self.li))
        self.assertEqual(self.item(handover, todo).partner_id, self.dealer_a)
        handover.action_undo()
        self.assertEqual((self.item(handover, todo).state, todo.user_id), ("undone", self.wang))

    def test_undoing_spares_what_somebody_changed_since(self):
        handover = self.carried_out(self.li)
        self.dealer_a.user_id = self.zhao
        handover.action_undo()
        self.assertEqual((self.dealer_a.user_id, self.dealer_b.user_id), (self.zhao, self.wang))
        self.assertEqual(self.item(handover, self.dealer_a).state, "kept")
        self.assertEqual(handover.undone_count, 5)

    def test_undoing_ends_with_the_hours_of_the_settings(self):
        handover = self.carried_out(self.li)
        with freeze_time(fields.Datetime.now() + timedelta(hours=25)), self.assertRaisesRegex(UserError, "24 hours"):
            handover.action_undo()

    # -- successors --------------------------------------------------------------------------------------------------

    def test_customers_are_shared_out_with_all_that_is_theirs(self):
        handover = self.handover(self.li, self.zhao)
        handover.action_list()
        successors = {self.item(handover, dealer).new_user_id for dealer in (self.dealer_a, self.dealer_b)}
        self.assertEqual(successors, {self.li, self.zhao})
        for record, dealer in ((self.lead, self.dealer_a), (self.buyer, self.dealer_a), (self.order, self.dealer_b)):
            self.assertEqual(self.item(handover, record).new_user_id, self.item(handover, dealer).new_user_id)

    def test_territory_rules_decide_and_the_rest_waits_for_a_successor(self):
        rule = self.rule(self.zhao, region=self.east)
        handover = self.env["crm.handover"].with_user(self.sale_manager).create(
            {"user_id": self.wang.id, "company_id": self.company.id, "mode": "territory"}
        )
        handover.action_list()
        item = self.item(handover, self.lead)
        self.assertEqual((item.new_user_id, item.reason), (self.zhao, rule.display_name))
        self.assertEqual(handover.lost_count, 2, "dealer B and its quotation")
        with self.assertRaisesRegex(UserError, "no successor"):
            handover.action_start()
        self.item(handover, self.dealer_b).new_user_id = self.li
        self.assertEqual(self.item(handover, self.order).new_user_id, self.li, "goes with its customer")
        handover.action_start()
        self.assertEqual((self.dealer_a.user_id, self.order.user_id), (self.zhao, self.li))

    def test_another_successor_calls_for_another_list(self):
        handover = self.handover(self.li)
        handover.action_list()
        handover.successor_id = self.zhao
        self.assertEqual(handover.state, "draft")
        with self.assertRaises(UserError):
            handover.action_start()
        handover.action_list()
        handover.action_start()
        self.assertEqual(self.dealer_a.user_id, self.zhao)

    def test_records_can_be_excluded(self):
        handover = self.handover(self.li)
        handover.action_list()
        self.item(handover, self.lead).action_exclude()
        handover.action_start()
        self.assertEqual((self.lead.user_id, self.dealer_a.user_id), (self.wang, self.li))

    def test_who_can_take_over(self):
        stranger = self.make_seller("stranger", company=self.other_company)
        for user in (self.wang, stranger):
            with self.subTest(user.login), self.assertRaises(ValidationError):
                self.handover(user)
        handover = self.handover(self.li)
        handover.action_list()
        with self.assertRaises(ValidationError):
            self.item(handover, self.dealer_a).new_user_id = stranger
        with self.assertRaisesRegex(UserError, "successor"):
            self.env["crm.handover"].create({"user_id": self.wang.id, "company_id": self.company.id}).action_list()

    # -- calls -------------------------------------------------------------------------------------------------------

    def test_the_best_customers_are_called_first_on_working_days(self):
        friday = fields.Date.to_date("2032-05-07")
        self.company.resource_calendar_id = self.env["resource.calendar"].create({"name": "Monday to Friday"})
        self.env["crm.customer.metrics"].create(
            {
                "partner_id": self.dealer_b.id,
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
                "net_sales_12m": 1000.0,
            }
        )
        handover = self.carried_out(self.li, contacts_per_day=1, contact_start=friday)
        first, second = self.item(handover, self.dealer_b), self.item(handover, self.dealer_a)
        self.assertEqual((first.rank, second.rank), (1, 2))
        self.assertEqual((first.contact_date, second.contact_date), (friday, friday + timedelta(days=3)))
        self.assertEqual((first.activity_id.user_id, first.activity_id.date_deadline), (self.li, friday))
        self.assertIn("formerly with Wang", first.activity_id.summary)
        self.assertFalse(self.item(handover, self.buyer).activity_id, "contacts are not called")

    def test_without_a_contact_plan_there_are_no_calls(self):
        handover = self.carried_out(self.li, contact_plan=False)
        self.assertFalse(handover.item_ids.activity_id)

    def test_successors_get_one_message(self):
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        self.carried_out(self.li)
        new = self.env["mail.message"].search([("id", ">", before), ("message_type", "=", "user_notification")])
        self.assertEqual((new.mapped("subject"), new.partner_ids), (["You take over from Wang"], self.li.partner_id))

    # -- rights and companies ----------------------------------------------------------------------------------------

    def test_only_sales_managers_hand_over(self):
        handover = self.handover(self.li)
        with self.assertRaises(AccessError):
            handover.with_user(self.channel_manager).action_list()
        with self.assertRaises(AccessError):
            handover.with_user(self.wang).read(["state"])
        foreign = self.make_seller("foreign_manager", "sales_team.group_sale_manager", self.other_company)
        with self.assertRaises(AccessError):
            handover.with_user(foreign).action_list()
        handover.action_list()
        with self.assertRaises(AccessError):
            handover.item_ids.with_user(self.channel_manager).action_exclude()

    def test_nothing_is_written_by_hand(self):
        handover = self.handover(self.li)
        handover.action_list()
        for name, value in (("state", "done"), ("started_on", fields.Datetime.now())):
            with self.subTest(name), self.assertRaises(AccessError):
                handover.write({name: value})
        item = self.item(handover, self.lead)
        for name, value in (("state", "done"), ("res_id", self.lead.id), ("before", {"user_id": 1})):
            with self.subTest(name), self.assertRaises(UserError):
                item.write({name: value})
        handover.action_start()
        with self.assertRaises(UserError):
            item.new_user_id = self.zhao
        for name, value in (("successor_id", self.zhao.id), ("contacts_per_day", 3), ("contact_plan", False)):
            with self.subTest(name), self.assertRaises(UserError):
                handover.write({name: value})
        with self.assertRaises(UserError):
            handover.unlink()

    def test_records_of_other_companies_stay(self):
        self.wang.company_ids += self.other_company
        foreign = self.make_customer("Foreign", company_id=self.other_company.id, user_id=self.wang.id)
        activity = foreign.activity_schedule("mail.mail_activity_data_call", user_id=self.wang.id)
        handover = self.handover(self.li)
        handover.action_list()
        self.assertFalse(self.item(handover, foreign) | self.item(handover, activity))

    def test_activities_about_what_a_sales_manager_may_not_read_stay(self):
        models = self.env["crm.handover"].with_user(self.sale_manager)._handover_activity_models()
        self.assertIn("res.partner", models)
        self.assertNotIn("crm.credit.security", models)
        self.assertIn("crm.credit.security", self.env["crm.handover"].sudo()._handover_activity_models())

    def test_a_second_handover_of_the_same_person_waits(self):
        handover, second = self.handover(self.li), self.handover(self.zhao)
        handover._guarded_write({"state": "running"})
        with self.assertRaisesRegex(UserError, "going on"):
            second.action_list()

    def test_the_second_of_two_lists_finds_its_records_taken(self):
        first, second = self.handover(self.li), self.handover(self.zhao)
        first.action_list()
        second.action_list()
        first.action_start()
        second.action_start()
        self.assertEqual({record.user_id for record in self.records()}, {self.li})
        self.assertEqual((second.done_count, second.failed_count), (0, 6))

    def test_many_records_are_left_to_a_job(self):
        self.env["res.partner"].create([{"name": f"Shop {number}", "user_id": self.wang.id} for number in range(250)])
        handover = self.handover(self.li)
        handover.action_list()
        handover.action_start()
        self.assertEqual((handover.state, handover.job_state), ("running", "queued"))
        for _turn in range(9):
            if handover.job_state in ("queued", "running"):
                with self.enter_registry_test_mode():
                    self.env.ref("crm_grading.ir_cron_job_worker").method_direct_trigger()
                self.env.invalidate_all()
        self.assertEqual((handover.state, handover.done_count, handover.failed_count), ("done", 256, 0))
        self.assertEqual(len(handover.item_ids.activity_id), 252)

    def test_listing_costs_few_queries(self):
        self.env["res.partner"].create([{"name": f"Shop {number}", "user_id": self.wang.id} for number in range(300)])
        handover = self.handover(self.li)
        self.env.flush_all()
        with self.assertQueryCount(60):
            handover.action_list()
            self.env.flush_all()
        self.assertEqual(handover.item_count, 306)
