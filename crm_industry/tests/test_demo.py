from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_credit.tests import test_demo as credit_demo
from odoo.addons.crm_grading.demo.demo_world import DemoCustomer, DemoWorld


@tagged("post_install", "-at_install")
class TestDemoIndustry(TransactionCase):
    """The industry part of the demo company."""

    def test_users_of_the_areas_come_before_the_portal_customer(self):
        logins = [login for _role, login, _password in self.env["crm.demo.company"]._logins()]
        self.assertLess({"channel", "service", "servicemanager", "market", "telecom", "telecommanager"}, set(logins))
        self.assertLess({"dealer", "subscriber", "retailer", "owner"}, set(logins))
        self.assertEqual(logins[-1], "customer")

    def test_customers_are_tagged_by_trade_in_both_languages(self):
        for lang in ("en_US", "zh_CN"):
            self.env["res.lang"]._activate_lang(lang)
        partners = self.env["res.partner"].with_context(lang="en_US").create([{"name": "A"}, {"name": "B"}])
        world = DemoWorld(1, None, 2, 0)
        world.customers = [
            DemoCustomer("A", "tobacco", "shop", {}, record=partners[0]),
            DemoCustomer("B", "auto", "export", {}, record=partners[1]),
        ]
        self.env["crm.demo.company"].with_context(lang="en_US")._load_customer_tags(world)
        self.assertEqual(partners.mapped("category_id.name"), ["Tobacco retailer", "Export customer"])
        self.assertEqual(partners[0].with_context(lang="zh_CN").category_id.name, "卷烟零售户")

    def test_trades_are_switched_on(self):
        self.env["crm.demo.company"]._load_trades(None)
        for trade in ("telecom", "tobacco", "auto"):
            self.assertTrue(self.env["res.groups"]._is_feature_enabled(f"crm_industry.group_trade_{trade}"))


@tagged("post_install", "-at_install", "-inherited")
class TestDemoChannel(credit_demo.TestDemoCredit):
    """The channel of a small demo company, and what the addons beneath have in it."""

    allow_inherited_tests_method = True

    def test_customers_have_a_region_and_a_type(self):
        partners = self.env["res.partner"].union(*(customer.record for customer in self.world.customers))
        self.assertTrue(all(partners.mapped("channel_type_id")))
        self.assertTrue(all(partner.industry_id for partner in partners))
        chinese = partners.filtered(lambda partner: partner.country_id.code == "CN")
        self.assertTrue(all(chinese.mapped("channel_region_id")))
        self.assertLessEqual(set(chinese.channel_region_id.mapped("kind")), {"state", "city"})

    def test_complaints_of_the_last_year_have_figures(self):
        past = self._found("crm.complaint", ("closed_as", "=", "confirmed"), ("received_on", "<", self.world.day(5)))
        self.assertGreaterEqual(len(past), 20)
        self.assertGreater(max(past.mapped("round")), 1)
        seen = past.clock_ids.mapped(lambda clock: (clock.deadline, clock.met_on, clock.used_hours, clock.breached))
        past._recompute_clocks()
        self.assertEqual(
            past.clock_ids.mapped(lambda clock: (clock.deadline, clock.met_on, clock.used_hours, clock.breached)), seen
        )
        self.assertEqual(set(past.clock_ids.mapped("breached")), {True, False})
        months = self.env["crm.complaint.analysis"]._read_group([("complaint_id", "in", past.ids)], ["date:month"])
        self.assertGreater(len(months), 6)

    def test_dealers_have_agreements_in_several_states(self):
        mains = [dealer.record for dealer in self.world.notes["mains"]]
        self.assertGreaterEqual(len(mains), 2)
        agreements = self._found("crm.dealer.agreement")
        self.assertLessEqual({"active", "suspended", "draft"}, set(agreements.mapped("state")))
        self.assertLessEqual(set(mains), set(agreements.filtered(lambda a: a.state == "active").dealer_id))
        self.assertIn("submitted", agreements.mapped("approval_state"))
        self.assertTrue(all(self._found("crm.dealer.position").mapped("reason")))

    def test_targets_add_up_and_are_in_force(self):
        roots = self._found("crm.target", ("parent_id", "=", False))
        self.assertEqual(sorted(roots.mapped("approval_state")), ["approved", "approved", "submitted"])
        for target in self._found("crm.target", ("child_ids", "!=", False)):
            self.assertAlmostEqual(sum(target.child_ids.mapped("amount")), target.amount, 2)

    def test_serial_numbers_tell_of_diverted_goods(self):
        cases = self._found("crm.diversion.case")
        self.assertLessEqual({"noticed", "confirmed"}, set(cases.mapped("state")))
        self.assertEqual(cases.penalty_ids.mapped("state"), ["booked"])
        self.assertFalse(self.env["mail.mail"].search([("state", "=", "outgoing")]), "no mail leaves a demonstration")

    def test_rebates_are_settled_and_kept_back(self):
        accruals = self._found("crm.rebate.accrual")
        self.assertIn("settled", accruals.mapped("state"))
        self.assertTrue(accruals.filtered("reasons"))

    def test_reports_come_in_but_for_some(self):
        reports = self._found("crm.channel.report")
        self.assertEqual(set(reports.mapped("state")), {"accepted", "submitted"})
        accepted = reports.filtered(lambda report: report.state == "accepted")
        self.assertEqual(sum(accepted.mapped("off_count")), 0)
        self.assertTrue(self._found("crm.channel.due", ("late", "=", True)))

    def test_old_stock_people_and_territories(self):
        self.assertEqual(set(self._found("crm.aged.stock.alert").mapped("state")), {"open", "acting"})
        self.assertEqual(set(self._found("crm.handover").mapped("state")), {"done", "ready"})
        self.assertEqual(set(self._found("crm.territory.run").mapped("state")), {"applied", "computed"})
        self.assertTrue(self._found("crm.process.rule"))

    def test_campaigns_and_competitors(self):
        campaigns = self._found("utm.campaign", ("market_segment_id", "!=", False))
        self.assertEqual(sorted(campaigns.mapped("market_state")), ["begun", "begun", "draft"])
        past = campaigns.filtered("market_cost")
        self.assertTrue(past.market_roi_known)
        self.assertTrue(past.market_treated_count)
        self.assertEqual(set(self._found("crm.competitor.intelligence").mapped("state")), {"new", "confirmed"})
        self.assertTrue(all(self._found("crm.competitor.product").mapped("price_gap")))
        self.assertIn("stated", self._found("crm.wallet.share").mapped("method"))
        lost = self.env["crm.lead"].with_context(active_test=False).search([("market_competitor_id", "!=", False)])
        self.assertEqual(set(lost.mapped("won_status")), {"lost"})

    def test_a_loyal_customer_is_satisfied_in_the_end(self):
        complaints = self._found("crm.complaint")
        self.assertLessEqual({"new", "approval", "confirming", "closed"}, set(complaints.mapped("state")))
        loyal = complaints.filtered(lambda complaint: complaint.partner_id == self.env.ref("__demo__.loyal_customer"))
        worth = loyal._value_summary()
        self.assertEqual((loyal.state, worth["orders"], worth["ordered_amount"]), ("closed", 27, 20_000))

    def test_printers_are_in_repair(self):
        repairs = self._found("crm.complaint.repair")
        self.assertEqual(
            {(repair.warranty, repair.payer, repair.state, repair.quote_status) for repair in repairs},
            {("in", "warranty", "repaired", "none"), ("out", "customer", "quoted", "sent")},
        )
        self.assertEqual(repairs.loan_ids.mapped("state"), ["lent"])

    def test_the_company_judges_itself(self):
        former, present = self._found("crm.assessment").sorted("date")
        self.assertEqual((former.state, present.state, present.answered_count), ("done", "draft", 40))
        self.assertGreater(present.score, former.score)
        self.assertLessEqual({"open", "done"}, set(present.action_ids.mapped("state")))
        self.assertEqual({"good", "below"}, set(self._found("crm.data.register").mapped("state")))
        self.assertTrue(all(self._found("crm.lifecycle.objective").mapped("actual_month")))
        self.assertEqual(len(self._found("crm.moment")), 4)
        self.assertEqual(set(self._found("crm.loyalty.survey").mapped("state")), {"done"})
        self.assertFalse(self.env["mail.mail"].search([("state", "=", "outgoing")]), "no mail leaves a demonstration")
