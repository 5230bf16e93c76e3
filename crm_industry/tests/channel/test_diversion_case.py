from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .serial_common import NOON, SerialCommon

AFTER = "2026-04-01 04:00:00"


class DiversionCaseCommon(SerialCommon):
    """Three handsets of dealer A, 100 each, seen in dealer B's territory: a case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.picking = cls.ship(cls.dealer_a, "S0", "S1", "S2", "S3")
        cls.see("S0", "S1", "S2", region=cls.south_city)
        cls.detection._detect_now()
        cls.case = cls.env["crm.diversion.case"].search([("dealer_id", "=", cls.dealer_a.id)])

    def by(self, user, case=None):
        return (case or self.case).with_user(user)

    def notice(self, case=None):
        self.by(self.investigator, case).action_notice()

    def confirm(self, case=None, user=None):
        """Tell the dealer, wait until the deadline is over, and confirm."""
        self.notice(case)
        with freeze_time(AFTER):
            self.by(user or self.second_manager, case).action_confirm("Sold on by a driver")


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestDiversionCase(DiversionCaseCommon):
    """When a case is opened, what it is about, and who decides on it."""

    # -- opened by the detection ---------------------------------------------------------------------------------------

    def test_enough_units_open_a_case_with_activity(self):
        case = self.case
        self.assertEqual((case.rule_id, case.victim_id), (self.rules["R1"], self.dealer_b))
        self.assertFalse(case.region_id)
        self.assertEqual((case.state, case.units_found, case.goods_value), ("suspected", 3, 300.0))
        self.assertEqual(case.activity_ids.user_id, self.investigator)
        self.assertEqual(case.agreement_id, self.agreement_a)
        self.assertRegex(case.name, r"^DV/2026/\d{5,}$")
        self.assertFalse(case.opened_by)

    def test_activities_go_with_what_they_ask_for(self):
        self.notice()
        self.assertFalse(self.case.activity_ids, "the dealer has been told")
        self.case._tell_answer()
        self.assertTrue(self.case.activity_ids)
        with freeze_time(AFTER):
            self.by(self.second_manager).action_confirm("Clear")
        self.assertFalse(self.case.activity_ids, "it is decided")

    def test_more_findings_join_the_open_case(self):
        self.see("S3", region=self.south)
        findings, cases = self.detect()
        self.assertEqual((cases, findings.case_id, self.case.units_found), (self.case, self.case, 4))

    def test_one_code_seen_often_is_one_unit(self):
        self.ship(self.dealer_b, "T0", "T1")
        for hour in range(4):
            self.see("T0", "T1", region=self.east, at=f"2026-03-02 0{hour}:00:00")
        _findings, cases = self.detect()
        self.assertEqual(cases, self.case)

    def test_units_outside_of_the_window_do_not_add_up(self):
        self.rules["R1"].window_days = 5
        self.ship(self.dealer_b, "T0", "T1", "T2", day="2026-01-10 04:00:00")
        for day, code in zip(("01", "04", "08"), ("T0", "T1", "T2"), strict=True):
            self.see(code, region=self.east, at=f"2026-02-{day} 04:00:00")
        self.assertEqual(self.detect()[1], self.case)
        self.see("T0", region=self.east, at="2026-02-09 04:00:00")
        self.assertEqual(self.detect()[1], self.case, "the same unit again")
        self.ship(self.dealer_b, "T3", day="2026-01-10 04:00:00")
        self.see("T3", region=self.east, at="2026-02-06 04:00:00")
        cases = self.detect()[1] - self.case
        self.assertEqual(cases.dealer_id, self.dealer_b)
        self.assertEqual(set(cases.finding_ids.mapped("code")), {"T0", "T1", "T2", "T3"})

    def test_a_share_of_a_delivery_opens_a_case_too(self):
        self.rules["R1"].write({"min_units": 1000, "min_percent": 20.0, "least_shipped": 10})
        self.ship(self.dealer_b, *(f"T{n}" for n in range(10)))
        self.see("T0", region=self.east)
        self.assertEqual(self.detect()[1], self.case)
        self.see("T1", region=self.east)
        self.assertEqual((self.detect()[1] - self.case).dealer_id, self.dealer_b)

    def test_small_deliveries_have_no_share(self):
        self.rules["R1"].write({"min_units": 1000, "min_percent": 20.0, "least_shipped": 10})
        self.ship(self.dealer_b, *(f"T{n}" for n in range(9)))
        self.see(*(f"T{n}" for n in range(9)), region=self.east)
        self.assertEqual(self.detect()[1], self.case)

    def test_after_a_dismissal_only_new_findings_open_another_case(self):
        self.by(self.second_manager).action_dismiss("A trade fair")
        self.assertEqual(self.detect()[1], self.case)
        self.ship(self.dealer_a, "T0", "T1", "T2")
        self.see("T0", "T1", "T2", region=self.south)
        self.assertEqual(len(self.detect()[1]), 2)

    # -- opened by hand ------------------------------------------------------------------------------------------------

    def test_a_manager_opens_a_case_by_hand_and_does_not_decide_on_it(self):
        case = self.env["crm.diversion.case"].with_user(self.channel_manager).create({"dealer_id": self.dealer_b.id})
        self.assertEqual(case.opened_by, self.channel_manager)
        with self.assertRaisesRegex(AccessError, "neither opened it nor worked on it"):
            case.action_dismiss("Nothing")
        self.by(self.second_manager, case).action_dismiss("Nothing")
        self.assertEqual((case.state, case.verdict), ("dismissed", "dismissed"))

    def test_a_second_open_case_of_the_same_kind_is_refused(self):
        values = {"dealer_id": self.dealer_b.id, "victim_id": self.dealer_a.id}
        cases = self.env["crm.diversion.case"].with_user(self.channel_manager)
        cases.create(values)
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint(), self.assertLogs("odoo.sql_db", "ERROR"):
            cases.create(values)
        self.assertIn("crm_diversion_case_open_uniq", str(caught.exception))

    def test_salespeople_read_cases_of_their_own_dealers_and_write_none(self):
        cases = self.env["crm.diversion.case"]
        mine = [("id", "=", self.case.id)]
        self.assertTrue(cases.with_user(self.salesperson).search(mine).evidence_ids is not None)
        with self.assertRaises(AccessError):
            self.by(self.salesperson).write({"description": "x"})
        with self.assertRaises(AccessError):
            self.by(self.salesperson).action_notice()
        self.dealer_a.user_id = self.channel_manager
        self.assertFalse(cases.with_user(self.salesperson).search(mine))

    def test_another_company_sees_nothing(self):
        for name in ("crm.diversion.case", "crm.diversion.finding", "crm.diversion.statistic", "crm.serial.event"):
            domain = [("company_id", "=", self.company.id)]
            self.assertFalse(self.env[name].with_user(self.other_channel_manager).search(domain), name)
        with self.assertRaises(AccessError):
            self.by(self.other_channel_manager).action_dismiss("Mine")

    # -- the decision --------------------------------------------------------------------------------------------------

    def test_fields_of_the_decision_are_not_written_directly(self):
        for vals in ({"state": "confirmed"}, {"verdict": "confirmed"}, {"decided_by": self.channel_manager.id}):
            with self.assertRaises(AccessError):
                self.by(self.channel_manager).write(vals)
        with self.assertRaises(UserError):
            self.by(self.channel_manager).write({"dealer_id": self.dealer_b.id})
        with self.assertRaises(UserError):
            self.case.unlink()

    def test_who_worked_on_a_case_does_not_decide(self):
        self.notice()
        with freeze_time(AFTER), self.assertRaisesRegex(AccessError, "decided by a channel manager"):
            self.by(self.investigator).action_confirm("Clear")
        self.by(self.channel_manager).description = "Called the dealer"
        with freeze_time(AFTER), self.assertRaises(AccessError):
            self.by(self.channel_manager).action_dismiss("Nice people")
        with freeze_time(AFTER):
            self.by(self.second_manager).action_confirm("Clear")
        self.assertEqual((self.case.state, self.case.decided_by), ("confirmed", self.second_manager))

    def test_the_dealer_is_heard_before_a_case_is_confirmed(self):
        with self.assertRaises(UserError):
            self.by(self.second_manager).action_confirm("Clear")
        self.notice()
        self.assertEqual(self.case.reply_deadline.isoformat(), "2026-03-20")
        with self.assertRaisesRegex(UserError, "may answer until 2026-03-20"):
            self.by(self.second_manager).action_confirm("Clear")

    def test_a_reason_is_needed(self):
        self.notice()
        for reason in ("", "  ", False):
            with freeze_time(AFTER), self.assertRaises(UserError):
                self.by(self.second_manager).action_confirm(reason)

    def test_a_decided_case_is_not_decided_again(self):
        self.confirm()
        for verb in ("action_confirm", "action_dismiss"):
            with freeze_time(AFTER), self.assertRaises(UserError):
                getattr(self.by(self.second_manager), verb)("Again")

    def test_the_deadline_is_put_off_but_not_brought_forward(self):
        self.notice()
        with self.assertRaises(UserError):
            self.by(self.channel_manager).reply_deadline = "2026-03-15"
        with self.assertRaises(UserError):
            self.by(self.channel_manager).notice_text = "Something else"
        self.by(self.channel_manager).reply_deadline = "2026-04-15"
        self.assertEqual(self.case.reply_deadline.isoformat(), "2026-04-15")

    def test_who_is_responsible_is_told_once_that_the_deadline_is_over(self):
        self.notice()
        kind = self.env.ref("crm_industry.mail_activity_diversion_reply")
        with freeze_time(AFTER), self.enter_registry_test_mode():
            for _time in range(2):
                self.env.ref("crm_industry.ir_cron_diversion_replies").method_direct_trigger()
        self.assertEqual(len(self.case.activity_ids.filtered(lambda one: one.activity_type_id == kind)), 1)

    def test_the_notice_names_neither_victim_nor_reporter(self):
        self.dealer_a.email = "a@example.com"
        self.notice()
        mail = self.env["mail.mail"].sudo().search([("model", "=", "crm.diversion.case"), ("res_id", "=", self.case.id)])
        self.assertIn(f"/my/diversion/{self.case.id}", mail.body_html)
        self.assertNotIn("Dealer B", mail.body_html)
        self.assertIn(self.dealer_a, mail.recipient_ids)

    # -- settings ------------------------------------------------------------------------------------------------------

    def test_a_new_company_has_rules_and_levels(self):
        rules = self.env["crm.diversion.rule"].search([("company_id", "=", self.other_company.id)])
        self.assertEqual(sorted(rules.mapped("kind")), ["R1", "R2", "R3", "R4", "R5"])
        levels = self.env["crm.diversion.penalty.level"].search([("company_id", "=", self.other_company.id)])
        self.assertEqual(levels.mapped("nth"), [1, 2, 3])

    def test_a_rule_keeps_its_kind_and_needs_events(self):
        with self.assertRaises(ValidationError):
            self.rules["R1"].kind = "R2"
        with self.assertRaises(ValidationError):
            self.rules["R2"].write({"on_receipt": False, "on_stock_check": False})

    def test_open_cases_are_handed_over(self):
        handed = self.env["crm.handover"]._handover_models()["crm.diversion.case"]
        domain = [*handed["domain"], (handed["user"], "=", self.investigator.id)]
        self.assertIn(self.case, self.env["crm.diversion.case"].search(domain))
        self.assertEqual(self.case[handed["customer"]], self.dealer_a)
        self.by(self.second_manager).action_dismiss("A fair")
        self.assertFalse(self.env["crm.diversion.case"].search(domain))

    # -- partners that become one --------------------------------------------------------------------------------------

    def test_cases_and_events_follow_a_merged_dealer(self):
        keeper = self.make_dealer("Keeper", self.east)
        self.env["res.partner"]._rekey_customer(self.dealer_a, keeper)
        self.env.invalidate_all()
        self.assertEqual(self.case.dealer_id, keeper)
        self.assertEqual(self.case.finding_ids.dealer_id, keeper)

    def test_growth_of_merged_dealers_in_the_same_month(self):
        keeper = self.make_dealer("Keeper", self.east)
        rule = self.rules["R5"]
        values = {
            "rule_id": rule.id,
            "company_id": self.company.id,
            "reason": "growth",
            "code": "2026-03",
            "event_time": "2026-03-31 00:00:00",
        }
        found = self.env["crm.diversion.finding"].create(
            [values | {"dealer_id": dealer.id} for dealer in (keeper, self.dealer_a)]
        )
        self.env["base.partner.merge.automatic.wizard"]._merge((self.dealer_a | keeper).ids, keeper)
        self.env.invalidate_all()
        self.assertEqual(found.dealer_id, keeper)
        self.assertEqual(found[0].code, "2026-03")
        self.assertTrue(found[1].code.startswith("2026-03 #"))

    def test_a_case_between_merged_dealers_is_dismissed(self):
        self.env["res.partner"]._rekey_customer(self.dealer_b, self.dealer_a)
        self.env.invalidate_all()
        self.assertEqual(self.case.verdict, "dismissed")
