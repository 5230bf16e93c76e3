import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .target_common import TargetCommon

HEADER = "name,period,date_from,amount,unit,customer,salesperson,region,category,brand,customer_type,external_id\n"


@tagged("post_install", "-at_install")
class TestTargetImport(TargetCommon):
    """Targets from a file, and putting them together to a tree."""

    def load(self, rows, user=None, **values):
        imports = self.env["crm.target.import"].with_user(user or self.channel_manager)
        file = base64.b64encode((HEADER + "\n".join(rows)).encode())
        batch = imports.create({"file": file, "filename": "targets.csv", "company_id": self.company.id} | values)
        batch.action_import()
        return batch

    def found(self, source="file"):
        return self.env["crm.target"].search([("source", "=", source), ("company_id", "=", self.company.id)])

    def test_rows_become_drafts_and_the_same_file_changes_nothing(self):
        self.brand_a.code = "BA"
        rows = [
            "North,year,2026-01-01,1000.019,,,,,,,,n1",
            ",月,2026-02-01,50,,Dealer A,channel_manager,East,Phones / Smart phones,BA,dealer,",
            "Pieces,quarter,2026-04-01,12.345,Dozens,,,,,,,q1",
        ]
        unit = self.env.ref("uom.product_uom_dozen")
        unit.active = True
        unit.with_context(lang="en_US").name = "Dozens"
        batch = self.load(rows)
        self.assertEqual((batch.rows_new, batch.rows_bad), (3, 0), batch.error_ids.mapped("message"))
        north, month, pieces = (
            self.found().filtered(lambda t, period=period: t.period == period) for period in ("year", "month", "quarter")
        )
        self.assertEqual((north.amount, north.date_to.isoformat(), north.measure), (1000.02, "2026-12-31", "amount"))
        self.assertEqual((month.dealer_id, month.user_id, month.region_id), (self.dealer_a, self.channel_manager, self.east))
        self.assertEqual((month.categ_id, month.brand_id), (self.smart_phones, self.brand_a))
        self.assertEqual(month.customer_type_id, self.type_dealer)
        self.assertEqual((month.name, month.date_to.isoformat()), ("Dealer A month 2026-02", "2026-02-28"))
        self.assertEqual((pieces.amount, pieces.uom_id, pieces.measure, pieces.currency_id.id), (12.35, unit, "quantity", False))
        self.assertEqual(set(self.found().mapped("approval_state")), {"draft"})
        self.assertEqual(self.found().mapped("root_id"), self.found())
        again = self.load(rows)
        self.assertEqual((again.rows_new, again.rows_changed, again.rows_same), (0, 0, 3))
        self.assertEqual(self.split(north, "quarter").mapped("amount"), [250.01, 250.01, 250, 250])

    def test_bad_rows_say_why_and_the_good_ones_go_in(self):
        batch = self.load(
            [
                "Good,year,2026-01-01,1,,,,,,,,g",
                "Week,week,2026-01-01,1,,,,,,,,w",
                "Middle,year,2026-01-15,1,,,,,,,,m",
                "Less,year,2026-01-01,-1,,,,,,,,l",
                "Text,year,2026-01-01,=A1+B1,,,,,,,,t",
                "Nobody,year,2026-01-01,1,,No such dealer,,,,,,d",
                "Nowhere,year,2026-01-01,1,,,,No such region,,,,r",
                "Twice,year,2026-01-01,1,,,,,,,,g",
            ]
        )
        self.assertEqual((batch.rows_new, batch.rows_bad), (1, 7))
        messages = " ".join(batch.error_ids.mapped("message"))
        reasons = ("no period", "first day of a month", "from 0 to", "not a number", "No customer", "nothing is found", "Repeats")
        for text in reasons:
            self.assertIn(text, messages)

    def test_changed_rows_change_plain_drafts_only(self):
        self.load(["A,year,2026-01-01,100,,,,,,,,a", "B,month,2026-01-01,100,,,,,,,,b"])
        first, second = self.found().sorted("external_id")
        self.split(first, "quarter")
        trial = self.load(["A,year,2026-01-01,200,,,,,,,,a", "B,month,2026-01-01,200,,,,,,,,b"], dry_run=True)
        self.assertEqual((trial.rows_changed, trial.rows_bad, second.amount), (1, 1, 100))
        batch = self.load(["A,year,2026-01-01,200,,,,,,,,a", "B,month,2026-01-01,200,,,,,,,,b"])
        self.assertEqual((batch.rows_changed, batch.rows_bad), (1, 1))
        self.env.invalidate_all()
        self.assertEqual((first.amount, second.amount), (100, 200))
        self.assertIn("no plain draft", batch.error_ids.message)

    def test_only_channel_managers_import_into_their_companies(self):
        with self.assertRaises(AccessError):
            self.load(["A,year,2026-01-01,100,,,,,,,,a"], user=self.salesperson)
        with self.assertRaises(AccessError):
            self.load(["A,year,2026-01-01,100,,,,,,,,a"], user=self.other_channel_manager)

    def test_months_of_dealers_are_summed_up_to_a_tree(self):
        months = [f",month,2026-{month:02}-01,{month}.01,,DEALER,,,,,," for month in range(1, 13)]
        self.load([row.replace("DEALER", dealer) for dealer in ("Dealer A", "Dealer B") for row in months])
        action = self.found().with_user(self.channel_manager).action_sum_up()
        year = self.env["crm.target"].browse(action["res_id"])
        self.assertEqual((year.amount, year.period, year.split_by), (156.24, "year", "dealer"))
        self.assertEqual(year.child_ids.mapped("amount"), [78.12, 78.12])
        self.assertEqual(set(year.child_ids.mapped("split_by")), {"month"})
        self.assertEqual(self.found().mapped("root_id"), year)
        self.assert_sums(year)
        year.with_user(self.channel_manager).amount = 1000
        self.assert_sums(year)
        self.approve(year)

    def test_what_does_not_fit_together_is_not_summed_up(self):
        months = self.make_target(1, period="month") | self.make_target(1, period="month", date_from="2026-03-01")
        with self.assertRaisesRegex(UserError, "make up"):
            months.action_sum_up()
        mixed = self.make_target(1, dealer_id=self.dealer_a.id) | self.make_target(1, region_id=self.east.id)
        with self.assertRaisesRegex(UserError, "more than one thing"):
            mixed.action_sum_up()
        with self.assertRaisesRegex(UserError, "Choose several"):
            months[0].action_sum_up()

    def test_targets_follow_a_dealer_that_is_absorbed(self):
        target = self.make_target(100, dealer_id=self.dealer_b.id)
        values = {"brand_id": self.brand_a.id}
        both = [self.approve(self.make_target(5, dealer_id=one.id, **values)) for one in (self.dealer_a, self.dealer_b)]
        self.env["res.partner"]._rekey_customer(self.dealer_b, self.dealer_a)
        self.assertEqual((target.dealer_id, both[1].dealer_id), (self.dealer_a, self.dealer_a))
        self.assertEqual([root.in_force for root in both], [True, False])
