from odoo import fields, models
from odoo.exceptions import UserError


class CrmComplaintResolution(models.Model):
    """Replacement without return: new goods by Odoo's own procurement, with a reference of their own, so that nothing of it
    counts as delivered or to be invoiced for the order."""

    _inherit = "crm.complaint.resolution"

    def _carry_out(self):
        if self.kind != "replacement":
            return super()._carry_out()
        # sudo: who approves it need not be of the warehouse
        self._send_goods({line: line._approved_quantity() for line in self.sudo().line_ids})

    def _send_goods(self, quantities):
        """Procure goods for the customer.

        :param dict quantities: {line: quantity in the unit of its product}
        :return: the new moves
        :raise UserError: no route sends them
        """
        # sudo: who approves it need not be of the warehouse
        resolution = self.sudo().with_company(self.company_id)
        known = resolution._goods_moves()
        reference = self.env["stock.reference"].sudo().create({"name": self.complaint_id.name})
        needs = [
            resolution._prepare_replacement(line.with_env(resolution.env), reference, quantity)
            for line, quantity in quantities.items()
        ]
        resolution.env["stock.rule"].run(needs)
        moves = resolution._goods_moves() - known
        if not moves:
            raise UserError(
                self.env._("%(resolution)s: nothing could be sent, check the routes of the goods.", resolution=self.display_name)
            )
        moves.picking_id.filtered(lambda picking: picking.state not in ("done", "cancel")).action_confirm()
        return moves

    def _prepare_replacement(self, line, reference, quantity):
        """Return the procurement of some of the goods of a line."""
        address = self._goods_address()
        customer_location = address.with_company(self.company_id).property_stock_customer
        values = {
            "reference_ids": reference,
            "complaint_line_id": line.id,
            "date_planned": fields.Datetime.now(),
            "warehouse_id": line._ships_from(),
            "partner_id": address.id,
            "location_final_id": customer_location,
            "company_id": self.company_id,
            "priority": "1" if self.complaint_id.priority != "0" else "0",
        }
        return self.env["stock.rule"].Procurement(
            line.product_id,
            quantity,
            line.product_id.uom_id,
            customer_location,
            line.product_id.display_name,
            self.complaint_id.name,
            self.company_id,
            values,
        )
