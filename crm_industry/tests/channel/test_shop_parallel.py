
from odoo.tests import tagged

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon

from .shop_common import ShopCommon


@tagged("post_install", "-at_install")
class TestShopParallel(ParallelCommon, ShopCommon):
    """Two transactions that really commit: colleagues who send the same basket at once."""

    transaction_context = {"tracking_disable": True, "lang": "en_US"}

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        with self.transaction() as env:
            self.company_id = env.company.id
            kind = env["crm.customer.type"].create({"name": "Rush", "channel_ordering": True})
            dealer = env["res.partner"].create({"name": "Rush Dealer", "is_company": True, "channel_type_id": kind.id})
            product = env["product.product"].create({"name": "Rush Phone", "type": "consu", "taxes_id": False})
            users = env["res.users"].with_context(no_reset_password=True)
            group = env.ref("base.group_portal")
            user = users.create({"name": "Rush", "login": "rush_portal", "group_ids": group.ids, "company_id": self.company_id})
            user.partner_id.parent_id = dealer
            self.ids = {"crm.customer.type": kind.id, "product.template": product.product_tmpl_id.id, "res.users": user.id}
            self.dealer_id, self.product_id, self.user_id = dealer.id, product.id, user.id
        with self.transaction(self.user_id) as env:
            shop = env["crm.channel.shop"]
            shop._add({"product_id": str(self.product_id), "quantity": "1"})
            page = shop._basket_page()
            self.sent = {"order": str(page["order"].id), "stamp": page["stamp"]}
            self.order_id = page["order"].id

    def forget(self):
        with self.transaction() as env:
            env["sale.order"].search([("partner_id", "=", self.dealer_id)]).unlink()
            partner = env["res.users"].browse(self.user_id).partner_id
            for model, number in self.ids.items():
                if model != "crm.customer.type":
                    env[model].browse(number).unlink()
            (partner | env["res.partner"].browse(self.dealer_id)).unlink()
            env["crm.customer.type"].browse(self.ids["crm.customer.type"]).unlink()
            env.cr.execute("DELETE FROM crm_capacity_lock WHERE key = %s", [f"shop:{self.dealer_id}:{self.company_id}"])

    def test_the_second_waits_and_finds_it_sent(self):
        with self.transaction(self.user_id) as winner, self.transaction(self.user_id) as waiter:
            winner["crm.channel.shop"]._submit(self.sent)
            winner.flush_all()
            self.assert_waits_and_fails(winner, waiter, lambda env: env["crm.channel.shop"]._submit(self.sent))
            # What Odoo does with such a request: once more, on fresh figures.
            self.assertEqual(waiter["crm.channel.shop"]._submit(self.sent).id, self.order_id)
        with self.transaction() as env:
            order = env["sale.order"].browse(self.order_id)
            self.assertEqual(len(order.message_ids.filtered(lambda message: "Ordered on the portal" in message.body)), 1)
