from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON, TODAY
from .test_telecom_figures import FiguresCase

DAY = date.fromisoformat(TODAY)
EVERY = (0, 2**31 - 1)


def ago(days):
    return DAY - timedelta(days=days)


class ChurnCase(FiguresCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.flags = cls.env["crm.telecom.churn.flag"]._of_company(cls.company)

    def own(self, **values):
        """Subscribe a customer with an account of its own, since long ago."""
        partner = self.make_customer("Customer of its own")
        account = self.make_account(partner_id=partner.id)
        defaults = {"access_type": "internet", "day": "2025-06-10", "account_id": account.id}
        return self.subscribe(**({"state": "active"} | defaults | values))

    def codes(self, subscription):
        """Return {code of a flag: value} that the score of a subscription says."""
        score = self.score(subscription)
        codes = {flag.id: code for code, flag in self.flags.items()}
        found = {codes[int(flag_id)]: value for flag_id, value in score.details.items()}
        self.assertEqual(set(score.flag_ids.mapped("code")), set(found))
        return found

    def score(self, subscription):
        return self.env["crm.telecom.churn.score"].search([("subscription_id", "=", subscription.id)])

    def use(self, subscription, day, kind="voice", **values):
        entry = {"external_id": f"{subscription.id}-{day}-{kind}", "start": f"{day} 12:00", "kind": kind}
        measure = {"voice": {"minutes": 100}, "data": {"megabytes": 1000}, "sms": {"quantity": 10}}[kind]
        return self.make_usage(subscription, entry | measure | values)

    def owe(self, subscription, due, name=None, **values):
        name = name or f"D-{subscription.id}"
        days = {"date": str(due - timedelta(days=15)), "date_due": str(due)}
        return self.make_bill(subscription.account_id, name=name, **({"state": "sent"} | days | values))

    def complain(self, subscription=None, days=1, kind="complaint", **values):
        named = {"telecom_subscription_id": subscription.id} if subscription else {}
        received = {"received_on": f"{ago(days)} 04:00:00", "type_id": self.env.ref(f"crm_industry.complaint_type_{kind}").id}
        owner = {"partner_id": subscription.partner_id.id} if subscription else {}
        return self.env["crm.complaint"].create({"subject": "No signal"} | received | named | owner | values)


@freeze_time(NOON)
@tagged("post_install", "-at_install")
class TestTelecomChurn(ChurnCase):
    """Each sign counts from its threshold on, and says so."""

    def test_usage_that_falls(self):
        cases = {"falls": (60, {}), "less": (61, {}), "shifts": (20, {"2026-02-10": 1200}), "both": (60, {"2026-02-10": 600})}
        made = {}
        for name, (minutes, data) in cases.items():
            subscription = made[name] = self.own()
            for month in ("2025-11", "2025-12", "2026-01"):
                self.use(subscription, f"{month}-10")
                if data:
                    self.use(subscription, f"{month}-10", "data")
            self.use(subscription, "2026-02-10", minutes=minutes)
            for day, megabytes in data.items():
                self.use(subscription, day, "data", megabytes=megabytes)
            self.use(subscription, "2026-03-12")
        young = made["young"] = self.own(day="2025-11-02")
        self.use(young, "2025-12-10")
        self.use(young, "2026-03-12")
        self.refresh()
        found = {name: self.codes(subscription) for name, subscription in made.items()}
        self.assertEqual(found, {"falls": {"usage_down": 40}, "less": {}, "shifts": {}, "both": {"usage_down": 40}, "young": {}})

    def test_what_is_not_used(self):
        last, later, suspended, never = self.own(), self.own(), self.own(), self.own()
        self.use(last, ago(30))
        self.use(later, ago(29))
        self.use(suspended, ago(40))
        self.step(suspended, "suspend_two_way")
        self.make_usage(last, {"external_id": "rejected", "start": f"{ago(3)} 12:00", "state": "rejected"})
        self.refresh()
        found = [self.codes(subscription) for subscription in (last, later, suspended, never)]
        self.assertEqual(found, [{"unused": 30}, {}, {}, {}])

    def test_bills_overdue(self):
        late, soon, paid, part, new = (self.own() for _number in range(5))
        self.owe(late, ago(30))
        self.owe(late, ago(3), name="D-young")
        self.owe(soon, ago(29))
        for subscription, amount in ((paid, 100), (part, 99)):
            self.owe(subscription, ago(50)).with_user(self.telecom_manager).action_register_payment(amount, str(ago(2)))
        self.owe(new, ago(50), state="new")
        self.refresh()
        found = [self.codes(subscription) for subscription in (late, soon, paid, part, new)]
        self.assertEqual(found, [{"overdue": 30}, {}, {}, {"overdue": 50}, {}])

    def test_commitments_that_end(self):
        ends = {60: {"commitment": 60}, 61: {}, 0: {"commitment": 0}, -1: {}}
        for days, expected in ends.items():
            subscription = self.own(commitment_from="2025-01-01", commitment_to=str(ago(-days)))
            self.refresh()
            self.assertEqual(self.codes(subscription), expected, days)

    def test_complaints(self):
        twice, once, requests, old, owner = (self.own() for _number in range(5))
        self.complain(twice)
        self.complain(twice, 89)
        self.complain(once)
        self.complain(requests, kind="request")
        self.complain(requests)
        self.complain(old, 90)
        self.complain(old)
        self.complain(owner, telecom_subscription_id=False)
        self.complain(owner)
        self.refresh()
        found = [self.codes(subscription) for subscription in (twice, once, requests, old, owner)]
        self.assertEqual(found, [{"complaints": 2}, {}, {}, {}, {"complaints": 2}])

    def test_enquiries_about_leaving_with_the_number(self):
        subscription, old = self.own(access_type="mobile"), self.own(access_type="mobile")
        for each, day in ((subscription, ago(4)), (old, ago(90))):
            port = self.env["crm.telecom.port"].create(
                {
                    "direction": "out",
                    "e164": each.number_id.e164,
                    "subscription_id": each.id,
                    "operator": "Eastern Mobile",
                    "requested_on": day,
                    "port_date": DAY,
                }
            )
            port._transition("refuse")
        self.refresh()
        self.assertEqual([self.codes(subscription), self.codes(old)], [{"port_out": 4}, {}])

    def test_changes_to_a_lower_fee(self):
        less = self.make_offering("internet", ("broadband",), name="Less", monthly_fee=70)
        more = self.make_offering("internet", ("broadband",), name="More", monthly_fee=130)
        down, up, back = self.own(), self.own(), self.own()
        for subscription, offerings in ((down, [less]), (up, [more]), (back, [less, more])):
            for place, offering in enumerate(offerings):
                day = ago(20 - place)
                with freeze_time(f"{day} 04:00:00"):
                    move = {"subscription_id": subscription.id, "offering_id": offering.id, "date": str(day)}
                    self.env["crm.telecom.move"].create(move).action_plan()
        self.refresh()
        found = [self.codes(subscription) for subscription in (down, up, back)]
        self.assertEqual(found, [{"downgrade": 30}, {}, {"downgrade": 30}])

    def test_points_add_up_and_are_explained(self):
        subscription = self.own(commitment_from="2025-01-01", commitment_to=str(ago(-20)))
        self.owe(subscription, ago(45))
        self.use(subscription, ago(33))
        self.refresh()
        score = self.score(subscription).with_context(lang="en_US")
        self.assertEqual((score.points, score.band, score.since), (50, "high", DAY))
        self.assertEqual(
            score.explanation,
            "not used for 33 days (+20); the commitment ends in 20 days (+15); a bill is overdue for 45 days (+15)",
        )
        self.assertIn("Commitment ends", score.flag_ids.mapped("display_name"))
        self.assertEqual((subscription.churn_points, subscription.churn_band), (50, "high"))
        found = self.env["crm.telecom.subscription"].search([("churn_band", "=", "high"), ("id", "=", subscription.id)])
        self.assertEqual(found, subscription)

    def test_a_high_risk_is_a_next_best_action(self):
        subscription = self.own(commitment_from="2025-01-01", commitment_to=str(ago(-20)))
        self.flags["commitment"].points = 60
        self.refresh()
        view = self.env["crm.customer.view"].with_user(self.telecom_agent)

        def found():
            actions = view.customer_view(subscription.partner_id.id)["actions"]
            return [(action["title"], action["due"]) for action in actions if action["kind"] == "telecom_churn"]

        self.env["res.config.settings"].create({"group_trade_telecom": True}).execute()
        self.assertEqual(found(), [(subscription.name, TODAY)])
        self.env.ref("base.group_user").implied_ids -= self.env.ref("crm_industry.group_trade_telecom")
        self.assertFalse(found())

    def test_a_customer_is_in_as_much_danger_as_its_worst_subscription(self):
        first = self.own(commitment_from="2025-01-01", commitment_to=str(ago(-20)))
        second = self.own(account_id=first.account_id.id)
        self.make_bill(
            first.account_id,
            name="whole",
            date="2026-02-10",
            lines=[
                {"line": "1", "amount": 330, "subscription": first.name},
                {"line": "2", "amount": 60, "subscription": second.name},
            ],
        )
        self.refresh()
        customer = self.env["crm.telecom.churn.score"].search(
            [("partner_id", "=", first.partner_id.id), ("subscription_id", "=", False)]
        )
        self.assertEqual(self.score(first).value, 110)
        self.assertEqual((customer.points, customer.top_id, customer.value, customer.subscriptions), (15, first, 130, 2))
        self.assertTrue(customer.with_context(lang="en_US").explanation.startswith(f"{first.name}: the commitment"))

    def test_weights_and_bands_belong_to_the_company(self):
        subscription = self.own(commitment_from="2025-01-01", commitment_to=str(ago(-20)))
        self.refresh()
        self.assertEqual((self.score(subscription).points, self.score(subscription).band), (15, "low"))
        self.flags["commitment"].with_user(self.telecom_manager).points = 45
        self.refresh()
        self.assertEqual((self.score(subscription).points, self.score(subscription).band), (45, "high"))
        self.company.telecom_churn_high = 46
        self.refresh()
        self.assertEqual(self.score(subscription).band, "medium")
        self.flags["commitment"].active = False
        self.refresh()
        self.assertEqual((self.score(subscription).points, self.score(subscription).flag_ids.ids), (0, []))

    def test_who_left_or_is_leaving_has_no_score(self):
        subscription, leaving = self.own(), self.own()
        self.refresh()
        self.assertTrue(self.score(subscription))
        self.step(subscription, "give_notice")
        self.step(subscription, "terminate")
        self.step(leaving, "give_notice")
        self.refresh()
        scores = self.env["crm.telecom.churn.score"].search(
            [("partner_id", "in", (subscription.partner_id | leaving.partner_id).ids)]
        )
        self.assertFalse(scores)

    def test_rights(self):
        subscription = self.own()
        self.refresh()
        score = self.score(subscription)
        with self.assertRaises(AccessError):
            score.with_user(self.telecom_manager).write({"points": 0})
        with self.assertRaises(AccessError):
            self.flags["commitment"].with_user(self.telecom_agent).write({"points": 0})
        with self.assertRaises(UserError):
            self.flags["commitment"].with_user(self.telecom_manager).write({"code": "unused"})
        with self.assertRaises(AccessError):
            score.with_user(self.other_telecom_agent).read(["points"])
        subscription.partner_id.user_id = self.telecom_manager
        self.assertEqual(score.user_id, self.telecom_manager)
        with self.assertRaises(AccessError):
            score.with_user(self.salesperson).read(["points"])
        with self.assertRaises(AccessError):
            self.env["crm.telecom.churn.test"].with_user(self.telecom_agent).action_test_company()

    def test_new_companies_have_flags(self):
        company = self.env["res.company"].create({"name": "New operator"})
        self.assertEqual(self.env["crm.telecom.churn.flag"]._of_company(company).keys(), self.flags.keys())

    def test_nothing_new_writes_nothing(self):
        subscription = self.own()
        self.owe(subscription, ago(45))
        self.refresh()
        query = "SELECT id, xmin FROM crm_telecom_churn_score ORDER BY id"
        self.env.cr.execute(query)
        before = self.env.cr.fetchall()
        self.refresh()
        self.env.cr.execute(query)
        self.assertEqual(self.env.cr.fetchall(), before)

    def test_the_refresh_takes_as_many_queries_for_more_subscriptions(self):
        counts = []
        for number in (2, 12):
            for _number in range(number):
                self.owe(self.own(), ago(45), name=f"R-{number}-{_number}")
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.refresh()
            counts.append(self.env.cr.sql_log_count - before)
        # The first one makes the job and the test of the last quarter.
        self.assertLessEqual(counts[1], counts[0])
        self.assertLess(counts[1], 260)

    def test_lists_take_few_queries(self):
        for _number in range(4):
            self.owe(self.own(), ago(45), name=f"Q-{_number}")
        self.refresh()
        scores = self.env["crm.telecom.churn.score"].with_user(self.telecom_agent)
        name = {"fields": {"display_name": {}}}
        fields = {"partner_id": name, "top_id": name, "points": {}, "explanation": {}, "value": {}, "user_id": name}
        domain = [("subscription_id", "!=", False)]
        scores.web_search_read(domain, fields, limit=80)
        self.env.invalidate_all()
        with self.assertQueryCount(9):
            scores.web_search_read(domain, fields, limit=80)
        subscriptions = self.env["crm.telecom.subscription"].with_user(self.telecom_agent)
        self.env.invalidate_all()
        with self.assertQueryCount(10):
            subscriptions.web_search_read([], {"name": {}, "churn_band": {}, "churn_explanation": {}}, limit=80)


@freeze_time(NOON)
@tagged("post_install", "-at_install")
class TestTelecomChurnTest(ChurnCase):
    """The score of then, against who has left since."""

    def points_on(self, day):
        job = self.env["crm.telecom.figures"]._for_company(self.company)
        scope = job._churn_scope(self.company, day)
        self.env.flush_all()
        rows = self.env.execute_query_dict(self.env["crm.telecom.churn.flag"]._points_query(scope, *EVERY))
        return {row["subscription_id"]: row for row in rows}

    def past(self):
        """Make subscriptions with all signs at the end of 2025; return the one that has them."""
        less = self.make_offering("mobile", ("voice",), name="Less", monthly_fee=70)
        with freeze_time("2025-12-20 04:00:00"):
            danger = self.own(access_type="mobile", commitment_from="2025-01-01", commitment_to="2026-02-01")
            self.own(commitment_from="2025-01-01", commitment_to="2026-02-01")
            move = {"subscription_id": danger.id, "offering_id": less.id, "date": "2025-12-20"}
            self.env["crm.telecom.move"].create(move | {"commitment_choice": "charge"}).action_plan()
            danger._guarded_write({"commitment_to": "2026-02-01", "commitment_from": "2025-01-01"})
            for month, minutes in (("09", 100), ("10", 100), ("11", 100)):
                self.use(danger, f"2025-{month}-10", minutes=minutes)
            self.owe(danger, date(2025, 11, 20))
            port = {"direction": "out", "e164": danger.number_id.e164, "subscription_id": danger.id, "operator": "Eastern"}
            self.env["crm.telecom.port"].create(port | {"requested_on": "2025-12-18", "port_date": "2026-04-01"})
            for day in ("2025-12-18 04:00:00", "2025-12-19 04:00:00"):
                self.complain(danger, received_on=day)
        return danger

    def test_nothing_of_the_future_counts(self):
        until = date(2025, 12, 31)
        danger = self.past()
        self.refresh()
        before = self.points_on(until)
        self.assertEqual(len(before[danger.id]["details"]), 7)
        self.assertEqual(before[danger.id]["points"], 135)
        calm = next(self.env["crm.telecom.subscription"].browse(key) for key in before if key != danger.id)
        self.happen_later(danger, calm)
        self.refresh()
        self.assertEqual(self.points_on(until), before)
        self.assertNotEqual(self.points_on(DAY), before)

    def happen_later(self, danger, calm):
        """Everything that could change the score, after the day as of which it is."""
        bill = self.env["crm.telecom.bill"].search([("account_id", "=", danger.account_id.id)])
        bill.with_user(self.telecom_manager).action_register_payment(60, "2026-01-05")
        self.owe(danger, date(2025, 11, 20), paid=40)
        for day in ("2026-01-03", "2026-01-20", "2026-02-03", "2026-03-03"):
            self.use(danger, day)
            self.use(calm, day)
        self.owe(calm, date(2026, 1, 10))
        for days in (2, 3, 4):
            self.complain(calm, days)
        more = self.make_offering("mobile", ("voice",), name="More", monthly_fee=130)
        heir = self.make_customer("Heir")
        self.identify(heir)
        with freeze_time("2026-01-15 04:00:00"):
            renewal = {"subscription_id": calm.id, "kind": "renewal", "commitment_months": 24, "date": "2026-01-15"}
            offering = {"subscription_id": danger.id, "offering_id": more.id, "date": "2026-01-15"}
            choice = {"commitment_choice": "charge"}
            self.env["crm.telecom.move"].create([renewal, offering | choice]).action_plan()
        with freeze_time("2026-02-15 04:00:00"):
            account = self.make_account(partner_id=heir.id)
            move = {"subscription_id": calm.id, "kind": "ownership", "partner_id": heir.id, "account_id": account.id}
            self.env["crm.telecom.move"].create(move | {"commitment_choice": "take_over"}).action_plan()
        self.step(calm, "suspend_two_way", day="2026-03-01")
        self.step(danger, "give_notice", day="2026-03-02")
        self.step(danger, "terminate", day="2026-03-03")

    def test_precision_recall_and_lift_by_hand(self):
        """Commitments that ended soon, a bill that was overdue, and who left in the last quarter of 2025."""
        told = left = hits = total = 0
        for number in range(24):
            commitment = date(2025, 9, 30) + timedelta(days=(10, 59, 60, 61)[number % 4])
            subscription = self.own(commitment_from="2024-01-01", commitment_to=str(commitment))
            owes = number % 3 == 0
            if owes:
                # Paid in time for half of them, only after the quarter had begun for the others.
                bill = self.owe(subscription, date(2025, 8, 31), name=f"T-{number}")
                paid = "2025-09-29" if number % 2 else "2025-10-01"
                bill.with_user(self.telecom_manager).action_register_payment(100, paid)
            end = {0: "2025-10-01", 5: "2025-12-31", 7: "2026-01-01", 12: "2025-11-11", 18: "2025-09-30"}.get(number)
            if end:
                for verb in ("give_notice", "terminate"):
                    self.step(subscription, verb, day=end)
            if number == 18:
                continue
            points = (15 if number % 4 != 3 else 0) + (15 if owes and number % 2 == 0 else 0)
            gone = bool(end) and "2025-10-01" <= end <= "2025-12-31"
            total += 1
            told += points >= 30
            left += gone
            hits += gone and points >= 30
        self.company.telecom_churn_high = 30
        test = self.env["crm.telecom.churn.test"].browse(
            self.env["crm.telecom.churn.test"].with_user(self.telecom_manager).action_test_company()["res_id"]
        )
        self.assertEqual((str(test.date_from), str(test.date_to), test.date), ("2025-10-01", "2025-12-31", DAY))
        self.assertEqual((test.population, test.flagged, test.disconnected, test.hits), (total, told, left, hits))
        self.assertEqual((total, left, hits), (23, 3, 2))
        self.assertAlmostEqual(test.precision, 100 * hits / told, 2)
        self.assertAlmostEqual(test.recall, 100 * hits / left, 2)
        self.assertAlmostEqual(test.lift, (hits / told) / (left / total), 2)
        self.assertLess(test.lift_low, test.lift)
        self.assertGreater(test.lift_high, test.lift)
        flags = {line.flag_id.code: (line.flagged, line.hits) for line in test.line_ids if line.flag_id}
        self.assertEqual(flags, {"commitment": (17, 3), "overdue": (3, 2)})

    def test_bills_paid_by_their_invoices_were_open_before(self):
        if not self.company.chart_template:
            self.env["account.chart.template"].try_loading("generic_coa", company=self.company, install_demo=False)
        self.company.telecom_bill_posting = "lines"
        subscription = self.own()
        bill = self.owe(subscription, date(2025, 11, 20), state="validated")
        bill._post_bills()
        register = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=bill.invoice_id.ids)
        register.create({"amount": 100, "payment_date": "2026-01-05"})._create_payments()
        self.refresh()
        self.assertEqual(bill.amount_open, 0)
        points = {day: self.points_on(date.fromisoformat(day))[subscription.id]["points"] for day in ("2026-01-04", "2026-01-05")}
        self.assertEqual(points, {"2026-01-04": 15, "2026-01-05": 0})

    def test_each_quarter_is_tested_once_by_the_refresh(self):
        self.own()
        tests = [("company_id", "=", self.company.id)]
        self.refresh()
        self.assertEqual(self.env["crm.telecom.churn.test"].search_count(tests), 1)
        self.refresh()
        self.assertEqual(self.env["crm.telecom.churn.test"].search_count(tests), 1)
        with freeze_time("2026-04-01 04:00:00"):
            self.refresh()
        found = self.env["crm.telecom.churn.test"].search(tests)
        self.assertEqual([str(test.date_from) for test in found], ["2026-01-01", "2025-10-01"])
