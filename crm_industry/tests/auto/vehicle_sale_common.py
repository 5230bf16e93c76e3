from odoo.fields import Command

from .auto_common import AutoCommon


class VehicleSaleCommon(AutoCommon):
    """``comet`` is sold by VIN at 100,000 from ``warehouse``, without a deposit; makes stock, orders, deliveries, deposits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"auto_deposit_policy": "off", "auto_deposit_percent": 10})
        cls.comet = cls.make_vehicle_product("Comet", cls.model)
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)

    @classmethod
    def make_vehicle_product(cls, name, model):
        values = {"name": name, "is_storable": True, "tracking": "serial", "list_price": 100000, "taxes_id": False}
        return cls.env["product.product"].create(values | {"is_vehicle": True, "vehicle_model_id": model and model.id})

    @classmethod
    def make_stock(cls, product=None, **values):
        """Put a vehicle on stock; return it."""
        product = product or cls.comet
        vehicle = cls.make_vehicle(**values)
        lot = cls.env["stock.lot"].create({"name": vehicle.vin, "product_id": product.id})
        cls.env["stock.quant"]._update_available_quantity(product, cls.warehouse.lot_stock_id, 1, lot_id=lot)
        vehicle._guarded_write({"lot_id": lot.id})
        return vehicle

    @classmethod
    def make_order(cls, vehicle=None, product=None, quantity=1, **values):
        line = {"product_id": (product or cls.comet).id, "product_uom_qty": quantity, "vehicle_id": vehicle and vehicle.id}
        defaults = {"partner_id": cls.buyer.id, "warehouse_id": cls.warehouse.id, "order_line": [Command.create(line)]}
        return cls.env["sale.order"].create(defaults | values)

    def deliver(self, order, lot=None):
        picking = order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
        if picking.state != "assigned":
            picking.action_assign()
        if lot:
            picking.move_ids.move_line_ids.lot_id = lot
        picking.move_ids.picked = True
        picking._action_done()
        return picking

    def give_back(self, order):
        picking = order.picking_ids.filtered(lambda picking: picking.state == "done")[-1:]
        wizard = self.env["stock.return.picking"].with_context(active_id=picking.id, active_model="stock.picking").create({})
        wizard.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.move_line_ids.quantity = 1
        back.move_ids.picked = True
        back._action_done()
        return back

    def pay_deposit(self, order, percent):
        values = {"advance_payment_method": "percentage", "amount": percent, "sale_order_ids": [Command.set(order.ids)]}
        invoice = self.env["sale.advance.payment.inv"].create(values)._create_invoices(order)
        invoice.action_post()
        payments = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        payments.create({})._create_payments()
        return invoice
