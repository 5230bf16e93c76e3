from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .crm_complaint_line_device import REPAIR


class StockMove(models.Model):
    """Devices of repair cases on their way, and the parts that go into them."""

    _inherit = "stock.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._tell_repairs()
        return moves

    def write(self, vals):
        result = super().write(vals)
        if not {"product_uom_qty", "repair_line_type"}.isdisjoint(vals):
            self._tell_repairs()
        return result

    def _of_case(self):
        # sudo: technicians need not see cases
        return self.filtered(lambda move: move.sudo().repair_id.complaint_repair_id)

    def _create_repair_sale_order_line(self):
        """Technicians name parts for the quote of a case without rights on sales."""
        of_case = self._of_case()
        super(StockMove, of_case.sudo())._create_repair_sale_order_line()
        return super(StockMove, self - of_case)._create_repair_sale_order_line()

    def _update_repair_sale_order_line(self):
        of_case = self._of_case()
        super(StockMove, of_case.sudo())._update_repair_sale_order_line()
        return super(StockMove, self - of_case)._update_repair_sale_order_line()

    def _clean_repair_sale_order_line(self):
        of_case = self._of_case()
        super(StockMove, of_case.sudo())._clean_repair_sale_order_line()
        return super(StockMove, self - of_case)._clean_repair_sale_order_line()

    @api.model
    def _round_trips_query(self):
        """Devices that come in for repair and go back stay their customers'."""
        self.flush_model(["complaint_line_id"])
        self.env["crm.complaint.repair"].flush_model(["line_id"])
        return SQL(
            "%s UNION ALL SELECT move.id FROM stock_move move"
            " JOIN crm_complaint_repair repair ON repair.line_id = move.complaint_line_id",
            super()._round_trips_query(),
        )

    def _tell_repairs(self):
        """Parts of a repair have changed: the customer may have to be asked again."""
        # sudo: technicians need not see cases
        self.sudo().repair_id.complaint_repair_id._advance()

    def _action_done(self, cancel_backorder=False):
        """The last door: no part is used before the customer has accepted it, and no other device goes back.

        :raise UserError: naming the repair order or the device
        """
        # sudo: whoever moves goods need not see repair orders
        self.sudo().repair_id._check_accepted()
        self._check_devices()
        return super()._action_done(cancel_backorder=cancel_backorder)

    def _check_quoted(self):
        """No more of a part goes in than the customer was asked for.

        :raise UserError: naming the part
        """
        for move in self:
            if move.product_uom.compare(move.quantity, move.product_uom_qty) > 0:
                raise UserError(
                    self.env._(
                        "%(part)s: %(used)s would be used, the customer was asked for %(quoted)s. Raise the demand first.",
                        part=move.product_id.display_name,
                        used=f"{move.quantity:g}",
                        quoted=f"{move.product_uom_qty:g}",
                    )
                )

    def _check_devices(self):
        """The device that comes in, and goes out again, is the one that the case is about, and its customer's, whatever the
        transfer says."""
        # sudo: warehouse users need not see cases
        for move in self.sudo().filtered(lambda each: each.complaint_line_id.resolution_id.kind == REPAIR):
            repair = move.complaint_line_id.repair_ids
            if move.location_id._is_outgoing():
                move.move_line_ids.owner_id = move.restrict_partner_id = repair.partner_id
            for line in move.move_line_ids.filtered("quantity"):
                number = line.lot_id.name or line.lot_name
                if repair.serial and move.has_tracking != "none" and (number or "").upper() != repair.serial.upper():
                    raise UserError(
                        self.env._(
                            "%(case)s is about %(serial)s, not about %(other)s.",
                            case=repair.complaint_id.name,
                            serial=repair.serial,
                            other=number or self.env._("an unknown number"),
                        )
                    )
