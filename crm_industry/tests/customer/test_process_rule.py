from datetime import date, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .process_common import ProcessCommon

TODAY = date(2026, 5, 20)


@tagged("post_install", "-at_install")
@freeze_time("2026-05-20 10:00:00")
class TestProcessRule(ProcessCommon):
    """When something happens to a customer, a plan starts, once."""

    # -- events ------------------------------------------------------------------------------------------------------

    def test_a_new_customer_of_the_type(self):
        rule = self.process("new_customer", type_id=self.type_dealer.id)
        with patch.object(self.env.cr, "now", lambda: fields.Datetime.now()):
            new = self.make_dealer("New dealer", self.east, user_id=self.li.id)
            shop = self.make_customer("New shop", channel_type_id=self.type_retail.id)
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET create_date = %s WHERE id IN %s", (TODAY, (new.id, shop.id)))
        self.env.cr.execute("UPDATE res_partner SET create_date = '2026-01-01' WHERE id = %s", (self.dealer_a.id,))
        rule._fire()
        self.assertIn(new, self.hit(rule))
        self.assertNotIn(shop, self.hit(rule))
        self.assertNotIn(self.dealer_a, self.hit(rule))

    def test_an_event_that_there_is_not_is_refused(self):
        rule = self.process("new_customer")
        with self.assertRaisesRegex(ValidationError, "nonsense"):
            rule.event = "nonsense"

    def test_the_plan_and_who_gets_it(self):
        rule = self.process("first_order")
        self.dealer_a.user_id = self.li
        self.confirm(self.dealer_a)
        log = rule.log_ids
        self.assertEqual((log.partner_id, log.user_id, log.activities, log.date), (self.dealer_a, self.li, 2, TODAY))
        call, todo = self.dealer_a.activity_ids.sorted("date_deadline", reverse=True)
        self.assertEqual((call.summary, call.user_id, call.date_deadline), ("Say hello", self.li, TODAY + timedelta(days=2)))
        self.assertEqual((todo.user_id, todo.date_deadline), (self.zhao, TODAY))

    def test_without_an_active_salesperson_somebody_else_gets_it(self):
        rule = self.process("first_order")
        self.dealer_a.user_id = self.li
        self.li.active = False
        self.confirm(self.dealer_a)
        self.confirm(self.dealer_b)
        self.assertEqual(rule.log_ids.user_id, self.sale_manager)
        self.assertIn(self.sale_manager, self.dealer_b.activity_ids.user_id)

    def test_nobody_gets_it_when_all_are_archived(self):
        rule = self.process("first_order")
        self.sale_manager.active = False
        self.confirm(self.dealer_a)
        self.assertEqual((rule.log_ids.activities, rule.log_ids.user_id.id), (2, False))
        self.assertIn(False, [activity.user_id.id for activity in self.dealer_a.activity_ids])

    def test_a_first_order_fires_at_once_and_no_second_one(self):
        rule = self.process("first_order")
        first = self.confirm(self.dealer_a)
        self.assertEqual(self.hit(rule), self.dealer_a)
        self.confirm(self.dealer_a)
        first._action_cancel()
        self.confirm(self.dealer_a)
        rule._fire()
        self.assertEqual(len(rule.log_ids), 1)

    def test_orders_of_contacts_count_for_their_customer_and_imported_sales_as_earlier_ones(self):
        rule = self.process("first_order")
        self.confirm(self.env["res.partner"].create({"name": "Buyer", "parent_id": self.dealer_b.id}))
        self.assertEqual(self.hit(rule), self.dealer_b)
        self.env["crm.sales.history"].create(
            {
                "partner_id": self.dealer_a.id,
                "company_id": self.company.id,
                "date": "2020-01-01",
                "amount": 1.0,
                "source": "old",
                "external_id": "1",
            }
        )
        self.confirm(self.dealer_a)
        self.assertEqual(self.hit(rule), self.dealer_b)

    def test_orders_from_before_the_rule_are_no_first_orders(self):
        order = self.confirm(self.dealer_a)
        order.date_order = "2026-01-05"
        rule = self.process("first_order", date_from="2026-05-01")
        rule._fire()
        self.assertFalse(self.hit(rule))
        rule.date_from = "2026-01-01"
        rule._fire()
        self.assertEqual(self.hit(rule), self.dealer_a)

    def metrics(self, customer, last, following):
        values = {"partner_id": customer.id, "company_id": self.company.id, "currency_id": self.company.currency_id.id}
        found = self.env["crm.customer.metrics"].search([("partner_id", "=", customer.id)])
        row = found or self.env["crm.customer.metrics"].create(values)
        row.write({"last_order": last, "next_order_date": following})

    def test_past_the_cycle_fires_once_until_the_next_order(self):
        rule = self.process("past_cycle", days=5, date_from="2026-05-01")
        self.metrics(self.dealer_a, "2026-04-10", "2026-05-14")
        self.metrics(self.dealer_b, "2026-04-10", "2026-05-15")
        rule._fire()
        self.assertEqual(self.hit(rule), self.dealer_a, "six days late; the other one five")
        rule._fire()
        self.assertEqual(len(rule.log_ids), 1)
        self.metrics(self.dealer_a, "2026-04-30", "2026-05-10")
        rule._fire()
        self.assertEqual(len(rule.log_ids), 2)

    def test_regraded_by_a_published_run(self):
        up = self.process("regraded", direction="up", date_from="2026-04-01")
        down = self.process("regraded", direction="down", date_from="2026-04-01")
        graded_a = self.process("regraded", grade_id=self.grades["A"].id, date_from="2026-04-01")
        self.grade(self.dealer_a, "A", previous_grade_id=self.grades["B"].id)
        self.grade(self.dealer_b, "C", previous_grade_id=self.grades["B"].id)
        self.grade(self.retailer, "B", previous_grade_id=self.grades["B"].id)
        self.grade(self.sub_dealer, "E")
        for rule in (up, down, graded_a):
            rule._fire()
        self.assertEqual(self.hit(up), self.dealer_a | self.sub_dealer)
        self.assertEqual(self.hit(down), self.dealer_b)
        self.assertEqual(self.hit(graded_a), self.dealer_a)
        up._fire()
        self.assertEqual(len(up.log_ids), 2)

    def test_publishing_wakes_the_cron(self):
        self.process("regraded")
        cron = self.env.ref("crm_industry.ir_cron_process_rules")
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.published._guarded_write({"state": "computed", "job_state": "done"})
        self.published.with_user(self.grading_manager).action_publish()
        self.assertEqual(self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]), before + 1)

    # -- once, and not too many ----------------------------------------------------------------------------------------

    def test_the_database_knows_each_occurrence_once(self):
        rule = self.process("first_order")
        self.confirm(self.dealer_a)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                "INSERT INTO crm_process_log (rule_id, company_id, partner_id, occurrence, date)"
                " SELECT rule_id, company_id, partner_id, occurrence, date FROM crm_process_log WHERE rule_id = %s",
                (rule.id,),
            )
        [(unique,)] = self.env.execute_query(
            SQL("SELECT indisunique FROM pg_index WHERE indexrelid = %s::regclass", "crm_process_log_occurrence_uniq")
        )
        self.assertTrue(unique)

    def test_what_another_transaction_has_logged_starts_nothing(self):
        rule = self.process("first_order", active=False)
        self.confirm(self.dealer_a)
        rule.active = True
        rows = rule._waiting()
        rule._log(rows)
        with patch.object(self.registry["crm.process.rule"], "_waiting", lambda rule, customers=None, limit=None: rows):
            self.assertFalse(rule._fire())
        self.assertFalse(self.dealer_a.activity_ids)

    def test_a_day_has_its_limit_and_the_rest_waits(self):
        rule = self.process("first_order", day_limit=2, active=False)
        customers = self.dealer_a | self.dealer_b | self.retailer
        for customer in customers:
            self.confirm(customer)
        rule.active = True
        self.assertEqual(rule.waiting_count, 3)
        self.assertEqual(rule.action_preview()["domain"], [("id", "in", customers.ids)])
        self.assertFalse(rule.log_ids, "a preview starts nothing")
        rule._fire()
        rule._fire()
        self.assertEqual(len(rule.log_ids), 2)
        self.confirm(self.sub_dealer)
        self.assertEqual(len(rule.log_ids), 2, "at once is limited as well")
        with freeze_time("2026-05-21 10:00:00"):
            rule._fire()
        self.assertEqual(self.hit(rule), customers | self.sub_dealer)

    def test_a_long_list_is_counted_by_as_many_statements_as_a_short_one(self):
        rules = self.env["crm.process.rule"]
        for event in ("new_customer", "first_order", "past_cycle", "regraded"):
            for _time in range(2):
                rules |= self.process(event, active=False, date_from="2026-05-01")
        self.confirm(self.dealer_a)
        self.confirm(self.dealer_b)

        def cost(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("waiting_count")
            return self.cr.sql_log_count - before

        cost(rules)
        self.assertEqual([rule.waiting_count for rule in rules if rule.event == "first_order"], [2, 2])
        self.assertEqual([rule.waiting_count for rule in rules], [len(rule._waiting()) for rule in rules])
        self.assertEqual(cost(rules), cost(rules[:1]))
        self.assertEqual(self.env["crm.process.rule"].new({"event": "first_order"}).waiting_count, 0)

    def test_many_plans_cost_few_queries(self):
        def cost(number):
            rule = self.process("past_cycle", date_from="2026-05-01")
            customers = self.env["res.partner"].create(
                [{"name": f"Shop {count}", "is_company": True, "customer_rank": 1} for count in range(number)]
            )
            for customer in customers:
                self.metrics(customer, "2026-04-10", "2026-05-14")
            self.env.flush_all()
            before = self.cr.sql_log_count
            rule._fire(customers.ids)
            self.env.flush_all()
            self.assertEqual((self.hit(rule), len(customers.activity_ids)), (customers, 2 * number))
            return self.cr.sql_log_count - before

        cost(1)
        self.assertLessEqual(cost(40) - cost(4), 15)

    def test_an_archived_rule_starts_nothing(self):
        rule = self.process("first_order", active=False)
        self.confirm(self.dealer_a)
        with self.assertRaisesRegex(UserError, "archived"):
            rule.with_user(self.channel_manager).action_run_now()
        self.assertFalse(rule.log_ids)
        rule.active = True
        rule.with_user(self.channel_manager).action_run_now()
        self.assertEqual(self.hit(rule), self.dealer_a)

    def test_the_cron_fires_all_rules(self):
        rule = self.process("first_order", active=False)
        self.confirm(self.dealer_a)
        rule.active = True
        with self.enter_registry_test_mode():
            self.env.ref("crm_industry.ir_cron_process_rules").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.hit(rule), self.dealer_a)

    def test_orders_cost_nothing_without_rules(self):
        self.process("first_order", active=False)
        rules = self.env["crm.process.rule"]
        rules._rule_ids("first_order", self.company.id)
        with self.assertQueryCount(0):
            self.assertEqual(rules._rule_ids("first_order", self.company.id), ())

    # -- companies and rights ------------------------------------------------------------------------------------------

    def test_customers_and_orders_of_other_companies_do_not_count(self):
        rule = self.process("first_order", active=False)
        order = self.env["sale.order"].with_company(self.other_company).create({"partner_id": self.dealer_a.id})
        self.env.flush_all()
        company = self.other_company.id
        self.env.cr.execute("UPDATE sale_order SET state = 'sale', company_id = %s WHERE id = %s", (company, order.id))
        self.env.invalidate_all()
        self.confirm(self.dealer_b)
        self.dealer_b.company_id = self.other_company
        rule.active = True
        rule._fire()
        self.assertFalse(rule.log_ids)

    def test_rights(self):
        rule = self.process("first_order")
        rule.with_user(self.channel_manager).name = "Mine"
        self.assertTrue(rule.with_user(self.wang).waiting_count == 0)
        with self.assertRaises(AccessError):
            rule.with_user(self.wang).name = "Mine"
        with self.assertRaises(AccessError):
            rule.with_user(self.wang).action_run_now()
        with self.assertRaises(AccessError):
            rule.with_user(self.other_channel_manager).read(["name"])
        self.confirm(self.dealer_a)
        with self.assertRaises(AccessError):
            rule.log_ids.with_user(self.channel_manager).unlink()
        with self.assertRaises(AccessError):
            rule.with_user(self.channel_manager).log_ids.write({"occurrence": "x"})

    def test_parts_must_fit(self):
        orders = self.plan.copy({"res_model": "sale.order"})
        foreign = self.plan.copy({"company_id": self.other_company.id})
        stranger = new_test_user(
            self.env, "stranger", company_id=self.other_company.id, company_ids=[(6, 0, self.other_company.ids)]
        )
        for values in ({"plan_id": orders.id}, {"plan_id": foreign.id}, {"fallback_user_id": stranger.id}):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.process("first_order", **values)

    def test_grades_are_those_of_the_company(self):
        plan = self.plan.copy({"company_id": False})
        person = self.other_channel_manager.id
        foreign = {"company_id": self.other_company.id, "grade_id": self.grades["A"].id}
        with self.assertRaisesRegex(ValidationError, "not of a scheme"):
            self.process("first_order", plan_id=plan.id, fallback_user_id=person, **foreign)
        with self.assertRaisesRegex(ValidationError, "not of a scheme"):
            self.rules.create(foreign | {"user_id": person})

    def test_an_absorbed_customer_is_not_greeted_again(self):
        rule = self.process("first_order")
        self.confirm(self.dealer_a)
        self.env["res.partner"]._rekey_customer(self.dealer_a, self.dealer_b)
        self.confirm(self.dealer_b)
        self.assertEqual(self.hit(rule), self.dealer_b)
        self.assertEqual(len(rule.log_ids), 1)

    def test_merged_customers_that_were_both_greeted(self):
        rule = self.process("first_order")
        self.confirm(self.dealer_a)
        self.confirm(self.dealer_b)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.dealer_a | self.dealer_b).ids, self.dealer_b)
        self.env.invalidate_all()
        self.assertEqual(rule.log_ids.partner_id, self.dealer_b)
        self.assertEqual(len(rule.log_ids), 1)
