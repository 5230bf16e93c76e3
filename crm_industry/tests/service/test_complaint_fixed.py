from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .goods_common import GoodsCommon


@tagged("post_install", "-at_install")
class TestComplaintFixed(GoodsCommon):
    """What is submitted is for one customer, about one order, and goes to one address."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls.make_customer("Stranger")
        cls.stranger_contact = cls.env["res.partner"].create({"name": "Stranger's Contact", "parent_id": cls.stranger.id})
        cls.others_order = cls.order.copy({"partner_id": cls.stranger.id})
        cls.others_order.action_confirm()

    def submitted(self):
        complaint = self.leak()
        resolution = self.propose(complaint, "replacement")
        resolution.action_submit()
        return complaint, resolution

    def test_customer_and_order_stay_once_submitted(self):
        complaint, resolution = self.submitted()
        mine = self.order.copy()
        for values in (
            {"partner_id": self.stranger.id, "contact_id": False, "order_id": False, "line_ids": [(5, 0, 0)]},
            {"contact_id": self.stranger_contact.id, "order_id": False},
            {"order_id": False},
            {"order_id": mine.id},
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                complaint.write(values)
            complaint.invalidate_recordset()
        self.assertEqual((complaint.partner_id, complaint.sudo().order_id), (self.customer, self.order))
        resolution.with_user(self.service_manager).action_refuse("No")
        complaint.order_id = mine
        self.assertEqual(complaint.sudo().order_id, mine)

    def test_customer_stays_in_later_rounds(self):
        complaint = self.leak()
        self.deliver(self.transfers(self.replace(complaint)))
        complaint.action_reopen("Leaks again")
        with self.assertRaisesRegex(UserError, "customer and order stay"):
            complaint.order_id = False

    def test_another_person_of_the_customer_is_called_back(self):
        complaint, _resolution = self.submitted()
        complaint.contact_id = self.contact
        self.assertEqual(complaint.partner_id, self.customer)

    def test_order_may_change_before_anything_is_submitted(self):
        complaint = self.leak()
        self.propose(complaint, "replacement")
        mine = self.order.copy()
        complaint.order_id = mine
        self.assertEqual(complaint.sudo().order_id, mine)

    def test_goods_are_of_the_customer(self):
        goods = {"product_id": self.product.id, "order_line_id": self.others_order.order_line.id}
        with self.assertRaisesRegex(ValidationError, "is not what Complaining Customer bought"):
            self.complain(line_ids=[(0, 0, goods)])
        complaint = self.complain()
        with self.assertRaisesRegex(ValidationError, "is not what Complaining Customer bought"):
            complaint.line_ids = [(0, 0, goods)]
        other = self.env["product.product"].create({"name": "Something Else"})
        with self.assertRaisesRegex(ValidationError, "Something Else is not what"):
            self.complain(line_ids=[(0, 0, {"product_id": other.id, "order_line_id": self.order.order_line.id})])

    def test_goods_go_with_the_customer(self):
        complaint = self.leak()
        with self.assertRaisesRegex(ValidationError, "is not what Stranger bought"):
            complaint.write({"partner_id": self.stranger.id, "order_id": False})

    def test_goods_stay_once_submitted(self):
        complaint, _resolution = self.submitted()
        line = complaint.line_ids
        for change in (
            lambda: line.write({"order_line_id": False}),
            lambda: complaint.write({"line_ids": [(5, 0, 0)]}),
            lambda: line.write({"complaint_id": self.complain().id}),
        ):
            with self.assertRaisesRegex(UserError, "these goods, they stay"), self.cr.savepoint():
                change()
        line.defect = "Leaks at the lid"
        self.assertEqual(line.defect, "Leaks at the lid")

    def test_address_is_kept_at_submission(self):
        home = self.env["res.partner"].create({"name": "Gate 2", "type": "delivery", "parent_id": self.customer.id})
        self.order.partner_shipping_id = home
        _complaint, resolution = self.submitted()
        self.assertEqual(resolution.address_id, home)
        self.order.partner_shipping_id = self.stranger
        resolution.with_user(self.service_manager).action_approve()
        resolution.with_user(self.finance).action_approve()
        self.assertEqual(self.transfers(resolution).partner_id, home)

    def test_goods_go_where_the_order_went(self):
        self.order.partner_shipping_id = self.stranger
        _complaint, resolution = self.submitted()
        self.assertEqual(resolution.address_id, self.stranger)
        with self.assertRaisesRegex(ValidationError, "is no address of"):
            self.propose(self.leak(1), "replacement", address_id=self.stranger_contact.id)
