from odoo import models

from . import catalogue


class CrmDemoCompany(models.AbstractModel):
    _inherit = "crm.demo.company"

    def _load_returns(self, world):
        """Take goods back from customers that had paid already, and credit them."""
        returned = [order for order in world.orders if order.fate == "return"]
        for order in returned:
            self._return_goods(order)
            order.credit_note = order.record._create_invoices(final=True)
            order.credit_note.invoice_date = order.returned
            order.credit_note._post(soft=False)
        self._progress("%s returns with credit notes", len(returned))

    def _return_goods(self, order):
        """Return a third of those goods of the order that are invoiced by delivered quantity."""
        wizard = self.env["stock.return.picking"].create({"picking_id": order.record.picking_ids.id})
        lines = wizard.product_return_moves
        for line in lines.filtered(lambda line: line.product_id.default_code in catalogue.DELIVERED_POLICY):
            line.quantity = line.move_quantity // 3
        self._finish_pickings(wizard._create_return())
