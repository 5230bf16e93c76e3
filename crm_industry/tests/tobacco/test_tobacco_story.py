from dateutil.relativedelta import relativedelta

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.crm_grading.tools.period import last_complete

from ...tools.order_cycle import week_start
from .tobacco_portal_common import TobaccoPortalCommon

# Cartons that the five shops buy in a period, at 10 each; the first is the one of the story.
CARTONS = (50, 40, 30, 20, 10)
# Five shops of different strength on thirty bands of one size: rank r has the first band from above that is at least
# (2r − 1) · 30 ÷ (2 · 5) = 3, 9, 15, 21, 27; the first from above is 30.
BANDS = (28, 22, 16, 10, 4)
# 160 cartons by the numbers of the bands, 80 together: 2 for each.
QUOTAS = (56, 44, 32, 20, 8)
# (2r − 1) · 20 ≤ 2 · 5 · (1, 5, 15, 19, 20): 20, 60, 100, 140, 180 against 10, 50, 150, 190, 200.
GRADES = "BCCCD"


@tagged("post_install", "-at_install")
class TestTobaccoStory(HttpCase, TobaccoPortalCommon):
    """A retailer's quarter on the screens: visit, offence, grade, band, quota, order, appeal and decision."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shops = cls.retailer | cls.others
        cls.company.write({"tobacco_cycle_check": "off", "tobacco_quota_check": "cut", "visit_position_required": False})
        cls.salesperson.tz = "Asia/Shanghai"
        cls.cigarette.write({"tobacco_cartons": 1, "list_price": 10})
        cls.today = cls.company._business_today()
        cls.quarter, cls.month = (last_complete(cls.today, period) for period in ("quarter", "month"))
        cls.make_checklist()
        cls.second_manager = cls.make_user("tobacco_manager_2", "crm_industry.group_tobacco_manager")

    @classmethod
    def make_checklist(cls):
        """One question, whose answer “no” is passed on to the inspectors."""
        item = {"name": "Prices labelled", "kind": "yes_no", "reported": True}
        values = {"name": "Story", "company_id": cls.company.id, "sequence": -1, "item_ids": [Command.create(item)]}
        cls.env["crm.visit.checklist"].search([("state", "=", "active")]).sequence = 100
        cls.env["crm.visit.checklist"].create(values).action_use()

    def sell(self, day):
        """Invoice the shops for what they buy."""
        for shop, cartons in zip(self.shops, CARTONS, strict=True):
            line = {"product_id": self.cigarette.id, "quantity": cartons, "price_unit": 10, "tax_ids": []}
            values = {"move_type": "out_invoice", "partner_id": shop.partner_id.id, "invoice_date": day, "date": day}
            self.env["account.move"].create(values | {"invoice_line_ids": [Command.create(line)]}).action_post()

    def grades(self):
        self.env.invalidate_all()
        return "".join(shop.grade_id.code or "-" for shop in self.shops)

    def tell(self, tour, path, user):
        self.env.flush_all()
        self.start_tour(path, f"tobacco_quarter_{tour}", login=user.login, timeout=120)
        self.env.invalidate_all()

    def test_a_quarter(self):
        self.the_last_but_one_quarter()
        event = self.the_visit_and_the_offence()
        self.the_last_quarter()
        self.the_week()
        self.tell("retailer", "/my/retail", self.mine)
        self.assertEqual((event.state, self.grades()), ("appealed", "DCCCD"))
        self.tell("decision", f"/odoo/tobacco-compliance/{event.id}", self.second_inspector)
        self.assertEqual((event.state, self.retailer.compliance_score), ("revoked", 100))
        self.assertEqual(self.grades(), GRADES)
        self.tell("restored", "/my/retail", self.mine)

    def the_last_but_one_quarter(self):
        """Customers for three years, who bought nothing: all are equal, and get the middle grade."""
        first, _last = self.quarter
        self.sell(first - relativedelta(years=3))
        self.publish(self.scheme, first - relativedelta(months=3), first - relativedelta(days=1))
        self.assertEqual(self.grades(), "CCCCC")

    def the_visit_and_the_offence(self):
        """20 points off lead to class C: the grade falls to D at once."""
        visits = self.env["crm.visit"].with_user(self.salesperson)
        visit = visits.create({"partner_id": self.retailer.partner_id.id, "company_id": self.company.id})
        self.tell("visit", "/odoo/visit-route", self.salesperson)
        self.assertEqual((visit.state, visit.latitude), ("done", 31.2304))
        event = self.retailer.compliance_event_ids
        self.assertEqual((event.state, event.points, self.grades()), ("reported", 0, "CCCCC"))
        self.tell("inspector", f"/odoo/tobacco-compliance/{event.id}", self.inspector)
        self.assertEqual((event.state, event.confirmed_by_id), ("confirmed", self.inspector))
        self.assertEqual((self.retailer.compliance_score, self.retailer.compliance_class_id.code), (80, "C"))
        self.assertEqual(self.grades(), "DCCCC")
        return event

    def the_last_quarter(self):
        """The strongest shop would be B by its points; the offence keeps it at D. Its band is not touched."""
        self.sell(self.quarter[1])
        self.sell(self.month[1])
        run = self.publish(self.scheme, *self.quarter)
        results = {result.partner_id: result for result in self.env["crm.grading.result"].search([("run_id", "=", run.id)])}
        computed = [results[shop.partner_id].computed_grade_id.code for shop in self.shops]
        self.assertEqual(("".join(computed), self.grades()), (GRADES, "D" + GRADES[1:]))
        run = self.publish(self.bands, *self.month)
        totals = {result.partner_id: result.total for result in self.env["crm.grading.result"].search([("run_id", "=", run.id)])}
        # Percentiles of five are 90, 70, 50, 30, 10; all have the same value a carton, 50: 0.6 · volume + 0.4 · 50.
        self.assertEqual([round(totals[shop.partner_id], 4) for shop in self.shops], [74, 62, 50, 38, 26])
        self.assertEqual([int(shop.band_id.code) for shop in self.shops], list(BANDS))

    def the_week(self):
        """A scarce product is shared out; the order of 100 is cut to the quota of 56."""
        plan = self.env["crm.supply.plan"].with_user(self.tobacco_manager).create(
            {"company_id": self.company.id, "week": week_start(self.today), "product_id": self.cigarette.id, "total": 160}
        )  # fmt: skip
        plan.action_generate()
        plan.action_submit()
        plan.with_user(self.second_manager).action_approve()
        plan.action_publish()
        quotas = plan.sudo()._quotas(self.shops.partner_id)
        self.assertEqual([quotas[plan.id, shop.partner_id.id] for shop in self.shops], list(QUOTAS))
        order = self.make_order(quantity=100)
        self.tell("order", f"/odoo/sales/{order.id}", self.salesperson)
        self.assertEqual((order.state, order.order_line.product_uom_qty, order.amount_untaxed), ("sale", 56, 560))
        self.assertEqual(plan.sudo()._left(self.retailer.partner_id), {(plan.id, self.retailer.partner_id.id): 0})
