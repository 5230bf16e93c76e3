from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .check_common import CreditCheckCommon


class DeliveryMixin:
    """Goods in stock at 100 each, a warehouse user, and short ways to deliveries."""

    @classmethod
    def _set_up_delivery(cls):
        cls.company.write({"credit_check_confirm": "off", "credit_check_change": "off", "credit_check_delivery": "block"})
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.storekeeper = cls._user("credit_storekeeper", "stock.group_stock_user")
        cls.goods = cls.env["product.product"].create(
            {"name": "Crate", "type": "consu", "is_storable": True, "list_price": 100.0, "taxes_id": False}
        )
        cls.env["stock.quant"]._update_available_quantity(cls.goods, cls.warehouse.lot_stock_id, 1000)

    @classmethod
    def _sold(cls, quantity, price=100.0, partner=None, **values):
        """A confirmed order of goods."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "user_id": cls.seller.id,
                "order_line": [
                    Command.create({"product_id": cls.goods.id, "product_uom_qty": quantity, "price_unit": price})
                ],
                **values,
            }
        )
        order.action_confirm()
        return order

    def _validate(self, pickings, user=None, **context):
        return pickings.with_user(user or self.storekeeper).with_context(**context).button_validate()

    def _picking_decisions(self, picking):
        return self.env["crm.credit.decision"].search([("picking_id", "=", picking.id)], order="id")


@tagged("post_install", "-at_install", "alone")
class TestDelivery(DeliveryMixin, CreditCheckCommon):
    """Goods leave only for customers who are good for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_delivery()

    def test_delivery_within_the_limit_leaves(self):
        picking = self._sold(10).picking_ids
        self._validate(picking)
        self.assertEqual((picking.state, picking.credit_state), ("done", "clear"))
        decision = self._picking_decisions(picking)
        self.assertEqual((decision.event, decision.result), ("delivery", "clear"))
        self.assertEqual((decision.exposure, decision.amount), (0.0, 1000.0))

    def test_delivery_over_the_limit_is_held(self):
        order = self._sold(11)
        picking = order.picking_ids
        action = self._validate(picking)
        self.assertEqual((picking.state, picking.credit_state), ("assigned", "held"))
        self.assertIn(picking.name, action["params"]["message"])
        self.assertIn("100.00 over the limit", picking.with_user(self.storekeeper).credit_message)
        self.assertEqual(picking.activity_ids.user_id, self.officer)
        self._validate(picking)
        self.assertEqual(len(picking.activity_ids), 1)
        decision = self._picking_decisions(picking)[-1]
        self.assertEqual((decision.order_id, decision.salesperson_id, decision.partner_id), (order, self.seller, self.customer))

    def test_orders_that_stay_here_do_not_stop_a_delivery(self):
        first, later = self._sold(6), self._sold(20)
        self._validate(first.picking_ids)
        self.assertEqual(first.picking_ids.state, "done")
        self._validate(later.picking_ids)
        self.assertEqual(later.picking_ids.credit_state, "held")
        self.assertEqual(self._picking_decisions(later.picking_ids).exposure, 600.0)

    def test_batch_counts_what_goes_before(self):
        pickings = (self._sold(6) | self._sold(6) | self._sold(4)).picking_ids.sorted("id")
        self._validate(pickings)
        self.assertEqual(pickings.mapped("state"), ["done", "assigned", "done"])
        self.assertEqual(pickings.mapped("credit_state"), ["clear", "held", "clear"])

    def test_action_done_is_refused_whoever_calls_it(self):
        picking = self._sold(11).picking_ids
        picking.move_ids.picked = True
        with self.assertRaisesRegex(UserError, rf"{picking.name}.*over the limit"), self.cr.savepoint():
            picking._action_done()
        with self.assertRaisesRegex(UserError, "over the limit"), self.cr.savepoint():
            picking.move_ids._action_done()
        self.assertEqual(self.goods.qty_available, 1000)

    def test_credit_fields_cannot_be_forged(self):
        picking = self._sold(11).picking_ids
        for values in ({"credit_state": "released"}, {"credit_decision_id": 1}):
            with self.assertRaises(AccessError):
                picking.with_user(self.storekeeper).write(values)
        self._validate(picking, credit_in_check=picking.ids, skip_backorder=True, skip_credit_check=True)
        self.assertEqual(picking.state, "assigned")

    def test_backorders_are_judged_by_themselves(self):
        picking = self._sold(15).picking_ids
        picking.move_ids.write({"quantity": 8, "picked": True})
        wizard = self._validate(picking)
        self.env["stock.backorder.confirmation"].with_user(self.storekeeper).with_context(**wizard["context"]).create({}).process()
        self.assertEqual((picking.state, picking.credit_state), ("done", "clear"))
        backorder = picking.backorder_ids
        self.assertFalse(backorder.credit_state)
        self._validate(backorder)
        self.assertEqual((backorder.state, backorder.credit_state), ("assigned", "held"))
        decision = self._picking_decisions(backorder)
        self.assertEqual((decision.exposure, decision.amount), (800.0, 700.0))

    def test_only_the_last_step_is_checked(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self._sold(11)
        pick = order.picking_ids.filtered(lambda picking: picking.location_dest_id.usage == "internal")
        self._validate(pick)
        self.assertEqual((pick.state, pick.credit_state), ("done", False))
        ship = order.picking_ids - pick
        self._validate(ship)
        self.assertEqual((ship.state, ship.credit_state), ("assigned", "held"))

    def test_returns_and_receipts_are_never_checked(self):
        picking = self._sold(10).picking_ids
        self._validate(picking)
        self._set_limit(self.customer, 0.0, status="blocked")
        wizard = self.env["stock.return.picking"].with_context(active_id=picking.id, active_model="stock.picking").create({})
        wizard.product_return_moves.quantity = 10
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self._validate(back)
        self.assertEqual((back.state, back.credit_state), ("done", False))

    def test_dropshipment_is_checked(self):
        picking = self._direct(20, source=self.env.ref("stock.stock_location_suppliers"))
        self._validate(picking)
        self.assertEqual((picking.credit_state, self._picking_decisions(picking).amount), ("held", 2000.0))

    def test_goods_without_an_order_count_at_their_sales_price(self):
        picking = self._direct(10)
        self._validate(picking)
        self.assertEqual((picking.state, self._picking_decisions(picking).amount), ("done", 1000.0))

    def _direct(self, quantity, source=None):
        source = source or self.warehouse.lot_stock_id
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "partner_id": self.customer.id,
                "location_id": source.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.goods.id,
                            "product_uom_qty": quantity,
                            "location_id": source.id,
                            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        return picking

    def test_more_than_was_ordered_counts(self):
        picking = self._sold(9).picking_ids
        picking.move_ids.write({"quantity": 12, "picked": True})
        self._validate(picking)
        self.assertEqual((picking.credit_state, self._picking_decisions(picking).amount), ("held", 1200.0))

    def test_release_lets_the_delivery_leave(self):
        picking = self._sold(11).picking_ids
        self._validate(picking)
        with self.assertRaises(AccessError):
            picking.with_user(self.storekeeper).action_release_credit("Please")
        picking.with_user(self.officer).action_release_credit("Paid by Friday")
        self.assertEqual((picking.credit_state, picking.activity_ids.ids), ("released", []))
        self._validate(picking)
        self.assertEqual((picking.state, picking.credit_state), ("done", "released"))

    def test_nobody_releases_the_delivery_of_an_own_order(self):
        picking = self._sold(11, user_id=self.officer.id).picking_ids
        self._validate(picking)
        with self.assertRaisesRegex(AccessError, "your own"):
            picking.with_user(self.officer).action_release_credit("Mine")

    def test_release_of_the_order_covers_its_deliveries(self):
        self.company.credit_check_confirm = "block"
        order = self._sold(15)
        self.assertEqual(order.credit_state, "held")
        order.with_user(self.officer).action_release_credit("Agreed")
        order.action_confirm()
        picking = order.picking_ids
        picking.move_ids.write({"quantity": 16, "picked": True})
        self._validate(picking)
        self.assertEqual(picking.credit_state, "held", "more than was released")
        picking.move_ids.quantity = 15
        self._validate(picking)
        self.assertEqual((picking.state, picking.credit_state), ("done", "released"))

    def test_refused_delivery_stays(self):
        picking = self._sold(11).picking_ids
        self._validate(picking)
        picking.with_user(self.officer).action_refuse_credit("No securities")
        self.assertEqual((picking.credit_state, picking.with_user(self.storekeeper).credit_message), ("refused", "No securities"))
        self._validate(picking)
        self.assertEqual((picking.state, picking.credit_state), ("assigned", "held"))

    def test_dialog_releases_a_delivery(self):
        picking = self._sold(11).picking_ids
        self._validate(picking)
        action = picking.with_user(self.officer).action_open_credit_release()
        Wizard = self.env["crm.credit.release"].with_user(self.officer).with_context(**action["context"])
        wizard = Wizard.create({"reason": "Guarantee"})
        self.assertEqual((wizard.amount, wizard.quotations), (1100.0, False))
        wizard.action_release()
        self.assertEqual(picking.credit_state, "released")

    def test_more_on_a_delivery_that_has_left(self):
        picking = self._sold(9).picking_ids
        self._validate(picking)
        self.assertEqual(picking.state, "done")
        line = picking.move_line_ids.with_user(self.storekeeper)
        with self.assertRaisesRegex(UserError, rf"{picking.name}.*over the limit"), self.cr.savepoint():
            line.write({"quantity": 11})
        self.env.invalidate_all()
        values = {"picking_id": picking.id, "product_id": self.goods.id, "quantity": 5}
        places = {"location_id": line.location_id.id, "location_dest_id": line.location_dest_id.id}
        with self.assertRaisesRegex(UserError, "over the limit"), self.cr.savepoint():
            self.env["stock.move.line"].with_user(self.storekeeper).create({**values, **places})
        self.env.invalidate_all()
        line.write({"quantity": 10})
        self.assertEqual(picking.sale_id.order_line.qty_delivered, 10)
        line.write({"quantity": 2})
        self.assertEqual(self._picking_decisions(picking)[-1].amount, 100.0, "taking back is not checked")

    def test_release_of_a_delivery_covers_no_more_than_its_amount(self):
        picking = self._sold(11).picking_ids
        self._validate(picking)
        picking.with_user(self.officer).action_release_credit("Paid by Friday")
        self._validate(picking)
        with self.assertRaisesRegex(UserError, "over the limit"), self.cr.savepoint():
            picking.move_line_ids.with_user(self.storekeeper).write({"quantity": 50})

    def test_warn_and_off(self):
        self.company.credit_check_delivery = "warn"
        picking = self._sold(11).picking_ids
        self.assertEqual(self._validate(picking)["params"]["type"], "warning")
        self.assertEqual((picking.state, picking.credit_state), ("done", "warned"))
        self.company.credit_check_delivery = "off"
        picking = self._sold(11).picking_ids
        self.assertIs(self._validate(picking), True)
        self.assertEqual((picking.state, picking.credit_state), ("done", False))

    def test_account_on_hold_stops_deliveries(self):
        picking = self._sold(1).picking_ids
        self._set_limit(self.customer, 1000.0, status="hold")
        self._validate(picking)
        self.assertEqual(self._picking_decisions(picking).reasons, "hold")

    def test_another_company_knows_nothing_of_it(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self._set_limit(self.customer, 0.0, company=other)
        picking = self._sold(10).picking_ids
        self._validate(picking)
        self.assertEqual(picking.state, "done")

    def test_panel_warns_before_anybody_tries(self):
        picking = self._sold(11).picking_ids
        panel = picking.with_user(self.storekeeper).credit_panel
        self.assertEqual((panel["order"], panel["left"], panel["colour"]), (1100.0, -100.0, "danger"))

    def test_panels_of_many_transfers_take_one_exposure_query(self):
        other = self.env["res.partner"].create({"name": "Other Dealer", "is_company": True})
        self._set_limit(other, 500.0)
        pickings = self._sold(3).picking_ids | self._sold(4).picking_ids | self._sold(2, partner=other).picking_ids
        exposure = type(self.env["crm.credit.exposure"])
        pickings.invalidate_recordset()
        with patch.object(exposure, "_exposure", autospec=True, side_effect=exposure._exposure) as exposures:
            panels = pickings.mapped("credit_panel")
        self.assertEqual(exposures.call_count, 1)
        # Each for itself: what the others of the list would add is not in it.
        self.assertEqual(
            [(panel["used"], panel["order"], panel["left"]) for panel in panels],
            [(0.0, 300.0, 700.0), (0.0, 400.0, 600.0), (0.0, 200.0, 300.0)],
        )

    def test_cost_of_the_check_does_not_grow_with_the_batch(self):
        self._set_limit(self.customer, 1e6)
        self._cost("block", 1), self._cost("off", 1)  # warm the caches
        for deliveries in (1, 8):
            self.assertLessEqual(self._cost("block", deliveries) - self._cost("off", deliveries), 6, f"{deliveries} deliveries")

    def _cost(self, mode, deliveries):
        self.company.credit_check_delivery = mode
        pickings = self.env["sale.order"].union(*(self._sold(1) for _number in range(deliveries))).picking_ids
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self._validate(pickings)
        self.env.flush_all()
        self.assertEqual(set(pickings.mapped("state")), {"done"})
        return self.cr.sql_log_count - before
