from odoo.tests import tagged

from ..customer.handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestTobaccoHandover(HandoverCommon):
    """Files of retailers go along when their client manager leaves."""

    def test_files_go_to_the_successor_and_back(self):
        files = self.env["crm.tobacco.retailer"]
        mine = files.create({"partner_id": self.dealer_a.id, "company_id": self.company.id, "user_id": self.wang.id})
        theirs = files.create({"partner_id": self.retailer.id, "company_id": self.company.id, "user_id": self.li.id})
        handover = self.carried_out(self.li)
        self.assertEqual(self.item(handover, mine).partner_id, self.dealer_a)
        self.assertFalse(self.item(handover, theirs))
        self.assertEqual(mine.user_id, self.li)
        handover.action_undo()
        self.assertEqual(mine.user_id, self.wang)
