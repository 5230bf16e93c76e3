from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .kpi_common import KpiCommon
from .kpi_oracle import month_bounds, ratios

SUMS = (
    "sales", "credit_sales", "opening_receivable", "closing_receivable", "closing_current", "overdue", "unallocated",
    "paid_amount", "late_amount", "written_off",
)  # fmt: skip
MONTHS = (date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1))


@freeze_time("2026-07-20 12:00:00")
@tagged("post_install", "-at_install", "alone")
class TestKpi(KpiCommon):
    """Figures of a month against a calculation in plain Python from the journal items."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._world()
        cls.company.credit_default_mode = "unlimited"

    def setUp(self):
        super().setUp()
        self.months = {day: self._take(day) for day in MONTHS}

    def _rows(self, day, groupby=("user_id",), aggregates=SUMS):
        groups = self.env["crm.credit.kpi"]._read_group(
            [("month", "=", day), ("company_id", "=", self.company.id)], groupby, [f"{name}:sum" for name in aggregates]
        )
        return {group[: len(groupby)]: dict(zip(aggregates, group[len(groupby) :], strict=True)) for group in groups}

    def _expected(self, day):
        return self._oracle().month(*month_bounds(day, date(2026, 7, 20)))

    def assertFigures(self, found, expected):
        self.assertEqual(
            {name: round(found[name] or 0, 2) for name in SUMS}, {name: round(expected[name], 2) + 0.0 for name in SUMS}
        )

    def test_figures_equal_plain_python(self):
        """Every month and salesperson, to the cent."""
        for day in MONTHS:
            found = self._rows(day)
            for user, expected in self._expected(day).items():
                with self.subTest(month=day, user=user.name):
                    self.assertFigures(found.get((user,), dict.fromkeys(SUMS, 0.0)), expected)

    def test_known_figures(self):
        """July by hand, for the colleague: 700 sold on credit; 300 and 10 lost; 90 paid 16 days late."""
        july = self._rows(MONTHS[2])[(self.colleague,)]
        self.assertEqual((july["sales"], july["credit_sales"]), (700, 700))
        self.assertEqual((july["written_off"], july["paid_amount"], july["late_amount"]), (310, 90, 90 * 16))
        self.assertEqual((july["opening_receivable"], july["closing_receivable"]), (300 + 100 + 80 - 200, 700 + 80 - 200))
        self.assertEqual((july["closing_current"], july["overdue"], july["unallocated"]), (700, 80, -200))
        may = self._rows(MONTHS[0])[(self.seller,)]
        self.assertEqual((may["sales"], may["credit_sales"]), (1000 + 500 + 500, 1000 + 500))

    def test_balances_roll_on(self):
        """What closes a month opens the next one; the parts of the balance are all of it; it is that of the ledger."""
        before = None
        for day in MONTHS:
            [row] = self._rows(day, ()).values()
            self.assertAlmostEqual(
                row["closing_current"] + row["overdue"] + row["unallocated"], row["closing_receivable"], 2
            )
            if before is not None:
                self.assertAlmostEqual(row["opening_receivable"], before, 2)
            before = row["closing_receivable"]
        [(ledger,)] = self.env["account.move.line"].sudo()._read_group(
            [
                ("account_id.account_type", "=", "asset_receivable"), ("parent_state", "=", "posted"),
                ("company_id", "child_of", self.company.id), ("partner_id", "!=", False), ("date", "<=", self.today),
            ], [], ["balance:sum"],
        )  # fmt: skip
        self.assertAlmostEqual(before, ledger, 2)

    def test_ratios_come_from_sums_in_every_grouping(self):
        """Ratios of a group, a total and a pivot are those of its sums: to a tenth of a day."""
        kpi = self.env["crm.credit.kpi"]
        names = ["credit_sales_ratio", "dso", "best_dso", "days_late", "cei", "overdue_share", "bad_debt_rate"]
        domain = [("month", "=", MONTHS[2]), ("company_id", "=", self.company.id)]
        rows, total = self._expected(MONTHS[2]), dict.fromkeys(SUMS, 0.0)
        for row in rows.values():
            total = {name: total[name] + row[name] for name in SUMS}
        aggregates = [f"{name}:avg" for name in names]
        sets = kpi.formatted_read_grouping_sets(domain, [[], ["user_id"]], aggregates)
        for group, sums in [(sets[0][0], total)] + [
            (group, rows[self.env["res.users"].browse(group["user_id"] and group["user_id"][0])]) for group in sets[1]
        ]:
            for name, value in ratios(sums, 20).items():
                with self.subTest(group=group.get("user_id"), ratio=name):
                    found = group[f"{name}:avg"]
                    self.assertEqual(value is None, found is None)
                    self.assertAlmostEqual(found or 0, value or 0, 4)

    def test_rows_show_their_ratios(self):
        row = self.env["crm.credit.kpi"].search([("month", "=", MONTHS[2]), ("user_id", "=", self.colleague.id)])
        self.assertEqual((row.bad_debt_rate, row.dso), (round(31000 / 700, 2), round(20 * 580 / 700, 1)))

    def test_several_months_have_the_dso_of_the_average_receivables(self):
        kpi = self.env["crm.credit.kpi"]
        domain = [("month", "in", MONTHS), ("company_id", "=", self.company.id)]
        [(dso,)] = kpi._read_group(domain, [], ["dso:avg"])
        closing = [(self._rows(day, ())[()], days) for day, days in zip(MONTHS, (31, 30, 20), strict=True)]
        expected = sum(row["closing_receivable"] * days for row, days in closing)
        self.assertAlmostEqual(dso, expected / sum(row["credit_sales"] for row, _days in closing), 4)

    def test_doing_it_again_changes_nothing(self):
        read = lambda: self.env["crm.credit.kpi"].search_read([], [*SUMS, "user_id", "month"], order="month, user_id")  # noqa: E731
        before = [{name: value for name, value in row.items() if name != "id"} for row in read()]
        for day in MONTHS:
            self._take(day)
        self.assertEqual([{name: value for name, value in row.items() if name != "id"} for row in read()], before)

    def test_provision_equals_plain_python(self):
        rates = {rate.days_from: rate.rate for rate in self.env["crm.credit.provision.rate"].search(
            [("company_id", "=", self.company.id)])}  # fmt: skip
        self.assertEqual(sorted(rates), [0, 1, 31, 61, 91, 181])
        for day in MONTHS:
            first, last = month_bounds(day, self.today)
            expected = self._oracle().provision(last, rates)
            found = {
                (partner, days): (round(amount, 2), round(provision, 2))
                for partner, days, amount, provision in self.env["crm.credit.provision"]._read_group(
                    [("month", "=", first), ("company_id", "=", self.company.id)],
                    ["partner_id", "days_from"],
                    ["receivable:sum", "provision:sum"],
                )
            }
            self.assertEqual(found, expected)

    def test_class_and_limit_are_those_of_the_end_of_the_month(self):
        classes = self.env["crm.credit.class"].search([("company_id", "=", self.company.id)])
        with freeze_time("2026-06-10 12:00:00"):
            self._account(amount=400, class_id=classes[0].id)
        with freeze_time("2026-07-05 12:00:00"):
            self._account(amount=1000, class_id=classes[1].id)
        for day, limit, risk in zip(MONTHS, (0, 400, 1000), (classes[:0], classes[0], classes[1]), strict=True):
            self._take(day)
            rows = self._rows(day, ("user_id", "class_id"), ("limit_amount", "limit_used", "closing_receivable"))
            row = rows[self.seller, risk]
            self.assertEqual(row["limit_amount"], limit)
            self.assertAlmostEqual(row["limit_used"], row["closing_receivable"] if limit else 0, 2)

    def test_other_companies_count_for_themselves(self):
        self.assertFalse(self.env["crm.credit.kpi"].search([("company_id", "!=", self.company.id), ("month", "in", MONTHS)]))

    def test_who_may(self):
        """People in credit read; officers work out; salespeople and their leaders see nothing; nobody writes rows."""
        officer = self._user("kpi_officer", "crm_credit.group_credit_officer")
        reader = self._user("kpi_reader", "crm_credit.group_credit_user")
        leader = self._user("kpi_leader", "sales_team.group_sale_manager")
        kpi = self.env["crm.credit.kpi"]
        self.assertTrue(kpi.with_user(officer).search([]))
        self.assertTrue(kpi.with_user(reader).dashboard_data({})["months"])
        # Of graded customers, too: who works in credit need not be an assessor.
        grade = self.company._credit_scheme().grade_ids[0]
        self.env.cr.execute("UPDATE crm_credit_kpi SET grade_id = %s", [grade.id])
        self.env.invalidate_all()
        options = kpi.with_user(officer).dashboard_data({})["options"]["grade_id"]
        self.assertIn(grade.id, [option[0] for option in options])
        with self.assertRaises(AccessError):
            kpi.with_user(leader).dashboard_data({})
        accountant = self._user("kpi_accountant", "account.group_account_invoice")
        with self.assertRaisesRegex(AccessError, "Accounting > Customers > Expected Losses"):
            kpi.with_user(accountant).dashboard_data({})
        self.assertTrue(self.env["crm.credit.provision"].with_user(accountant).search([]).mapped("provision"))
        with self.assertRaises(AccessError):
            self.env["crm.credit.provision"].with_user(leader).search([]).mapped("provision")
        with self.assertRaises(AccessError):
            self.months[MONTHS[0]].with_user(reader).action_compute()
        with self.assertRaises(AccessError):
            kpi.with_user(officer).search([], limit=1).write({"sales": 1})
        self.months[MONTHS[0]].with_user(officer).action_compute()
        self.assertEqual(self.months[MONTHS[0]].job_state, "queued")

    def test_months_to_come_and_branches_are_refused(self):
        months = self.env["crm.credit.month"]
        with self.assertRaises(UserError):
            months.create({"company_id": self.company.id, "month": "2026-08-01"})
        with self.assertRaises(UserError):
            months.create({"company_id": self.company.child_ids[0].id, "month": "2026-07-01"})

    def test_nightly_job_fills_the_year(self):
        self.env["crm.credit.month"].search([]).unlink()
        self.env["crm.credit.month"]._cron_compute()
        months = self.env["crm.credit.month"].search([("company_id", "=", self.company.id)])
        self.assertEqual(months.mapped("month")[-1], date(2026, 4, 1))
        self.assertEqual(set(months.mapped("job_state")), {"queued"})

    def test_dashboard_opens_with_the_last_month_that_is_over(self):
        kpi = self.env["crm.credit.kpi"]
        data = kpi.dashboard_data()
        self.assertEqual((data["month"], data["running"], data["months"][-1]), ("2026-06-01", "2026-07-01", "2026-06-01"))
        self.assertEqual(data["options"]["month"][0], "2026-07-01")
        self.assertEqual(kpi.dashboard_data({"month": "2026-07-01"})["month"], "2026-07-01")
        (self.months[MONTHS[0]] | self.months[MONTHS[1]]).unlink()
        self.assertEqual(kpi.dashboard_data()["month"], "2026-07-01", "there is no other")

    def test_buckets_are_told_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        rate = self.env["crm.credit.provision.rate"]
        with patch.object(type(rate), "_bucket_name", lambda rates, first, last: f"{rates.env.lang} {first} {last}"):
            for lang in ("zh_CN", "en_US"):
                provision = self.env["crm.credit.provision"].with_context(lang=lang)
                rows = provision.search([("company_id", "=", self.company.id), ("month", "=", "2026-06-01")])
                data = provision.env["crm.credit.kpi"].dashboard_data({"month": "2026-06-01"})
                told = {row["bucket"] for row in data["ageing"]}
                self.assertEqual(told, set(rows.mapped("bucket")))
                self.assertEqual({label.split()[0] for label in told}, {lang})
        oldest = self.env["crm.credit.provision"].new({"days_from": 181, "days_to": -1})
        self.assertEqual(oldest.with_context(lang="en_US").bucket, "over 180 days")

    def test_dashboard(self):
        data = self.env["crm.credit.kpi"].dashboard_data({"month": "2026-07-20", "months": 3})
        self.assertEqual(data["months"], ["2026-05-01", "2026-06-01", "2026-07-01"])
        dso = next(ratio for ratio in data["ratios"] if ratio["key"] == "dso")
        self.assertAlmostEqual(dso["change"], dso["values"][-1] - dso["values"][-2])
        late = next(ratio for ratio in data["ratios"] if ratio["key"] == "days_late")
        self.assertEqual([line["value"] for line in late["references"]], [90])
        self.assertTrue(late["references"][0]["origin"])
        overdue = {row["partner_id"]: row["overdue"] for row in data["overdue_customers"]}
        self.assertIn(self.customer.id, overdue)
        self.assertAlmostEqual(sum(row["share"] for row in data["ageing"]), 100)
        one = self.env["crm.credit.kpi"].dashboard_data({"user_id": self.colleague.id, "month": "2026-07-09"})
        self.assertEqual(one["month"], "2026-07-01")
        self.assertEqual(next(row for row in one["amounts"] if row["key"] == "sales")["current"], 700)
        for junk in ({"team_id": "x"}, "abc", ["month"], 5, {"team": 1}, {5: 1}, {"months": "a"}, {"month": "x"}, {"month": [1]}):
            with self.subTest(junk=junk), self.assertRaises(UserError):
                self.env["crm.credit.kpi"].dashboard_data(junk)
        for nothing in (None, False, {}, "", []):
            self.assertTrue(self.env["crm.credit.kpi"].dashboard_data(nothing)["months"])
