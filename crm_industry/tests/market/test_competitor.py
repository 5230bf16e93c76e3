from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .competitor_common import CompetitorCommon
from .market_common import NOON


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestCompetitor(CompetitorCommon):
    """What is known of competitors counts when somebody else has confirmed it."""

    def test_reports_are_reviewed_by_somebody_else(self):
        entry = self.report()
        with self.assertRaises(AccessError):
            entry.action_confirm()
        with self.assertRaises(AccessError):
            entry.write({"state": "confirmed"})
        entry.with_user(self.marketer).action_confirm()
        self.assertEqual((entry.state, entry.reviewer_id, entry.reviewed_on), ("confirmed", self.marketer, NOON))
        with self.assertRaises(UserError):
            entry.subject = "Something else"
        with self.assertRaises(UserError):
            entry.with_user(self.marketer).unlink()
        with self.assertRaises(UserError):
            entry.with_user(self.marketer).action_dismiss()
        own = self.report(self.marketer)
        with self.assertRaises(AccessError):
            own.action_confirm()

    def test_who_reviews_a_report_does_not_write_it(self):
        entry = self.report()
        for values in ({"price": 99999}, {"note": "More"}, {"observed_on": "2026-02-01"}):
            with self.assertRaisesRegex(AccessError, "can change it"):
                entry.with_user(self.marketer).write(values)
        entry.subject = "As I saw it"
        with self.assertRaisesRegex(ValidationError, "in the future"):
            entry.observed_on = "2026-03-03"

    def test_who_sees_what(self):
        colleague = new_test_user(self.env, "colleague", "sales_team.group_sale_salesman", company_id=self.company.id)
        house = self.make_customers(1)
        new, general, private = self.report(), self.confirmed(), self.confirmed(partner_id=house.id, kind="share", share=30.0)
        theirs = self.env["crm.competitor.intelligence"].with_user(colleague)
        self.assertEqual(theirs.search([]).sudo(), general.sudo())
        self.assertEqual(theirs.with_user(self.salesperson).search([]).sudo(), (new | general | private).sudo())
        with self.assertRaises(AccessError):
            new.with_user(colleague).subject = "Mine"
        self.assertFalse(theirs.with_user(self.other_marketer).search([]))
        with self.assertRaises(AccessError):
            self.rival.with_user(colleague).strengths = "None"

    def test_reports_say_enough(self):
        product = self.env["crm.competitor.product"].create({"competitor_id": self.second.id, "name": "Green"})
        for values in (
            {"kind": "price", "price": 9.0},
            {"kind": "share", "share": 10.0},
            {"product_id": product.id},
            {"partner_id": self.contact.id},
        ):
            with self.assertRaises(ValidationError, msg=values), self.env.cr.savepoint():
                self.report(**values)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.report(kind="share", share=101.0, partner_id=self.customer.id)

    def test_competitors_of_other_companies(self):
        with self.assertRaises(AccessError):
            self.report(competitor_id=self.foreign.id)
        with self.assertRaises(AccessError):
            self.foreign.with_user(self.marketer).read(["name"])

    def test_prices_are_the_newest_confirmed_ones(self):
        product = (
            self.env["crm.competitor.product"]
            .with_user(self.marketer)
            .create({"competitor_id": self.rival.id, "name": "Green", "our_product_id": self.goods.id})
        )
        said = {"kind": "price", "product_id": product.id}
        self.confirmed(price=95.0, observed_on="2026-02-20", **said)
        self.confirmed(price=80.0, observed_on="2026-02-10", **said)
        self.report(price=50.0, observed_on="2026-03-01", **said)
        self.assertEqual((product.price, str(product.price_on)), (95.0, "2026-02-20"))
        self.assertEqual(product.our_price, 100.0)
        self.assertAlmostEqual(product.price_gap, -5.0)

    def test_names_are_used_once(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env["crm.competitor"].create({"name": "RIVAL tea"})


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestLostTo(CompetitorCommon):
    """Opportunities are lost to somebody, for a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.price = cls.env.ref("crm_industry.lost_reason_competitor_price")
        cls.no_need = cls.env.ref("crm_industry.lost_reason_no_need")

    def opportunity(self, revenue=1000.0):
        values = {"name": "Tea for a hotel", "type": "opportunity", "expected_revenue": revenue, "user_id": self.salesperson.id}
        return self.env["crm.lead"].with_user(self.salesperson).create(values)

    def test_reason_asks_for_the_competitor(self):
        lead = self.opportunity()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            lead.action_set_lost(lost_reason_id=self.price.id)
        lead.invalidate_recordset()
        wizard = (
            self.env["crm.lead.lost"]
            .with_user(self.salesperson)
            .create(
                {
                    "lead_ids": [(6, 0, lead.ids)],
                    "lost_reason_id": self.price.id,
                    "market_competitor_id": self.rival.id,
                    "market_competitor_price": 900.0,
                }
            )
        )
        wizard.action_lost_reason_apply()
        self.assertEqual((lead.won_status, lead.market_competitor_id.sudo()), ("lost", self.rival.sudo()))
        self.assertEqual((lead.market_competitor_price, lead.market_lost_on), (900.0, NOON.date()))
        with self.assertRaises(ValidationError):
            lead.market_competitor_id = False

    def test_nobody_says_when_it_was_lost(self):
        """Neither new nor present opportunities, nor what is sent along with the loss or stands in the context."""
        lead = self.opportunity()
        earlier = {"market_lost_on": "2020-01-01"}
        sale = lead.with_user(self.salesperson)
        refusals = (
            lambda: sale.write(earlier),
            lambda: lead.sudo().write(earlier),
            lambda: sale.create(earlier | {"name": "Forged"}),
            lambda: sale.action_set_lost(lost_reason_id=self.no_need.id, **earlier),
        )
        for refused in refusals:
            with self.assertRaisesRegex(AccessError, "noted by the server"), self.env.cr.savepoint():
                refused()
        self.env.invalidate_all()
        self.assertEqual((lead.market_lost_on, lead.active), (False, True))
        self.assertFalse(sale.with_context(default_market_lost_on="2020-01-01").create({"name": "Forged"}).market_lost_on)
        sale.action_set_lost(lost_reason_id=self.no_need.id)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            sale.market_lost_on = False
        self.assertEqual(lead.market_lost_on, NOON.date())
        self.assertFalse(lead.copy().market_lost_on)

    def test_other_reasons_do_not(self):
        lead = self.opportunity()
        lead.action_set_lost(lost_reason_id=self.no_need.id)
        self.assertFalse(lead.market_competitor_id)

    def test_figures_of_the_competitor(self):
        for revenue in (1000.0, 500.0):
            lead = self.opportunity(revenue)
            lead.market_competitor_id = self.rival
            lead.action_set_lost(lost_reason_id=self.price.id)
        self.opportunity().market_competitor_id = self.rival
        self.assertEqual((self.rival.lost_count, self.rival.lost_revenue), (2, 1500.0))
        self.assertEqual(self.second.lost_count, 0)
        action = self.rival.action_view_lost()
        found = self.env["crm.lead"].with_context(active_test=False).search(action["domain"])
        self.assertEqual(sum(found.mapped("expected_revenue")), 1500.0)

    def test_competitors_belong_to_the_company_of_the_opportunity(self):
        lead = self.opportunity()
        lead.sudo().company_id = self.company
        with self.assertRaises(ValidationError):
            lead.sudo().market_competitor_id = self.foreign
