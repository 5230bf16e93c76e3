from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .territory_common import TerritoryCommon

OBJECTION = "Dealer A objects."


@tagged("post_install", "-at_install")
class TestTerritoryRun(TerritoryCommon):
    """Dry run, applying it and taking it back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.east_rule = cls.rule(cls.wang, region=cls.east)
        cls.south_rule = cls.rule(cls.li, region=cls.south)

    def test_a_dry_run_changes_nothing_and_says_why(self):
        self.dealer_b.user_id = self.li
        run = self.dry_run()
        lines = self.lines(run)
        line = lines[self.dealer_a]
        self.assertEqual((line.verdict, line.old_user_id, line.new_user_id), ("change", self.env["res.users"], self.wang))
        self.assertEqual((line.rule_id, line.why), (self.east_rule, self.east_rule.display_name))
        self.assertEqual(lines[self.dealer_b].verdict, "same")
        self.assertEqual((run.state, run.customer_count, run.change_count, run.same_count), ("computed", 4, 3, 1))
        self.assertFalse(self.dealer_a.user_id)

    def test_who_is_left_alone(self):
        self.dealer_a.write({"channel_user_fixed": True, "user_id": self.zhao.id})
        stranger = self.make_seller("stranger", company=self.other_company)
        self.dealer_b.user_id = stranger
        self.retailer.channel_region_id = self.market
        verdicts = {customer: line.verdict for customer, line in self.lines(self.dry_run()).items()}
        self.assertEqual(verdicts[self.dealer_a], "fixed")
        self.assertEqual(verdicts[self.dealer_b], "foreign")
        self.assertEqual(verdicts[self.retailer], "no_rule")
        self.assertEqual(verdicts[self.sub_dealer], "change")

    def test_customers_of_other_companies_and_archived_ones_are_not_looked_at(self):
        self.dealer_a.company_id = self.other_company
        self.dealer_b.active = False
        self.assertEqual(set(self.lines(self.dry_run())), {self.sub_dealer, self.retailer})

    def test_applying_assigns_customers_and_their_contacts(self):
        self.dealer_a.user_id = self.zhao
        contacts = self.env["res.partner"].create(
            [
                {"name": "With the customer", "parent_id": self.dealer_a.id},
                {"name": "Own salesperson", "parent_id": self.dealer_a.id, "user_id": self.li.id},
            ]
        )
        self.assertEqual(contacts[0].user_id, self.zhao)
        run = self.dry_run()
        run.action_apply()
        self.assertEqual((run.state, run.done_count), ("applied", 4))
        self.assertEqual((self.dealer_a.user_id, self.dealer_b.user_id), (self.wang, self.li))
        self.assertEqual(contacts.mapped("user_id"), self.wang + self.li)
        note = self.dealer_a.message_ids[0]
        self.assertIn("Zhao → Wang", note.body)
        self.assertEqual(note.author_id, self.sale_manager.partner_id)
        run.action_reverse()
        self.assertEqual((run.state, run.undone_count), ("reversed", 4))
        self.assertEqual((self.dealer_a.user_id, contacts[0].user_id, self.dealer_b.user_id.id), (self.zhao, self.zhao, False))

    def test_the_team_goes_with_the_rule_and_into_orders(self):
        teams = self.env["crm.team"].create([{"name": "East team"}, {"name": "Old team"}])
        self.east_rule.team_id = teams[0]
        self.dealer_b.write({"user_id": self.zhao.id, "channel_team_id": teams[1].id})
        self.dry_run().action_apply()
        self.assertEqual(self.dealer_a.channel_team_id, teams[0])
        self.assertFalse(self.dealer_b.channel_team_id, "a new salesperson without a team in the rule")
        order = self.env["sale.order"].create({"partner_id": self.dealer_a.id})
        self.assertEqual((order.user_id, order.team_id), (self.wang, teams[0]))

    def test_a_rule_with_a_team_alone_keeps_the_salesperson(self):
        team = self.env["crm.team"].create({"name": "East team"})
        self.east_rule.write({"user_id": False, "team_id": team.id})
        self.dealer_a.user_id = self.zhao
        self.dry_run().action_apply()
        self.assertEqual((self.dealer_a.user_id, self.dealer_a.channel_team_id), (self.zhao, team))

    def test_what_was_changed_since_the_dry_run_is_left_alone(self):
        run = self.dry_run()
        self.dealer_a.user_id = self.zhao
        self.sub_dealer.channel_user_fixed = True
        run.action_apply()
        self.assertEqual(self.dealer_a.user_id, self.zhao)
        self.assertEqual({line.state for line in run.line_ids}, {"done", "skipped"})
        self.assertEqual((run.done_count, run.skipped_count), (2, 2))

    def test_undoing_spares_what_was_changed_since(self):
        run = self.dry_run()
        run.action_apply()
        self.dealer_a.user_id = self.zhao
        run.action_reverse()
        self.assertEqual(self.dealer_a.user_id, self.zhao)
        self.assertFalse(self.dealer_b.user_id)
        self.assertEqual(self.lines(run)[self.dealer_a].state, "kept")

    def test_undoing_ends_with_the_hours_of_the_settings(self):
        run = self.dry_run()
        run.action_apply()
        with freeze_time(fields.Datetime.now() + timedelta(hours=25)), self.assertRaisesRegex(UserError, "24 hours"):
            run.action_reverse()

    def test_rules_that_changed_since_call_for_another_dry_run(self):
        run = self.dry_run()
        self.rule(self.zhao, region=self.east_city)
        with self.assertRaisesRegex(UserError, "repeat"):
            run.action_apply()
        run.action_compute()
        run.action_apply()
        self.assertEqual(self.sub_dealer.user_id, self.zhao)

    def test_nobody_gets_customers_who_was_archived_since(self):
        run = self.dry_run()
        self.wang.active = False
        with self.assertRaisesRegex(UserError, "repeat"):
            run.action_apply()
        run.action_compute()
        run.action_apply()
        self.assertEqual((self.dealer_a.user_id.id, self.dealer_b.user_id), (False, self.li))

    def test_one_objection_stops_nobody_else(self):
        run = self.dry_run()
        self.env["ir.rule"].flush_model()

        def refuse(partners, vals):
            if self.dealer_a.id in partners.ids and "user_id" in vals:
                raise UserError(OBJECTION)
            return original(partners, vals)

        original = type(self.env["res.partner"]).write
        self.patch(self.registry["res.partner"], "write", refuse)
        run.action_apply()
        line = self.lines(run)[self.dealer_a]
        self.assertEqual((line.state, line.message), ("failed", OBJECTION))
        self.assertEqual(self.dealer_b.user_id, self.li)
        self.assertEqual((run.done_count, run.skipped_count), (3, 1))

    def test_a_run_is_for_managers_of_its_company(self):
        runs = self.env["crm.territory.run"]
        run = runs.create({"region_id": self.market.id})
        with self.assertRaises(AccessError):
            run.with_user(self.wang).action_compute()
        with self.assertRaises(AccessError):
            run.with_user(self.other_channel_manager).action_compute()
        run.with_user(self.channel_manager).action_compute()
        for name, value in (("state", "applied"), ("applied_on", fields.Datetime.now()), ("job_state", "done")):
            with self.subTest(name), self.assertRaises(AccessError):
                run.with_user(self.channel_manager).write({name: value})
        with self.assertRaises(AccessError):
            run.line_ids.with_user(self.channel_manager).write({"new_user_id": self.zhao.id})

    def test_states_are_kept_to(self):
        run = self.env["crm.territory.run"].create({"region_id": self.market.id})
        for verb in ("action_apply", "action_reverse"):
            with self.subTest(verb), self.assertRaises(UserError):
                getattr(run, verb)()
        run.action_compute()
        with self.assertRaises(UserError):
            run.scope = "unassigned"
        run.action_apply()
        with self.assertRaises(UserError):
            run.action_apply()
        with self.assertRaises(UserError):
            run.unlink()

    def test_many_customers_are_left_to_a_job(self):
        run = self.env["crm.territory.run"].create({"region_id": self.market.id})
        self.patch(self.env.registry["crm.territory.run"], "_count_customers", lambda run: 501)
        run.action_compute()
        self.assertEqual((run.state, run.job_state), ("computing", "queued"))
        with self.assertRaises(UserError):
            run.action_apply()

    def test_salespeople_get_one_message(self):
        run = self.dry_run()
        self.env["mail.message"].flush_model()
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        run.action_apply()
        new = self.env["mail.message"].search([("id", ">", before), ("message_type", "=", "user_notification")])
        self.assertEqual(new.partner_ids, (self.wang | self.li).partner_id)
        self.assertEqual(len(new), 2)

    def test_salespeople_are_told_in_their_own_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.wang.lang = "zh_CN"
        run = self.dry_run()
        self.env["mail.message"].flush_model()
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        run.action_apply()
        new = self.env["mail.message"].search([("id", ">", before), ("message_type", "=", "user_notification")])
        told = {message.partner_ids.user_ids: message.subject for message in new}
        self.assertEqual(told, {self.wang: "有 3 个客户分配给您", self.li: "1 customers were assigned to you"})

    def test_dry_runs_nobody_applied_go_after_a_month(self):
        run = self.dry_run()
        with freeze_time(fields.Datetime.now() + timedelta(days=31)):
            self.env["crm.territory.run"]._gc_dry_runs()
        self.assertFalse(run.exists())

    def test_the_night_assigns_customers_without_an_active_salesperson(self):
        self.dealer_a.user_id = self.zhao
        self.dealer_b.user_id = self.zhao
        self.sub_dealer.user_id = self.li
        self.zhao.active = False
        self.company.root_id.channel_territory_nightly = True
        with self.enter_registry_test_mode():
            self.env.ref("crm_industry.ir_cron_territory").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((self.dealer_a.user_id, self.dealer_b.user_id), (self.wang, self.li))
        self.assertEqual(self.sub_dealer.user_id, self.li)

    def test_queries_do_not_grow_with_customers(self):
        run = self.env["crm.territory.run"].create({"region_id": self.market.id})
        run.action_compute()
        self.env["res.partner"].create(
            [
                {"name": f"Shop {number}", "channel_type_id": self.type_retail.id, "channel_region_id": self.east.id}
                for number in range(300)
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(45):
            run.action_compute()
            self.env.flush_all()
        self.assertEqual(run.customer_count, 304)

    def test_customers_of_one_run_can_be_merged(self):
        run = self.dry_run()
        line = self.lines(run)[self.dealer_a]
        self.env["base.partner.merge.automatic.wizard"]._merge((self.dealer_a | self.dealer_b).ids, self.dealer_a)
        self.env.invalidate_all()
        self.assertEqual(run.line_ids.filtered(lambda each: each.partner_id == self.dealer_a), line)
        self.assertEqual(run.customer_count, 3)
