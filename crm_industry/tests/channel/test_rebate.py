from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .rebate_common import RebateCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-07-10")
class TestRebate(RebateCommon):
    """What dealers earn, against sums done by hand."""

    def test_net_sales_of_the_period_by_tiers(self):
        self.invoice(self.dealer_a, 900, "2024-04-01")
        self.invoice(self.dealer_a, 350, "2024-06-30")
        self.invoice(self.dealer_a, 50, "2024-05-15", move_type="out_refund")
        self.invoice(self.dealer_a, 5000, "2024-07-01")
        self.invoice(self.dealer_b, 150, "2024-05-15")
        self.invoice(self.retailer, 9000, "2024-05-15")
        self.rule._calculate()
        accrual = self.accrual()
        self.assertEqual((accrual.value, accrual.amount, accrual.due_amount, accrual.state), (1200, 24.0, 24.0, "accruing"))
        self.assertEqual(
            accrual.line_ids.mapped(lambda line: (line.value_from, line.base, line.rate, line.amount)), [(1000, 1200, 2, 24)]
        )
        self.assertEqual(self.accrual(self.dealer_b).amount, 1.5)
        self.assertEqual(self.accrual(first="2024-07-01").amount, 100.0)
        self.assertFalse(self.accrual(self.retailer))

    def test_incremental_tiers_are_explained_one_by_one(self):
        rule = self.make_rule({100: 1, 1000: 2}, method="incremental")
        self.invoice(self.dealer_a, 1500, "2024-05-15")
        rule._calculate()
        accrual = self.accrual(rule=rule)
        self.assertEqual(accrual.amount, 900 * 0.01 + 500 * 0.02)
        self.assertEqual(
            accrual.line_ids.mapped(lambda line: (line.value_from, line.value_to, line.base, line.amount)),
            [(100, 1000, 900, 9), (1000, 0, 500, 10)],
        )

    def test_drafts_and_cancelled_invoices_do_not_count(self):
        draft = self.invoice(self.dealer_a, 500, "2024-05-15")
        draft.button_draft()
        self.rule._calculate()
        self.assertFalse(self.accrual())
        draft.action_post()
        self.rule._calculate()
        self.assertEqual(self.accrual().value, 500)

    def test_quantities_in_the_unit_of_the_product_with_filters(self):
        rule = self.make_rule(
            {10: 2},
            measure="invoiced_quantity",
            categ_ids=[Command.set(self.phones.ids)],
            brand_ids=[Command.set(self.brand_a.ids)],
        )
        self.invoice(self.dealer_a, 100, "2024-05-15", quantity=2, uom=self.dozen)
        self.invoice(self.dealer_a, 100, "2024-05-15", quantity=4, move_type="out_refund")
        self.invoice(self.dealer_a, 100, "2024-05-15", quantity=50, product=self.printer)
        rule._calculate()
        accrual = self.accrual(rule=rule)
        self.assertEqual((accrual.value, accrual.amount), (20, 40.0))

    def test_reported_sell_through(self):
        rule = self.make_rule({10: 3}, measure="sell_through", period="month")
        lines = {self.phone: {"opening": 50, "sell_through": 15, "closing": 30}, (self.phone, self.retailer): {"sell_through": 5}}
        report = self.make_report(self.dealer_a, "2024-05-01", lines, "submitted")
        rule._calculate()
        self.assertFalse(self.accrual(rule=rule, first="2024-05-01"), "not accepted yet")
        report.with_user(self.channel_manager).action_accept()
        rule._calculate()
        self.assertEqual(self.accrual(rule=rule, first="2024-05-01").amount, 60.0)

    def test_growth_over_the_same_period_last_year(self):
        self.invoice(self.dealer_a, 400, "2023-05-15")
        self.invoice(self.dealer_a, 600, "2024-05-15")
        self.invoice(self.dealer_b, 600, "2024-05-15")
        rules = [self.make_rule({0: 1, 20: 5}, basis="growth", growth_base=base) for base in ("increase", "total")]
        for rule, expected in zip(rules, (10.0, 30.0), strict=True):
            rule._calculate()
            self.assertEqual((self.accrual(rule=rule).value_before, self.accrual(rule=rule).amount), (400, expected))
            self.assertEqual(self.accrual(self.dealer_b, rule=rule).amount, 0, "nothing to compare with")

    def test_a_rule_counts_from_its_first_to_its_last_day(self):
        rule = self.make_rule({0: 10}, date_from="2024-05-10", date_to="2024-06-10")
        for day in ("2024-05-09", "2024-05-10", "2024-06-10", "2024-06-11"):
            self.invoice(self.dealer_a, 100, day)
        rule._calculate()
        accrual = self.env["crm.rebate.accrual"].search([("rule_id", "=", rule.id)])
        self.assertEqual((str(accrual.date_from), str(accrual.date_to), accrual.value), ("2024-05-10", "2024-06-10", 200))

    def test_calculated_again_what_is_open_changes_and_approvals_are_withdrawn(self):
        self.invoice(self.dealer_a, 500, "2024-05-15")
        self.rule._calculate()
        accrual = self.approve(self.accrual())
        self.assertEqual(accrual.state, "approved")
        self.rule._calculate()
        self.assertEqual(accrual.state, "approved", "nothing has changed")
        self.invoice(self.dealer_a, 500, "2024-05-20")
        self.rule._calculate()
        self.assertEqual((accrual.amount, accrual.state), (20.0, "accruing"))
        self.assertIn("submitted again", accrual.message_ids[0].body)

    def test_an_accrual_without_anything_measured_goes(self):
        invoice = self.invoice(self.dealer_a, 500, "2024-05-15")
        self.rule._calculate()
        self.assertTrue(self.accrual())
        invoice.button_draft()
        self.rule._calculate()
        self.assertFalse(self.accrual())

    def test_gates(self):
        rule = self.make_rule({0: 10}, gate_overdue=True, gate_reports=True, gate_cases=True, gate_attainment=90)
        self.invoice(self.dealer_a, 500, "2024-05-15", invoice_date_due="2024-06-15")
        self.company.channel_report_start = "2024-04-01"
        self.env["crm.channel.due"]._guarded_create(
            [
                {
                    "company_id": self.company.id,
                    "partner_id": self.dealer_a.id,
                    "period": "month",
                    "date_from": "2024-05-01",
                    "date_to": "2024-05-31",
                    "date_due": "2024-06-05",
                    "state": "open",
                }
            ]
        )
        with patch.object(type(rule), "_rebate_gates", lambda self, dealer, *args: ["A case is open."]):
            rule._calculate()
        accrual = self.accrual(rule=rule)
        self.assertEqual((accrual.amount, accrual.due_amount), (50.0, 0.0))
        reasons = accrual.reasons.split("\n")
        self.assertEqual(
            reasons[:3], ["A case is open.", "There is no target of the period.", "1 channel reports of the period are owed."]
        )
        self.assertIn("500.00", reasons[3])
        with self.assertRaisesRegex(UserError, "cannot be paid"):
            accrual.with_user(self.channel_manager).action_submit()
        rule.write({"gate_overdue": False, "gate_reports": False, "gate_attainment": 0})
        rule._calculate()
        self.assertEqual((accrual.due_amount, accrual.reasons), (50.0, False))

    def test_attainment_of_the_target(self):
        rule = self.make_rule({0: 10}, gate_attainment=90)
        self.invoice(self.dealer_a, 500, "2024-05-15")
        model = type(self.env["crm.target"])
        for percent, reasons in (
            (89.99, "Target attained by 89.99 %, 90 % are asked for."),
            (90.0, False),
            (None, "There is no target of the period."),
        ):
            with patch.object(model, "_attainment", lambda self, *args, p=percent, **kw: {"percent": p}):
                rule._calculate()
            self.assertEqual(self.accrual(rule=rule).reasons, reasons)

    def test_running_periods_are_not_submitted_and_nothing_is_not_paid(self):
        self.invoice(self.dealer_a, 500, "2024-07-02")
        self.invoice(self.dealer_b, 50, "2024-05-02")
        self.rule._calculate()
        with self.assertRaisesRegex(UserError, "still runs"):
            self.accrual(first="2024-07-01").with_user(self.channel_manager).action_submit()
        with self.assertRaisesRegex(UserError, "comes to nothing"):
            self.accrual(self.dealer_b).with_user(self.channel_manager).action_submit()

    def test_somebody_else_approves(self):
        self.invoice(self.dealer_a, 500, "2024-05-15")
        self.rule._calculate()
        accrual = self.accrual()
        accrual.with_user(self.channel_manager).action_submit()
        for user in (self.channel_manager, self.salesperson, self.other_channel_manager):
            with self.assertRaises(AccessError):
                accrual.with_user(user).action_approve()
        accrual.with_user(self.second_manager).action_approve()
        self.assertEqual(accrual.state, "approved")

    def test_figures_are_written_by_code_only(self):
        self.invoice(self.dealer_a, 500, "2024-05-15")
        self.rule._calculate()
        accrual = self.accrual().with_user(self.channel_manager)
        for values in (
            {"amount": 1e6},
            {"due_amount": 5},
            {"reasons": False},
            {"state": "approved"},
            {"approval_state": "approved"},
            {"move_id": 1},
            {"line_ids": [Command.clear()]},
        ):
            with self.assertRaises(AccessError):
                accrual.write(values)
        with self.assertRaises(AccessError):
            accrual.create({"rule_id": self.rule.id, "partner_id": self.dealer_b.id})
        with self.assertRaises(AccessError):
            accrual.line_ids.write({"amount": 5})

    def test_terms_of_a_rule_in_use_stay(self):
        self.invoice(self.dealer_a, 500, "2024-05-15")
        self.rule._calculate()
        self.rule.tier_ids[0].rate = 1.5
        self.approve(self.accrual().exists())
        for change in ({"period": "month"}, {"method": "incremental"}, {"tier_ids": [Command.clear()]}):
            with self.assertRaisesRegex(UserError, "make a copy"):
                self.rule.write(change)
        with self.assertRaisesRegex(UserError, "make a copy"):
            self.rule.tier_ids[0].rate = 3
        with self.assertRaisesRegex(UserError, "make a copy"):
            self.rule.unlink()
        copy = self.rule.copy()
        self.assertEqual(copy.tier_ids.mapped("rate"), [1.5, 2])

    def test_who_sees_what(self):
        self.dealer_b.user_id = self.channel_manager
        for dealer in (self.dealer_a, self.dealer_b):
            self.invoice(dealer, 500, "2024-05-15")
        self.rule._calculate()
        both = self.accrual() | self.accrual(self.dealer_b)
        model = self.env["crm.rebate.accrual"]
        self.assertEqual(model.with_user(self.salesperson).search([]) & both, self.accrual())
        self.assertEqual(model.with_user(self.accountant).search([]) & both, both)
        self.assertFalse(model.with_user(self.other_channel_manager).search([]) & both)
        with self.assertRaises(AccessError):
            self.rule.with_user(self.salesperson).action_calculate()
        with self.assertRaises(AccessError):
            self.rule.with_user(self.other_channel_manager).action_calculate()
        self.rule.with_user(self.channel_manager).action_calculate()

    def test_a_rule_says_for_whom_it_is(self):
        with self.assertRaises(ValidationError):
            self.make_rule({0: 1}, partner_ids=False)
        with self.assertRaises(ValidationError):
            self.make_rule({0: 1}, scope="type")
        rule = self.make_rule({0: 1}, scope="type", type_id=self.type_dealer.id)
        self.invoice(self.sub_dealer, 100, "2024-05-15")
        rule._calculate()
        self.assertEqual(self.accrual(self.sub_dealer, rule=rule).amount, 1.0)

    def test_a_rule_of_an_agreement_counts_while_it_lasts(self):
        agreement = self.agree(self.dealer_a, date_from="2024-05-01", date_to="2024-06-15")
        with self.assertRaises(ValidationError):
            self.make_rule({0: 10}, scope="agreement")
        rule = self.make_rule({0: 10}, scope="agreement", agreement_id=agreement.id, partner_ids=False)
        for day in ("2024-04-30", "2024-05-01", "2024-06-15", "2024-06-16"):
            self.invoice(self.dealer_a, 100, day)
        self.invoice(self.dealer_b, 100, "2024-05-15")
        rule._calculate()
        accrual = self.env["crm.rebate.accrual"].search([("rule_id", "=", rule.id)])
        self.assertEqual((accrual.partner_id, accrual.value, str(accrual.date_to)), (self.dealer_a, 200, "2024-06-15"))

    def test_one_rebate_of_a_period_in_the_database(self):
        self.invoice(self.dealer_a, 500, "2024-05-15")
        self.rule._calculate()
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                "INSERT INTO crm_rebate_accrual (company_id, rule_id, partner_id, kind, date_from, date_to, approval_state)"
                " SELECT company_id, rule_id, partner_id, kind, date_from, date_to, 'draft' FROM crm_rebate_accrual"
                " WHERE id = %s",
                self.accrual().ids,
            )

    def test_the_cron_calculates_all_rules(self):
        self.invoice(self.dealer_a, 500, "2024-05-15")
        with self.enter_registry_test_mode():
            self.env.ref("crm_industry.ir_cron_rebate").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.accrual().amount, 5.0)

    def test_a_calculation_asks_the_database_a_fixed_number_of_times(self):
        dealers = self.env["res.partner"].create(
            [{"name": f"Many {n}", "is_company": True, "channel_type_id": self.type_dealer.id} for n in range(20)]
        )
        rule = self.make_rule({0: 1}, partner_ids=[Command.set(dealers.ids)], gate_cases=False)
        for dealer in dealers:
            self.invoice(dealer, 100, "2024-05-15")
        rule._calculate()
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        rule._calculate()
        self.env.flush_all()
        self.assertLess(self.env.cr.sql_log_count - start, 60)
