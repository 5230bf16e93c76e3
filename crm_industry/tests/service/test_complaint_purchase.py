from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .goods_common import GoodsCommon


@tagged("post_install", "-at_install")
class TestComplaintPurchase(GoodsCommon):
    """Agents name what is wrong from what the customer bought, without rights to orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.crate = cls.env["product.product"].create({"name": "Crate", "type": "consu", "taxes_id": False})
        values = {"product_id": cls.crate.id, "product_uom_qty": 2, "product_uom_id": cls.env.ref("uom.product_uom_dozen").id}
        cls.later = cls.order.copy({"order_line": [(0, 0, values)]})
        cls.later.action_confirm()

    def choose(self, complaint, user=None):
        self.env.invalidate_all()
        action = complaint.with_user(user or self.agent).action_choose_goods()
        return self.env[action["res_model"]].with_user(user or self.agent).browse(action["res_id"])

    def test_agents_without_rights_to_orders_choose(self):
        complaint = self.complain()
        self.assertFalse(self.env["sale.order"].with_user(self.agent).has_access("read"))
        wizard = self.choose(complaint)
        self.assertEqual(
            [(line.order_name, line.product_id, line.bought_quantity) for line in wizard.line_ids],
            [(self.later.name, self.crate, 24), (self.order.name, self.product, 10)],
        )
        wizard.line_ids[0].quantity = 13
        wizard.action_take()
        [line] = complaint.line_ids
        self.assertEqual((line.product_id, line.quantity, line.order_line_id), (self.crate, 13, self.later.order_line))
        self.assertEqual(complaint.order_id, self.later)

    def test_form_of_the_wizard(self):
        wizard = self.choose(self.complain())
        with Form(wizard) as form, form.line_ids.edit(1) as line:
            line.quantity = 2
        wizard.action_take()
        self.assertEqual(wizard.complaint_id.line_ids.quantity, 2)

    def test_what_is_named_already_is_changed(self):
        complaint = self.leak(quantity=2)
        wizard = self.choose(complaint)
        first = wizard.line_ids[0]
        self.assertEqual((first.order_name, first.quantity), (self.order.name, 2), "the order of the complaint first")
        first.quantity = 5
        wizard.action_take()
        self.assertEqual(complaint.line_ids.mapped("quantity"), [5])
        self.assertEqual(complaint.order_id, self.order)

    def test_nothing_and_too_much(self):
        wizard = self.choose(self.complain())
        with self.assertRaisesRegex(UserError, "how many are wrong"):
            wizard.action_take()
        wizard.line_ids[1].quantity = 11
        with self.assertRaisesRegex(UserError, "sold 10"):
            wizard.action_take()

    def test_what_was_bought_cannot_be_exchanged(self):
        stranger = self.make_customer("Somebody Else")
        theirs = self.order.copy({"partner_id": stranger.id})
        theirs.action_confirm()
        complaint = self.complain()
        wizard = self.choose(complaint)
        wizard.line_ids[0].write({"order_line_id": theirs.order_line.id, "quantity": 1})
        wizard.action_take()
        self.assertEqual(complaint.line_ids.order_line_id, self.later.order_line)

    def test_goods_stay_once_submitted(self):
        complaint = self.leak()
        self.propose(complaint, "replacement").action_submit()
        wizard = self.choose(complaint)
        wizard.line_ids[0].quantity = 0
        wizard.line_ids[1].quantity = 1
        with self.assertRaises(UserError), self.env.cr.savepoint():
            wizard.action_take()
        self.assertEqual((complaint.order_id, complaint.line_ids.product_id), (self.order, self.product))

    def test_goods_are_taken_back(self):
        complaint = self.leak()
        wizard = self.choose(complaint)
        wizard.line_ids[0].quantity = 0
        wizard.line_ids[1].quantity = 1
        wizard.action_take()
        self.assertEqual((complaint.order_id, complaint.line_ids.product_id), (self.later, self.crate))

    def test_others_are_refused(self):
        complaint = self.complain()
        for user in (self.salesperson, self.other_agent):
            with self.assertRaises(AccessError):
                self.choose(complaint, user)
        wizard = self.choose(complaint)
        with self.assertRaises(AccessError):
            self.env.invalidate_all()
            wizard.line_ids[0].with_user(self.colleague).read(["quantity"])

    def test_nobody_known_and_nothing_bought(self):
        for values in ({"partner_id": False}, {"partner_id": self.make_customer("New").id}):
            with self.assertRaisesRegex(UserError, "no goods are known"):
                self.choose(self.complain(**values))

    def test_propose_opens_a_form_that_submits(self):
        complaint = self.leak()
        action = complaint.action_propose()
        form = Form(self.env[action["res_model"]].with_user(self.agent).with_context(**action["context"]))
        form.type_id = self.env.ref("crm_industry.complaint_resolution_apology")
        resolution = form.save()
        self.assertEqual(resolution.complaint_id, complaint)
        with self.assertRaises(AccessError):
            complaint.with_user(self.salesperson).action_propose()
        with self.assertRaisesRegex(UserError, "accepted first"):
            self.complain().action_propose()

    def test_serial_numbers_show_where_they_matter(self):
        complaint = self.leak()
        self.assertFalse(complaint.shows_devices)
        self.product.tracking = "serial"
        self.assertTrue(complaint.shows_devices)
        self.product.tracking = "none"
        complaint.type_id = self.env.ref("crm_industry.complaint_type_repair")
        self.assertTrue(complaint.shows_devices)

    def test_newest_first_on_the_portal_too(self):
        self.order.date_order = "2024-01-01 10:00:00"
        self.later.date_order = "2024-02-01 10:00:00"
        self.assertEqual(self.env["crm.complaint.portal"]._goods(self.customer).order_id.ids, [self.later.id, self.order.id])

    def test_what_the_agent_was_told_is_over_when_it_is_done(self):
        complaint = self.leak(quantity=2)
        resolution = self.replace(complaint)
        picking = self.transfers(resolution)
        picking.move_ids.write({"quantity": 1, "picked": True})
        picking.with_user(self.keeper).with_context(
            skip_backorder=True, picking_ids_not_to_backorder=picking.ids
        ).button_validate()
        told = complaint.activity_ids.filtered(
            lambda each: each.activity_type_id == self.env.ref("crm_industry.mail_activity_complaint_answer")
        )
        self.assertEqual(told.user_id, self.agent)
        resolution.action_send_rest()
        self.assertFalse(told.exists().filtered("active"))
