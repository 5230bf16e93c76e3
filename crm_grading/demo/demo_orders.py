from datetime import timedelta

from odoo import models
from odoo.fields import Command

from .plan_orders import plan_orders


class CrmDemoCompany(models.AbstractModel):
    _inherit = "crm.demo.company"

    def _load_orders(self, world):
        """Make the quotations and orders, oldest first, and confirm or cancel those whose time has come."""
        world.orders = []
        self._add_orders(world, plan_orders(world))

    def _add_orders(self, world, orders):
        """Make quotations of DemoOrders, which then go the way of all the others."""
        records = self.env["sale.order"].create([self._prepare_order_values(world, order) for order in orders])
        for order, record in zip(orders, records, strict=True):
            order.record, order.rate = record, record.currency_rate
        world.orders += orders
        self._progress("%s quotations and orders", len(records))

    def _prepare_order_values(self, world, order):
        customer = order.customer
        lines = [{"product_id": world.products[code].id, "product_uom_qty": quantity} for code, quantity in order.lines]
        if customer.kind == "export":
            # goods that leave the country are sold without tax
            lines = [dict(line, tax_ids=False) for line in lines]
        return {
            "partner_id": customer.record.id,
            "date_order": order.date,
            "validity_date": order.date.date() + timedelta(days=30),
            "user_id": self._order_salesperson(world, order).id,
            "team_id": world.teams[customer.trade].id,
            "company_id": world.company.id,
            "order_line": [Command.create(line) for line in lines],
        }

    def _order_salesperson(self, world, order):
        """Some quotations are the administrator's, whose list of own quotations would be empty otherwise."""
        if order.fate in ("draft", "sent") and order.date.day % 3 == 0:
            return self.env.ref("base.user_admin")
        return self._salesperson(world, order.customer.trade)

    def _load_confirmations(self, world):
        """Confirm, cancel or mark as sent."""
        orders = {fate: self._records(world, fate) for fate in ("draft", "sent", "cancel")}
        orders["sent"].action_quotation_sent()
        orders["cancel"]._action_cancel()
        shipped = self.env["sale.order"].browse(order.record.id for order in self._shipped(world))
        waiting = self._records(world) - shipped - orders["draft"] - orders["sent"] - orders["cancel"]
        waiting.action_confirm()
        # their deliveries are made all at once in a later step
        shipped.with_context(skip_procurement=True).action_confirm()
        self._progress("%s orders confirmed", len(waiting) + len(shipped))

    def _records(self, world, fate=None):
        """Return the sales orders with this fate, or all."""
        ids = [order.record.id for order in world.orders if fate in (None, order.fate)]
        return self.env["sale.order"].browse(ids)

    def _shipped(self, world):
        """Return the DemoOrders that have been delivered completely."""
        return [order for order in world.orders if order.delivered and order.fate != "partial"]
