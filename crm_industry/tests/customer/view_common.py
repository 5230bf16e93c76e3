from datetime import datetime

from odoo.fields import Command
from odoo.tests import freeze_time

from ..channel.target_sales_common import AccountingWorld
from .touchpoint_common import NOON, TouchpointCommon


@freeze_time(NOON)
class ViewCommon(TouchpointCommon, AccountingWorld):
    """Documents of the customer on 10 March 2026 in a company with a chart of accounts and without credit checks.

    ``salesperson`` has no rights to accounting or stock. Heirs freeze the time at `NOON`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.grading_sales_basis = "ordered"
        for event in ("confirm", "change", "delivery", "invoice"):
            cls.company[f"credit_check_{event}"] = "off"
        cls.goods = cls.env["product.product"].create(
            {"name": "Gel", "is_storable": True, "standard_price": 60, "taxes_id": [Command.clear()], "invoice_policy": "order"}
        )
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.env["stock.quant"]._update_available_quantity(cls.goods, cls.warehouse.lot_stock_id, 1000)
        cls.view = cls.env["crm.customer.view"].with_user(cls.salesperson)

    @classmethod
    def order(cls, amount=100.0, at="2026-03-02 04:00:00", partner=None, confirm=True, **values):
        """An order of one line without taxes, at a time in UTC."""
        line = {"product_id": cls.goods.id, "product_uom_qty": 1, "price_unit": amount, "tax_ids": [Command.clear()]}
        moment = datetime.fromisoformat(at)
        with freeze_time(moment):
            order = cls.env["sale.order"].create(
                {
                    "partner_id": (partner or cls.customer).id,
                    "company_id": cls.company.id,
                    "order_line": [Command.create(line)],
                    "user_id": cls.salesperson.id,
                }
                | values
            )
            if confirm:
                order.action_confirm()
        order.date_order = moment
        return order

    @classmethod
    def deliver(cls, order, at="2026-03-03 04:00:00"):
        with freeze_time(at):
            picking = order.picking_ids
            picking.action_assign()
            picking.move_ids.picked = True
            picking._action_done()
        return picking

    @classmethod
    def invoice(cls, order, day="2026-03-04"):
        invoice = order._create_invoices()
        invoice.write({"invoice_date": day, "invoice_date_due": day})
        invoice.action_post()
        return invoice

    def items(self, **filters):
        """The whole timeline as the salesperson reads it."""
        return self.view.timeline(self.customer.id, filters, None, 100)["items"]

    def titles(self, **filters):
        return [item["title"] for item in self.items(**filters)]
