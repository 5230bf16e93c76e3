from odoo.fields import Command
from odoo.tests import freeze_time

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .target_common import TargetCommon


class AccountingWorld(AccountTestInvoicingCommon):
    """A company with a chart of accounts, seen without access rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True)


@freeze_time("2026-05-15 04:00:00")
class TargetSalesCommon(TargetCommon, AccountingWorld):
    """Documents on 15 May 2026 in a company with a currency of its own (USD) and a foreign one that is worth half of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.business_tz = "Asia/Shanghai"
        cls.seller = cls.salesperson
        for event in ("confirm", "change", "delivery", "invoice"):
            cls.company[f"credit_check_{event}"] = "off"
        cls.foreign = cls.setup_other_currency("EUR", rates=[("2020-01-01", 2.0), ("2026-04-01", 4.0)])
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)

    @classmethod
    def make_customer(cls, name, **values):
        return super().make_customer(name, **values)

    @classmethod
    def order(cls, partner, price, product=None, quantity=1.0, line=None, **values):
        """Confirm an order of one line without taxes."""
        product = product or cls.phone
        shape = {
            "product_id": product.id,
            "product_uom_qty": quantity,
            "price_unit": price,
            "tax_ids": [Command.clear()],
        }
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "order_line": [Command.create(shape | (line or {}))],
            }
            | values
        )
        order.action_confirm()
        cls.env.flush_all()
        return order

    @classmethod
    def stock_up(cls, product, quantity=10_000):
        cls.env["stock.quant"]._update_available_quantity(product, cls.warehouse.lot_stock_id, quantity)

    @classmethod
    def deliver(cls, order, moment, quantity=None):
        """Deliver the open moves of an order, at a moment in UTC."""
        with freeze_time(moment):
            picking = order.picking_ids.filtered(lambda one: one.state not in ("done", "cancel"))[:1]
            picking.action_assign()
            for move in picking.move_ids:
                move.quantity = quantity if quantity is not None else move.product_uom_qty
                move.picked = True
            picking.with_context(skip_backorder=True)._action_done()
        return picking

    @classmethod
    def take_back(cls, picking, moment, quantity):
        """Return goods of a done delivery."""
        with freeze_time(moment):
            wizard = cls.env["stock.return.picking"].with_context(active_id=picking.id, active_model="stock.picking").create({})
            wizard.product_return_moves.quantity = quantity
            back = cls.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
            back.move_ids.quantity = quantity
            back.move_ids.picked = True
            back._action_done()
        return back

    def sold(self, **values):
        """What a new target of 2026 counts."""
        return self.make_target(1000, **values).actual
