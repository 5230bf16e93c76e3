from datetime import date, datetime, timedelta

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .goods_common import GoodsCommon


@tagged("post_install", "-at_install")
class TestComplaintStory(HttpCase, GoodsCommon):
    """A customer of five years, 27 orders and 20,000 in all, whose parcel leaked: from the call to the closed complaint, each
    step by who takes it. And the same with somebody who has ordered once: the same process, other terms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.complaint.callback"].search([("state", "=", "planned")]).sudo()._guarded_write({"state": "cancelled"})
        cls.env["crm.complaint.policy"].search([("company_id", "=", cls.company.id)]).active = False
        cls.policy_for("Damaged, returning customers", 2, "replacement", "finance")
        cls.policy_for("Damaged, first order", 0, "exchange", "manager")
        cls.agent.lang = cls.finance.lang = cls.keeper.lang = cls.service_manager.lang = "en_US"
        # At any hour of the day.
        cls.company.write({"contact_quiet_from": 0, "contact_quiet_to": 0})
        cls.course = cls.env["product.product"].create({"name": "Course", "type": "service", "taxes_id": False})

    @classmethod
    def policy_for(cls, name, orders, way, approver):
        ways = [cls.env.ref(f"crm_industry.complaint_resolution_{each}").id for each in (way, "apology")]
        return cls.env["crm.complaint.policy"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "category_id": cls.leaking.id,
                "min_orders": orders,
                "way_ids": [(6, 0, ways)],
                "approver": approver,
                "callback_days": 3,
            }
        )

    def order_of(self, customer, product, amount, name):
        order = self.env["sale.order"].create(
            {
                "name": name,
                "partner_id": customer.id,
                "company_id": self.company.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 1, "price_unit": amount})],
            }
        )
        order.action_confirm()
        self.deliver(order.picking_ids)
        return order

    def tour(self, name, path, user):
        self.env.invalidate_all()
        self.start_tour(path, name, login=user.login)
        self.env.invalidate_all()

    def called(self, name, customer):
        """The agent takes the call; return the complaint and what was proposed."""
        self.tour(name, "/odoo/complaints/new", self.agent)
        complaint = self.env["crm.complaint"].search([("partner_id", "=", customer.id)])
        self.assertEqual((complaint.state, complaint.user_id, complaint.channel), ("approval", self.agent, "phone"))
        return complaint, complaint.resolution_ids

    def days_after(self, day, number):
        """The working day so many of them after a day, from Monday to Friday."""
        while number:
            day += timedelta(days=1)
            number -= day.weekday() < 5
        return day

    def finish(self, complaint, resolution):
        """Goods leave, the agent apologises, asks, and the complaint closes by the customer's word."""
        for picking in resolution.sudo()._goods_moves().picking_id.filtered(lambda each: each.state != "done"):
            self.tour("complaint_story_delivery", f"/odoo/action-stock.action_picking_tree_all/{picking.id}", self.keeper)
            self.assertEqual(picking.state, "done")
        self.assertEqual(set(complaint.callback_ids.mapped("kind")), {"apology", "satisfaction"})
        self.assertEqual(complaint.state, "confirming")
        self.tour("complaint_story_apology", "/odoo/callbacks", self.agent)
        with mute_logger("odoo.http"):
            self.tour("complaint_story_not_yet", f"/odoo/complaints/{complaint.id}", self.agent)
        question = complaint.callback_ids.filtered(lambda each: each.kind == "satisfaction")
        self.assertEqual(question.due_date, self.days_after(complaint.company_id._business_today(), 3))
        # The days pass.
        question.sudo()._guarded_write({"due_date": complaint.company_id._business_today()})
        self.tour("complaint_story_question", "/odoo/callbacks", self.agent)
        self.assertEqual((complaint.state, complaint.closed_as, complaint.round), ("closed", "confirmed", 1))
        self.tour("complaint_story_end", f"/odoo/complaints/{complaint.id}", self.agent)

    def test_customer_of_five_years(self):
        customer = self.env["res.partner"].create({"name": "Loyal Customer", "phone": "+86 138 1620 2727"})
        for number in range(26):
            order = self.order_of(customer, self.course, 740 if number else 500, f"STORY-{number + 1}")
            order.date_order = datetime(2021 + number // 6, 1 + number % 6 * 2, 9, 2)
        last = self.order_of(customer, self.product, 1000, "STORY-27")
        complaint, resolution = self.called("complaint_story_call", customer)
        worth = complaint.with_user(self.agent)._value_summary()
        self.assertEqual((worth["orders"], worth["ordered_amount"]), (27, 20_000))
        self.assertEqual(worth["first_order"], date(2021, 1, 9))
        self.assertEqual((complaint.order_id, complaint.policy_id.name), (last, "Damaged, returning customers"))
        self.assertEqual((resolution.kind, resolution.needs_finance), ("replacement", True))
        self.assertFalse(resolution.sudo()._goods_moves(), "nothing moves before finance has approved")
        self.tour("complaint_story_approval", "/odoo/complaint-resolutions", self.finance)
        self.assertEqual(resolution.finance_signed_by, self.finance)
        self.finish(complaint, resolution)
        self.assertEqual(last.order_line.qty_delivered, 1, "the order has nothing to do with the replacement")

    def test_first_time_customer(self):
        customer = self.env["res.partner"].create({"name": "New Customer", "phone": "139 0571 8866"})
        order = self.order_of(customer, self.product, 100, "STORY-1")
        complaint, resolution = self.called("complaint_story_first_call", customer)
        self.assertEqual((complaint.order_id, complaint.policy_id.name), (order, "Damaged, first order"))
        self.assertEqual((resolution.kind, resolution.needs_manager, resolution.needs_finance), ("exchange", True, False))
        self.tour("complaint_story_approval", "/odoo/complaint-resolutions", self.service_manager)
        self.assertEqual(resolution.manager_signed_by, self.service_manager)
        self.finish(complaint, resolution)
