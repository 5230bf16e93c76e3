

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon

LINES = [{"product": "PARALLEL", "opening": 3, "closing": 3}]


@tagged("post_install", "-at_install")
class TestChannelParallel(ParallelCommon, TransactionCase):
    """Two who report the same period of a dealer at once, in transactions that really commit."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        with self.transaction() as env:
            dealer_type = env.ref("crm_industry.customer_type_dealer")
            dealer = env["res.partner"].create(
                {"name": "Parallel reports", "is_company": True, "ref": "PARALLEL", "channel_type_id": dealer_type.id}
            )
            product = env["product.product"].create({"name": "Parallel", "default_code": "PARALLEL", "is_storable": True})
            self.dealer_id, self.product_id = dealer.id, product.id

    def forget(self):
        with self.transaction() as env:
            reports = env["crm.channel.report"].search([("partner_id", "=", self.dealer_id)])
            reports._guarded_write({"state": "draft", "corrects_id": False})
            reports.unlink()
            env["product.product"].browse(self.product_id).unlink()
            env["res.partner"].browse(self.dealer_id).unlink()
            env.cr.execute("DELETE FROM crm_capacity_lock WHERE key LIKE %s", [f"channel_report:%:{self.dealer_id}:%"])
            env.cr.execute("DELETE FROM crm_capacity_lock WHERE key LIKE 'channel_api:%:parallel'")

    def push(self, env):
        return env["crm.channel.report"].push_report("parallel", "2020-01-31", LINES, dealer="PARALLEL", source="parallel")

    def type_in(self, env):
        return env["crm.channel.report"].create({"partner_id": self.dealer_id, "period": "month", "date_from": "2020-01-01"})

    def test_the_same_report_sent_twice_at_once_is_one(self):
        with self.transaction() as slow:
            slow["res.partner"].browse(self.dealer_id).read(["name"])
            with self.transaction() as fast:
                self.assertEqual(self.push(fast)["status"], "new")
            with self.begins_again(slow):
                self.push(slow)
            self.assertEqual(self.push(slow)["status"], "same")

    def test_who_types_a_report_that_comes_in_meanwhile_is_told(self):
        with self.transaction() as slow:
            slow["res.partner"].browse(self.dealer_id).read(["name"])
            with self.transaction() as fast:
                self.push(fast)
            with self.begins_again(slow):
                self.type_in(slow)
            with self.assertRaisesRegex(UserError, "correct that one"):
                self.type_in(slow)
            slow.cr.rollback()
