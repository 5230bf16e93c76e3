from datetime import date

from odoo.fields import Command
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import SQL

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon

from .tobacco_common import NOON

# A week of which nobody else makes plans.
WEEK = date(2031, 3, 17)


@tagged("post_install", "-at_install")
@freeze_time("2031-03-19 04:00:00")
class TestSupplyParallel(ParallelCommon, TransactionCase):
    """Two confirmations of one retailer at once, in transactions that really commit: 12 cartons, each order has 8."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        with self.transaction() as env:
            self.records = {}
            categ = self.keep(env["product.category"].create({"name": "Parallel", "tobacco_class": "1"}))
            product = self.keep(env["product.product"].create({"name": "Parallel Leaf", "categ_id": categ.id}))
            partner = self.keep(env["res.partner"].create({"name": "Parallel Shop", "is_company": True}))
            company = env.ref("base.main_company")
            retailer = self.keep(
                env["crm.tobacco.retailer"].create({"partner_id": partner.id, "company_id": company.id, "user_id": env.uid})
            )
            values = {"company_id": company.id, "week": WEEK, "product_id": product.id, "total": 12}
            plan = env["crm.supply.plan"].create(values)
            plan._guarded_write({"approval_state": "approved", "published_on": NOON})
            env["crm.supply.quota"]._guarded_create([{"plan_id": plan.id, "band": 9, "quantity": 12, "retailers": 1}])
            env["crm.supply.band"].create({"company_id": company.id, "week": WEEK, "retailer_id": retailer.id, "band": 9})
            line = [Command.create({"product_id": product.id, "product_uom_qty": 8})]
            orders = env["sale.order"].create([{"partner_id": partner.id, "order_line": line}] * 2)
            self.plan_id, self.partner_id, self.order_ids = plan.id, partner.id, orders.ids

    def keep(self, record):
        self.records[record._table] = record.id
        return record

    def forget(self):
        with self.registry.cursor() as cr:
            cr.execute(SQL("DELETE FROM sale_order WHERE id = ANY(%s)", self.order_ids))
            cr.execute(SQL("DELETE FROM crm_supply_plan WHERE id = %s", self.plan_id))
            cr.execute(SQL("DELETE FROM crm_tobacco_retailer WHERE id = %s", self.records["crm_tobacco_retailer"]))
            cr.execute(SQL("DELETE FROM res_partner WHERE id = %s", self.partner_id))
            cr.execute(SQL("DELETE FROM product_product WHERE id = %s", self.records["product_product"]))
            cr.execute(SQL("DELETE FROM product_template WHERE name->>'en_US' = 'Parallel Leaf'"))
            cr.execute(SQL("DELETE FROM product_category WHERE id = %s", self.records["product_category"]))
            cr.execute(SQL("DELETE FROM crm_capacity_lock WHERE key LIKE %s", f"supply:{self.partner_id}:%"))

    def take(self, env, order_id):
        """Decide on an order as its confirmation does, and confirm it past what other rules say."""
        order = env["sale.order"].browse(order_id)
        order._supply_lock()
        _plans, left = order._supply_left()
        if left[self.plan_id, self.partner_id] >= 8:
            order._write_server_fields({"supply_week": WEEK})
            env.flush_all()
            env.cr.execute(SQL("UPDATE sale_order SET state = 'sale' WHERE id = %s", order_id))
        return left[self.plan_id, self.partner_id]

    def test_the_second_one_begins_again_on_fresh_figures(self):
        with self.transaction() as loser:
            loser["sale.order"].browse(self.order_ids[1]).mapped("state")
            with self.transaction() as winner:
                self.assertEqual(self.take(winner, self.order_ids[0]), 12)
            with self.begins_again(loser):
                self.take(loser, self.order_ids[1])
            self.assertEqual(self.take(loser, self.order_ids[1]), 4)

    def test_locked_before_it_is_read(self):
        plans, done = self.registry["crm.supply.plan"], []
        locks = self.registry["crm.capacity.lock"]
        lock, used = locks._lock_capacity, plans._used_query
        self.patch(locks, "_lock_capacity", lambda records, keys: done.append("lock") or lock(records, list(keys)))
        self.patch(plans, "_used_query", lambda *args: done.append("read") or used(*args))
        with self.transaction() as env:
            env["sale.order"].browse(self.order_ids[0]).action_confirm()
            env.cr.rollback()
        self.assertEqual(done[:2], ["lock", "read"])
