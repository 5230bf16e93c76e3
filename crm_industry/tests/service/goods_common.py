from odoo.tests import new_test_user

from .service_common import ServiceCommon


class GoodsCommon(ServiceCommon):
    """A customer who bought ten bottles in ``order``, delivered; 50 more are in stock. ``finance``, who posts invoices, and
    ``keeper`` of the warehouse."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance = new_test_user(cls.env, "finance", "account.group_account_invoice", company_id=cls.company.id)
        cls.keeper = new_test_user(cls.env, "keeper", "stock.group_stock_user", company_id=cls.company.id)
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.product = cls.env["product.product"].create(
            {
                "name": "Bottle of gel",
                "is_storable": True,
                "list_price": 25.0,
                "standard_price": 8.0,
                "invoice_policy": "delivery",
                "taxes_id": False,
            }
        )
        cls.env["stock.quant"]._update_available_quantity(cls.product, cls.warehouse.lot_stock_id, 60)
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "warehouse_id": cls.warehouse.id,
                "order_line": [(0, 0, {"product_id": cls.product.id, "product_uom_qty": 10, "price_unit": 20.0})],
            }
        )
        cls.order.action_confirm()
        cls.deliver(cls.order.picking_ids)

    @classmethod
    def deliver(cls, pickings, user=None):
        """Hand over all that was asked for."""
        for picking in pickings.with_user(user or cls.env.user):
            for move in picking.move_ids:
                move.quantity = move.product_uom_qty
                move.picked = True
            picking._action_done()

    @classmethod
    def leak(cls, quantity=2, user=None, **values):
        """An accepted complaint about some of the bottles."""
        goods = {"product_id": cls.product.id, "quantity": quantity, "order_line_id": cls.order.order_line.id}
        complaint = cls.complain(user, order_id=cls.order.id, line_ids=[(0, 0, goods)], **values)
        complaint.action_accept()
        return complaint

    @classmethod
    def replace(cls, complaint):
        """A replacement that finance and the service manager have approved."""
        resolution = cls.propose(complaint, "replacement")
        resolution.action_submit()
        resolution.with_user(cls.service_manager).action_approve()
        resolution.with_user(cls.finance).action_approve()
        return resolution

    @classmethod
    def transfers(cls, resolution):
        return resolution.sudo().line_ids.move_ids.picking_id
