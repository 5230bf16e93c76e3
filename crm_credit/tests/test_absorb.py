from odoo.tests import tagged

from .exposure_common import ExposureCommon


@tagged("post_install", "-at_install")
class TestAbsorb(ExposureCommon):
    """Groups, classes, temporary limits and securities when customers are joined."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.third = cls._customer("Dealer Three")
        cls.head = cls._account(amount=1000)
        cls.member = cls._account(cls.other, mode="default", group_account_id=cls.head.id)
        cls.outsider = cls._account(cls.third, amount=70)

    def _merge(self, source, target):
        self.env["base.partner.merge.automatic.wizard"]._merge((source | target).ids, target)
        self.env.invalidate_all()

    def test_head_joined_with_an_outsider(self):
        self._merge(self.customer, self.third)
        self.assertFalse(self.head.exists())
        self.assertEqual(self.member.group_account_id, self.outsider)
        self.assertRow(self.other, limit_mode="group", group_limit_amount=70.0)

    def test_head_joined_with_its_member(self):
        second = self._account(self._customer("Dealer Four"), mode="default", group_account_id=self.head.id)
        self._merge(self.customer, self.other)
        self.assertFalse(self.member.group_account_id)
        self.assertEqual((self.member.limit_mode, self.member.limit_amount), ("limited", 1000.0))
        self.assertEqual(second.group_account_id, self.member)

    def test_member_joined_with_its_head(self):
        self._merge(self.other, self.customer)
        self.assertFalse(self.head.group_account_id | self.head.member_ids)
        self.assertRow(limit_amount=1000.0, group_account_id=None)

    def test_member_joined_with_an_outsider(self):
        self._merge(self.other, self.third)
        self.assertEqual(self.outsider.group_account_id, self.head)
        self.assertRow(self.third, limit_amount=70.0, group_limit_amount=1000.0)

    def test_cover_goes_with_its_customer(self):
        risk = self.env["crm.credit.class"]._class_of_score(100, self.company)
        self.head.write({"class_id": risk.id, "review_date": self.today})
        self.env["crm.credit.temporary.limit"].create(
            {"account_id": self.head.id, "amount": 5, "date_from": self.today, "date_to": self.today, "reason": "Fair"}
        )
        security = self.env["crm.credit.security"].create({"account_id": self.head.id, "reference": "G", "amount": 11})
        security._guarded_write({"state": "accepted"})
        self._merge(self.customer, self.third)
        self.assertRow(self.third, limit_amount=75.0, securities=-11.0, total=-11.0)
        self.assertEqual((self.outsider.class_id, self.outsider.review_date), (risk, self.today))
        change = self.outsider.limit_change_ids.sorted("id")[-1]
        self.assertEqual((change.source, change.old_temporary, change.new_temporary), ("merge", 0.0, 5.0))
