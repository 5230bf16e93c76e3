from datetime import date

from psycopg2.errors import ExclusionViolation, ForeignKeyViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .agreement_common import NOON, TODAY, AgreementCommon

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestCoverage(AgreementCommon):
    """Cells: what lines mean, what excludes what, how they follow the trees."""

    # -- what lines mean -------------------------------------------------------------------------------------------------

    def test_a_region_stands_for_all_below_it(self):
        agreement = self.activate(self.dealer_a, self.east)
        self.assertEqual(
            self.cells(agreement),
            {(name, "", "", FIRST, LAST, False) for name in ("East", "East City", "East Port")},
        )

    def test_a_category_stands_for_all_below_it(self):
        agreement = self.activate(self.dealer_a, self.east_city, self.phones, self.brand_a | self.brand_b, True)
        self.assertEqual(
            self.cells(agreement),
            {
                ("East City", categ, brand, FIRST, LAST, True)
                for categ in ("Phones", "Smart phones")
                for brand in ("Brand A", "Brand B")
            },
        )

    def test_what_another_line_contains_is_left_out(self):
        lines = [
            self.line(self.east, None, None, True),
            self.line(self.east_city, self.phones, self.brand_a, True),
            self.line(self.east_city, self.phones),
            self.line(self.east_port),
        ]
        agreement = self.activate(self.dealer_a, self.east, line_ids=lines)
        self.assertEqual(
            self.cells(agreement),
            {(name, "", "", FIRST, LAST, True) for name in ("East", "East City", "East Port")},
        )

    def test_exclusive_for_a_brand_within_a_general_agreement(self):
        lines = [self.line(self.east_city), self.line(self.east_city, None, self.brand_a, True)]
        agreement = self.activate(self.dealer_a, self.east, line_ids=lines)
        self.assertEqual(
            self.cells(agreement),
            {("East City", "", "", FIRST, LAST, False), ("East City", "", "Brand A", FIRST, LAST, True)},
        )
        self.activate(self.dealer_b, self.east_city, None, self.brand_b)
        with self.assertRaises(ValidationError):
            self.activate(self.dealer_b, self.east_city, self.phones)

    def test_crossing_exclusive_lines_are_refused(self):
        lines = [
            self.line(self.east, self.phones, None, True),
            self.line(self.east_city, None, self.brand_a, True),
        ]
        agreement = self.make_agreement(self.dealer_a, self.east, line_ids=lines)
        with self.assertRaisesRegex(UserError, "both exclusive"):
            agreement.action_submit()

    # -- what excludes what ------------------------------------------------------------------------------------------------

    def test_the_constraints_are_in_the_database(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT conname, contype FROM pg_constraint WHERE conrelid = 'crm_dealer_coverage'::regclass"
                " AND conname LIKE 'crm_dealer_coverage_exclusive%%'"
            )
        )
        self.assertEqual(
            sorted(rows), [("crm_dealer_coverage_exclusive_above", "x"), ("crm_dealer_coverage_exclusive_below", "x")]
        )

    def test_database_excludes_like_the_rule(self):
        """All pairs of cells, without any Python: exclusive against everybody else, a dealer never in its own way."""
        given = {self.dealer_a: self.east, self.dealer_b: self.south}
        agreements = {dealer: self.activate(dealer, region) for dealer, region in given.items()}
        free = self.make_region("Free")

        def insert(dealer, exclusive, categ=None, brand=None, first=FIRST, last=LAST):
            self.env.cr.execute(
                SQL(
                    "INSERT INTO crm_dealer_coverage (agreement_id, company_id, dealer_id, region_id, categ_id, brand_id,"
                    " exclusive, date_from, date_to) VALUES %s",
                    (agreements[dealer].id, self.company.id, dealer.id, free.id, categ, brand, exclusive, first, last),
                )
            )

        for one, other, fits in self._pairs():
            with self.subTest(one=one, other=other):
                self.assertEqual(self._fits(insert, one, other), fits)

    def _pairs(self):
        """Pairs of cells (dealer, exclusive, category, brand, first, last) and whether they can be there together."""
        a, b, phones, printers = self.dealer_a, self.dealer_b, self.phones.id, self.printers.id
        brand_a, brand_b = self.brand_a.id, self.brand_b.id
        return [
            ((a, True), (b, True), False),
            ((a, True), (b, False), False),
            ((b, True), (a, False), False),
            ((a, False), (b, True), False),
            ((b, False), (a, True), False),
            ((a, False), (b, False), True),
            ((a, False), (a, False), True),
            ((a, True), (a, False), True),
            ((a, False), (a, True), True),
            ((a, True), (a, True), False),
            ((a, True, phones), (b, True, printers), True),
            ((a, True, phones), (b, False), False),
            ((a, True, None, brand_a), (b, True, None, brand_b), True),
            ((a, True, None, brand_a), (b, True, phones), False),
            ((a, True, None, None, FIRST, TODAY), (b, True, None, None, self.days(1), LAST), True),
            ((a, True, None, None, FIRST, TODAY), (b, True, None, None, TODAY, LAST), False),
        ]

    def _fits(self, insert, *cells):
        """Whether the cells can be in the table together; leaves nothing behind."""
        fits = True
        self.env.cr.execute("SAVEPOINT pair")
        try:
            with mute_logger("odoo.sql_db"):
                for cell in cells:
                    insert(*cell)
        except ExclusionViolation:
            fits = False
        self.env.cr.execute("ROLLBACK TO SAVEPOINT pair")
        return fits

    def test_overlap_names_agreement_dealer_and_cell(self):
        first = self.activate(self.dealer_a, self.east, self.phones, exclusive=True)
        second = self.make_agreement(self.dealer_b, self.east_city, None, self.brand_a, True)
        second.action_submit()
        with self.assertRaises(ValidationError) as refused:
            second.with_user(self.second_manager).action_approve()
        message = str(refused.exception)
        for part in (first.name, "Dealer A", "East City", "Phones", "all brands", second.name):
            self.assertIn(part, message)

    def test_exclusive_is_refused_where_others_are(self):
        self.activate(self.dealer_a, self.east)
        with self.assertRaisesRegex(ValidationError, "cannot be exclusive"):
            self.activate(self.dealer_b, self.market, exclusive=True)
        self.activate(self.dealer_b, self.market)

    def test_activation_decides_among_approved_ones(self):
        first = self.approve(self.make_agreement(self.dealer_a, self.east, exclusive=True))
        second = self.approve(self.make_agreement(self.dealer_b, self.east_city, exclusive=True))
        first.with_user(self.channel_manager).action_activate()
        with self.assertRaisesRegex(ValidationError, first.name):
            second.with_user(self.channel_manager).action_activate()
        self.assertEqual(second.state, "approved")

    def test_companies_do_not_compete(self):
        self.activate(self.dealer_a, self.east, exclusive=True)
        agreement = self.make_agreement(self.dealer_b, self.east, exclusive=True, company_id=self.company.id)
        agreement.sudo().company_id = self.other_company
        agreement.sudo().action_submit()
        agreement.with_user(self.other_channel_manager).action_approve()
        agreement.with_user(self.other_channel_manager).action_activate()
        self.assertEqual(agreement.state, "active")

    # -- in step with the trees --------------------------------------------------------------------------------------------

    def test_new_regions_share_the_history_of_their_parents(self):
        agreement = self.activate(self.dealer_a, self.east, exclusive=True).with_user(self.channel_manager)
        agreement.action_suspend("Unpaid")
        with freeze_time("2026-03-20 04:00:00"):
            agreement.action_resume()
        district = self.make_region("District", self.east_city)
        quarter = self.make_region("Quarter", district)
        for region in (district, quarter):
            found = [self.may(self.dealer_a, region=region, day=self.days(n)) for n in (-60, 0, 1, 10)]
            self.assertEqual(found, [True, True, False, True])

    def test_moved_regions_change_hands_tomorrow(self):
        a = self.activate(self.dealer_a, self.east, exclusive=True)
        b = self.activate(self.dealer_b, self.south, exclusive=True)
        self.east_port.parent_id = self.south
        for dealer, found in ((self.dealer_a, [True, True, False]), (self.dealer_b, [False, False, True])):
            self.assertEqual([self.may(dealer, region=self.east_port, day=self.days(n)) for n in (-60, 0, 1)], found)
        self.east_port.parent_id = self.east
        self.assertEqual([self.may(self.dealer_a, region=self.east_port, day=self.days(n)) for n in (0, 1)], [True, True])
        self.assertFalse(self.may(self.dealer_b, region=self.east_port, day=self.days(1)))
        self.assertEqual((a.state, b.state), ("active", "active"))

    def test_a_move_that_makes_exclusive_agreements_overlap_is_refused(self):
        self.activate(self.dealer_a, self.east, exclusive=True)
        taken = self.activate(self.dealer_b, self.south_city, exclusive=True)
        with self.assertRaisesRegex(ValidationError, taken.name):
            self.south_city.parent_id = self.east

    def test_new_and_moved_categories(self):
        self.activate(self.dealer_a, self.east, self.phones)
        folding = self.env["product.category"].create({"name": "Folding phones", "parent_id": self.smart_phones.id})
        fold = self.make_product("Fold", folding)
        self.assertEqual([self.may(self.dealer_a, fold, day=self.days(n)) for n in (-60, 0, 1)], [True] * 3)
        folding.parent_id = self.printers
        self.assertEqual([self.may(self.dealer_a, fold, day=self.days(n)) for n in (-60, 0, 1)], [True, True, False])

    def test_new_brands_are_in_all_brands(self):
        self.activate(self.dealer_a, self.east)
        self.activate(self.dealer_b, self.east, None, self.brand_a)
        product = self.make_product("New", self.phones, self.env["crm.brand"].create({"name": "Brand C"}))
        self.assertEqual([self.may(dealer, product) for dealer in (self.dealer_a, self.dealer_b)], [True, False])

    def test_what_agreements_name_is_not_deleted(self):
        self.activate(self.dealer_a, self.east_city, self.printers, self.brand_b)
        for record in (self.east_city, self.printers, self.brand_b):
            with mute_logger("odoo.sql_db"), self.assertRaises(ForeignKeyViolation), self.env.cr.savepoint():
                record.unlink()

    # -- cost ----------------------------------------------------------------------------------------------------------------

    def test_statements_do_not_grow_with_the_territory(self):
        province = self.make_region("Province", self.market)
        self.env["crm.region"].create([{"name": f"City {n}", "parent_id": province.id} for n in range(300)])
        self.env["product.category"].create([{"name": f"Kind {n}", "parent_id": self.phones.id} for n in range(20)])
        small = self.approve(self.make_agreement(self.dealer_a, self.east_city, self.printers))
        large = self.approve(self.make_agreement(self.dealer_b, province, self.phones, self.brand_a, True))
        spent = []
        for agreement in (small, large):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            agreement.with_user(self.channel_manager).action_activate()
            self.env.flush_all()
            spent.append(self.cr.sql_log_count - before)
        self.assertLessEqual(spent[1], spent[0] + 2)
        self.assertEqual(len(self.cells(large)), 301 * 22)
