from collections import defaultdict
from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON, TODAY, TelecomCommon
from .telecom_history import FIRST, History, dice, middle_month, month_of, next_month, random_moment, random_steps, ratios

ZONE = "Asia/Shanghai"
DAY = date.fromisoformat(TODAY)


class FiguresCase(TelecomCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.business_tz = ZONE

    @classmethod
    def refresh(cls, company=None):
        job = cls.env["crm.telecom.figures"]._for_company(company or cls.company)
        job._begin(now=True)
        cls.env.invalidate_all()
        return job

    def months(self, subscription):
        return self.env["crm.telecom.month"].search([("subscription_id", "=", subscription.id)], order="month")


@freeze_time(NOON)
@tagged("post_install", "-at_install")
class TestTelecomFigures(FiguresCase):
    """Months, ARPU, MOU and churn equal what is worked out by hand from generated histories."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dice = dice(20260316)
        cls.accounts = [cls.account, cls.make_account(), cls.make_account(payer_id=cls.payer.id)]
        cls.histories = {}
        cls.whole = defaultdict(lambda: defaultdict(int))
        with freeze_time("2025-08-01 04:00:00"):
            for number in range(36):
                access = ("mobile", "fixed", "cable", "internet")[number % 4]
                account = cls.dice.choice(cls.accounts)
                subscription = cls.subscribe(access_type=access, account_id=account.id)
                cls.histories[subscription] = History(random_steps(cls.dice, FIRST, DAY))
        for subscription, history in cls.histories.items():
            for day, verb in history.steps:
                cls.step(subscription, verb, day=day)
        cls.bills = [cls.random_bill(number) for number in range(40)]
        cls.send_bills(cls.bills)
        cls.send_usage(300)

    @classmethod
    def random_bill(cls, number, account=None):
        """Return a bill as its source sends it; every fifth is a credit, every fourth has no period."""
        account = account or cls.dice.choice(cls.accounts)
        start = FIRST + timedelta(days=cls.dice.randrange(190))
        end = start + timedelta(days=cls.dice.choice((27, 29, 30)))
        mine = [each for each in cls.histories if each.account_id == account] or list(cls.histories)
        sign = -1 if number % 5 == 0 else 1
        lines = [
            {"line": str(place), "amount": sign * cls.dice.randrange(1, 20000) / 100, "tax": 1, "kind": "usage"}
            | ({"subscription": cls.dice.choice(mine).name} if place else {})
            for place in range(cls.dice.randrange(1, 5))
        ]
        period = {"period_from": str(start), "period_to": str(end)} if number % 4 else {}
        date_of = {"date": str(end + timedelta(days=1))}
        return {"external_id": f"H-{number}", "account": account.name, "lines": lines} | period | date_of

    @classmethod
    def send_bills(cls, bills, count=1):
        """Record bills, and count them (or, with -1, no longer count them) in the histories."""
        if count > 0:
            answer = cls.env["crm.telecom.bill"].with_user(cls.telecom_manager).record_bills(bills, "billing")
            assert not answer["errors"], answer["errors"]
        named = {subscription.name: history for subscription, history in cls.histories.items()}
        for bill in bills:
            month = month_of(date.fromisoformat(bill["date"]))
            if "period_from" in bill:
                month = middle_month(date.fromisoformat(bill["period_from"]), date.fromisoformat(bill["period_to"]))
            for line in bill["lines"]:
                cents = count * round(line["amount"] * 100)
                if "subscription" in line:
                    named[line["subscription"]].billed[month] += cents
                else:
                    cls.whole[bill["account"]][month] += cents

    @classmethod
    def send_usage(cls, number, prefix="U"):
        entries = []
        for place in range(number):
            subscription = cls.dice.choice(list(cls.histories))
            moment, month = random_moment(cls.dice, FIRST, DAY, ZONE)
            kind = cls.dice.choice(("voice", "sms", "data", "tv"))
            entry = {"voice": {"minutes": 7}, "sms": {"quantity": 3}, "data": {"megabytes": 250}, "tv": {"minutes": 90}}[kind]
            left_out = place % 10 == 0
            state = {"state": cls.dice.choice(("rejected", "recycled"))} if left_out else {}
            name = {"external_id": f"{prefix}-{place}", "number": subscription.name, "start": moment, "kind": kind}
            entries.append(name | entry | state)
            if not left_out and kind != "tv":
                cls.histories[subscription].used[month][("voice", "data", "sms").index(kind)] += next(iter(entry.values()))
        answer = cls.env["crm.telecom.usage"].with_user(cls.telecom_manager).record_usage(entries, "network")
        assert not answer["errors"], answer["errors"]

    def expected(self):
        """Return {(id of the subscription or name of the account, month): figures} of all months in which something was."""
        found = {}
        month = month_of(FIRST) - timedelta(days=60)
        while (month := next_month(month)) <= DAY:
            for subscription, history in self.histories.items():
                if any(row := history.month(month, DAY)):
                    found[subscription.id, month] = row
            for name, months in self.whole.items():
                if months[month]:
                    found[name, month] = (0, 0, 0, 0, months[month], 0, 0, 0)
        return found

    def found(self):
        rows = self.env["crm.telecom.month"].search([("account_id.partner_id", "in", (self.subscriber.id, self.customer.id))])
        return {
            (row.subscription_id.id or row.account_id.name, row.month): (
                row.opening_base,
                row.closing_base,
                row.activated,
                row.disconnected,
                round(row.revenue * 100),
                row.minutes,
                row.megabytes,
                row.sms,
            )
            for row in rows
        }

    def test_months_are_those_worked_out_by_hand(self):
        self.refresh()
        expected = self.expected()
        self.assertGreater(sum(row[3] for row in expected.values()), 5)
        self.assertEqual(self.found(), expected)

    def test_what_changes_later_is_worked_out_again(self):
        self.refresh()
        revised = [self.random_bill(number) for number in range(0, 40, 3)]
        self.send_bills([self.bills[number] for number in range(0, 40, 3)], count=-1)
        self.send_bills(revised + [self.random_bill(number) for number in range(40, 46)])
        self.send_usage(60, prefix="L")
        live = [each for each in self.histories if each.state == "active"]
        for verb in ("give_notice", "terminate"):
            day = max(live[0].state_since, DAY - timedelta(days=20))
            self.step(live[0], verb, day=day)
            self.histories[live[0]].steps.append((day, verb))
        self.refresh()
        self.assertEqual(self.found(), self.expected())
        # From the beginning it would be the same.
        self.env.cr.execute("DELETE FROM crm_telecom_month")
        job = self.env["crm.telecom.figures"]._for_company(self.company)
        job._guarded_write(dict.fromkeys(("last_usage_id", "last_line_id", "last_revision_id", "last_event_id"), 0))
        self.refresh()
        self.assertEqual(self.found(), self.expected())

    def test_nothing_new_changes_nothing(self):
        self.refresh()
        self.env.cr.execute("SELECT id, xmin FROM crm_telecom_month ORDER BY id")
        before = self.env.cr.fetchall()
        self.refresh()
        self.env.cr.execute("SELECT id, xmin FROM crm_telecom_month ORDER BY id")
        self.assertEqual(self.env.cr.fetchall(), before)

    def test_ratios_are_right_in_every_grouping(self):
        self.refresh()
        expected = self.expected()
        by_id = {subscription.id: subscription for subscription in self.histories}
        keys = {
            "month:month": lambda _key, month: month,
            "access_type": lambda key, _month: by_id[key].access_type if key in by_id else False,
            "offering_id": lambda key, _month: by_id[key].offering_id.id if key in by_id else False,
            "account_id": lambda key, _month: by_id[key].account_id.name if key in by_id else key,
            "cohort:month": lambda key, _month: (
                month_of(by_id[key].activated_on) if key in by_id and by_id[key].activated_on else False
            ),
        }
        analysis = self.env["crm.telecom.analysis"].with_user(self.telecom_agent)
        domain = [("account_id", "in", [account.id for account in self.accounts])]
        measures = ["arpu:avg", "mou:avg", "churn_rate:avg"]
        for group, key in keys.items():
            groups = defaultdict(list)
            for (name, month), row in expected.items():
                groups[key(name, month)].append(row)
            found = {self.plain(value): figures for value, *figures in analysis._read_group(domain, [group], measures)}
            self.assertEqual(found.keys(), groups.keys(), group)
            for value, rows in groups.items():
                self.compare(found[value], ratios(rows), (group, value))
        [total] = analysis._read_group(domain, [], measures)
        self.compare(total, ratios(list(expected.values())), "all")

    def plain(self, value):
        if getattr(value, "_name", "") == "crm.telecom.account":
            return value.name
        return (value.id or False) if hasattr(value, "ids") else value

    def compare(self, found, expected, where):
        if expected is None:
            self.assertFalse(any(found), where)
        else:
            for one, other in zip(found, expected, strict=True):
                self.assertAlmostEqual(float(one), other, 4, where)

    def test_revenue_adds_up_to_the_bills(self):
        self.refresh()
        bills = self.env["crm.telecom.bill"].search([("account_id", "in", [account.id for account in self.accounts])])
        months = self.env["crm.telecom.month"].search([("account_id", "in", [account.id for account in self.accounts])])
        self.assertAlmostEqual(sum(months.mapped("revenue")), sum(bills.mapped("amount_untaxed")), 2)


@freeze_time(NOON)
@tagged("post_install", "-at_install")
class TestTelecomMonth(FiguresCase):
    """What a month says about its subscription, and who reads it."""

    def test_owner_and_offering_are_those_at_the_end_of_the_month(self):
        heir = self.make_customer("Heir Ltd")
        better = self.make_offering("mobile", ("voice",), name="Better", monthly_fee=150)
        first = self.offerings["mobile"]
        subscription = self.subscribe("active", day="2025-12-10")
        move = {"subscription_id": subscription.id}
        with freeze_time("2026-01-31 04:00:00"):
            self.env["crm.telecom.move"].create(move | {"kind": "offering", "offering_id": better.id}).action_plan()
        with freeze_time("2026-02-05 04:00:00"):
            account = self.make_account(partner_id=heir.id)
            self.identify(heir)
            ownership = {"kind": "ownership", "partner_id": heir.id, "account_id": account.id}
            self.env["crm.telecom.move"].create(move | ownership).action_plan()
        self.refresh()
        rows = self.months(subscription)
        self.assertEqual(rows.mapped("month"), [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)])
        self.assertEqual([row.offering_id for row in rows], [first, better, better, better])
        self.assertEqual([row.partner_id for row in rows], [self.subscriber, self.subscriber, heir, heir])
        self.assertEqual([row.account_id for row in rows], [self.account, self.account, account, account])

    def test_the_day_of_the_end_decides_the_month(self):
        ends = {"2026-01-31": date(2026, 1, 1), "2026-02-01": date(2026, 2, 1)}
        for day, month in ends.items():
            subscription = self.subscribe("terminated", day=day)
            self.step_back(subscription)
            self.refresh()
            gone = self.months(subscription).filtered("disconnected")
            self.assertEqual(gone.month, month)
            self.assertEqual(gone.reason_id, self.reason("price"))

    def step_back(self, subscription):
        """All four steps were taken on one day."""
        self.assertEqual(subscription.activated_on, subscription.terminated_on)

    def test_new_months_begin_by_themselves(self):
        subscription = self.subscribe("active", day="2026-02-10")
        self.refresh()
        self.assertEqual(len(self.months(subscription)), 2)
        with freeze_time("2026-05-02 04:00:00"):
            self.refresh()
        rows = self.months(subscription)
        self.assertEqual([row.month.month for row in rows], [2, 3, 4, 5])
        self.assertEqual([(row.opening_base, row.closing_base) for row in rows], [(0, 1), (1, 1), (1, 1), (1, 1)])

    def test_whoever_is_writing_is_waited_for(self):
        job = self.env["crm.telecom.figures"]._for_company(self.company)
        kind = type(job)
        with patch.object(
            kind, "_figure_writers", autospec=True, side_effect=[["3/7", "4/1"], ["4/1", "5/2"], ["5/2"]]
        ) as writers:
            with patch(f"{kind._step_changes.__module__}.WAIT", 0):
                begun = job._step_changes(None)
                waiting = job._step_changes(begun)
                self.assertEqual((waiting["until"], waiting["waits"]), (begun["until"], 1))
                self.assertNotIn("waits", job._step_changes(waiting) or {})
        self.assertEqual(writers.call_count, 3)
        with patch.object(kind, "_figure_writers", autospec=True, return_value=["3/7"]), self.assertRaises(UserError):
            job._step_changes({"until": begun["until"], "writers": ["3/7"], "waits": 240})

    def test_charges_that_a_bill_takes_over_count_later(self):
        self.company.telecom_charges_on_bills = True
        subscription = self.subscribe("active", day="2026-01-10")
        bill = self.make_bill(amount=50, date="2026-02-14", state="new")
        charge = {"account_id": self.account.id, "subscription_id": subscription.id, "name": "Cabling", "amount": 30}
        self.env["crm.telecom.charge"].with_user(self.telecom_manager).create(charge | {"date": "2026-02-01"})
        self.refresh()
        self.assertEqual(sum(self.months(subscription).mapped("revenue")), 0)
        bill.with_user(self.telecom_manager).action_validate()
        self.refresh()
        self.assertEqual(bill.amount_untaxed, 80)
        self.assertEqual([row.revenue for row in self.months(subscription)], [0, 30, 0])

    def test_foreign_bills_count_in_company_currency_at_the_rate_of_their_day(self):
        foreign = self.env.ref("base.EUR") if self.company.currency_id.name != "EUR" else self.env.ref("base.USD")
        foreign.active = True
        self.env["res.currency.rate"].search([("currency_id", "in", (foreign.id, self.company.currency_id.id))]).unlink()
        for day, rate in (("2026-01-01", 0.5), ("2026-02-20", 0.25)):
            self.env["res.currency.rate"].create(
                {"currency_id": foreign.id, "name": day, "rate": rate, "company_id": self.company.id}
            )
        account = self.make_account(currency_id=foreign.id)
        for name, day in (("F1", "2026-02-19"), ("F2", "2026-02-20")):
            self.make_bill(account, amount=30, name=name, date=day)
        self.refresh()
        row = self.env["crm.telecom.month"].search([("account_id", "=", account.id)])
        self.assertEqual((row.month, row.revenue), (date(2026, 2, 1), 180))

    def test_grade_and_region_group_the_ratios(self):
        region = self.env["crm.region"].create({"name": "North", "code": "NORTH", "kind": "district"})
        scheme = self.env["crm.grading.scheme"].create({"name": "Value", "code": "T", "company_id": self.company.id})
        grade = self.env["crm.grading.grade"].create({"scheme_id": scheme.id, "code": "Z", "name": "Z", "sequence": 99})
        self.company.grading_scheme_id = scheme
        self.env["crm.grading.standing"].create(
            {
                "partner_id": self.subscriber.id,
                "company_id": self.company.id,
                "scheme_id": scheme.id,
                "grade_id": grade.id,
                "source": "run",
                "date": "2025-12-01",
            }
        )
        other = self.make_account(partner_id=self.payer.id)
        for account, count in ((self.account, 2), (other, 1)):
            for _number in range(count):
                self.subscribe("active", "internet", day="2026-01-31", account_id=account.id, region_id=region.id)
        self.make_bill(amount=60, date="2026-02-14")
        self.make_bill(other, amount=50, name="B-2", date="2026-02-14")
        self.refresh()
        analysis = self.env["crm.telecom.analysis"]
        domain = [("month", "=", "2026-02-01"), ("partner_id", "in", (self.subscriber.id, self.payer.id))]
        by_grade = dict(analysis._read_group(domain, ["grade_id"], ["arpu:avg"]))
        self.assertEqual(by_grade, {grade: 30, self.env["crm.grading.grade"]: 50})
        by_region = {row[0]: row[1:] for row in analysis._read_group(domain, ["region_id"], ["average_base:sum", "revenue:sum"])}
        self.assertEqual(by_region, {region: (3, 0), self.env["crm.region"]: (0, 110)})

    def test_rights(self):
        subscription = self.subscribe("active", day="2026-02-10")
        self.refresh()
        rows = self.months(subscription)
        for model in ("crm.telecom.month", "crm.telecom.analysis"):
            domain = [("subscription_id", "=", subscription.id)]
            self.assertEqual(self.env[model].with_user(self.telecom_agent).search_count(domain), 2)
            self.assertEqual(self.env[model].with_user(self.salesperson).search_count(domain), 2)
            self.assertEqual(self.env[model].with_user(self.other_telecom_agent).search_count(domain), 0)
        self.subscriber.user_id = self.telecom_manager
        self.assertFalse(self.env["crm.telecom.month"].with_user(self.salesperson).search([("id", "in", rows.ids)]))
        with self.assertRaises(AccessError):
            rows.with_user(self.telecom_manager).write({"revenue": 1})
        with self.assertRaises(AccessError):
            self.env["crm.telecom.figures"].with_user(self.telecom_agent).action_refresh_company()
        action = self.env["crm.telecom.figures"].with_user(self.telecom_manager).action_refresh_company()
        self.assertEqual(action["res_model"], "crm.telecom.figures")

    def test_an_absorbed_customer_keeps_its_months(self):
        other = self.make_customer("Absorbing Ltd")
        subscription = self.subscribe("active", day="2026-02-10")
        self.refresh()
        self.env["res.partner"]._rekey_customer(self.subscriber, other)
        self.assertEqual(self.months(subscription).partner_id, other)

    def test_lists_take_few_queries(self):
        for _number in range(3):
            self.subscribe("active", day="2026-01-10")
        self.refresh()
        analysis = self.env["crm.telecom.analysis"].with_user(self.telecom_agent)
        fields = {"month": {}, "subscription_id": {"fields": {"display_name": {}}}, "arpu": {}, "revenue": {}}
        analysis.web_search_read([], fields, limit=80)
        self.env.invalidate_all()
        with self.assertQueryCount(5):
            analysis.web_search_read([], fields, limit=80)
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            analysis.formatted_read_group([], ["access_type"], ["arpu:avg", "mou:avg", "churn_rate:avg"])
