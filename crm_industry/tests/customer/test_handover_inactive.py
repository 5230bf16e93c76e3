from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverInactive(HandoverCommon):
    """Customers of archived users are found, and somebody is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orphans = cls.env["crm.handover.orphan"].with_user(cls.sale_manager)

    def find(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_industry.ir_cron_handover_inactive").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["crm.handover"].search([("user_id", "=", self.wang.id)])

    def test_records_of_archived_users_are_listed(self):
        domain = [("user_id", "=", self.wang.id)]
        self.assertFalse(self.orphans.search(domain))
        self.wang.active = False
        rows = self.orphans.search(domain)
        records = [self.dealer_a, self.dealer_b, self.buyer, self.lead, self.order]
        expected = {(record._name, record.id) for record in records}
        self.assertLessEqual(expected, {(row.res_model, row.res_id) for row in rows})
        self.assertEqual(len(set(rows.ids)), len(rows))
        self.assertEqual(rows.filtered(lambda row: row.res_model == "crm.lead").partner_id, self.dealer_a)
        self.assertIn("Dealer A", rows.mapped("name"))

    def test_the_list_is_for_sales_managers_of_the_company(self):
        self.wang.active = False
        with self.assertRaises(AccessError):
            self.orphans.with_user(self.channel_manager).search([])
        found = self.orphans.search([("user_id", "=", self.wang.id)])
        self.assertIn(("mail.activity", self.call.id), found.mapped(lambda row: (row.res_model, row.res_id)))
        self.dealer_a.company_id = self.other_company
        found = self.orphans.search([("user_id", "=", self.wang.id)])
        rows = found.mapped(lambda row: (row.res_model, row.res_id))
        self.assertNotIn(("res.partner", self.dealer_a.id), rows)
        self.assertNotIn(("mail.activity", self.call.id), rows, "an activity belongs to the company of its record")

    def test_a_handover_is_prepared_once_and_a_manager_told(self):
        self.company.root_id.handover_manager_id = self.sale_manager
        self.wang.active = False
        handover = self.find()
        self.assertEqual((len(handover), handover.state, handover.automatic), (1, "draft", True))
        self.assertEqual(handover.activity_ids.user_id, self.sale_manager)
        self.assertIn("2 customers", handover.activity_ids.summary)
        self.assertEqual(self.find(), handover)
        handover.with_user(self.sale_manager).write({"successor_id": self.li.id})
        handover.with_user(self.sale_manager).action_list()
        handover.with_user(self.sale_manager).action_start()
        self.assertEqual(self.dealer_a.user_id, self.li)
        self.assertFalse(handover.activity_ids)
        self.assertEqual(self.find(), handover)

    def test_active_users_and_their_customers_are_left_alone(self):
        self.assertFalse(self.find())

    def test_the_leader_of_the_team_is_told_first(self):
        self.env["crm.team"].create({"name": "Wang's team", "user_id": self.zhao.id, "member_ids": self.wang.ids})
        self.company.root_id.handover_manager_id = False
        handover = self.handover(self.li)
        self.assertEqual(handover.sudo()._find_manager(), self.zhao)
        self.company.root_id.handover_manager_id = self.li
        self.assertEqual(handover.sudo()._find_manager(), self.li)

    def test_the_button_opens_the_handover(self):
        self.wang.active = False
        rows = self.orphans.search([("user_id", "=", self.wang.id)])
        action = rows.action_hand_over()
        handover = self.env["crm.handover"].browse(action["res_id"])
        self.assertEqual(handover.user_id, self.wang)
        self.assertEqual(rows.action_hand_over()["res_id"], handover.id)
        self.li.active = False
        self.retailer.user_id = self.li
        with self.assertRaisesRegex(UserError, "one salesperson"):
            self.orphans.search([("user_id", "in", (self.wang | self.li).ids)]).action_hand_over()
