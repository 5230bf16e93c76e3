from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class StockMove(models.Model):
    """Loan units that go to customers and come back."""

    _inherit = "stock.move"

    complaint_loan_id = fields.Many2one(
        "crm.complaint.loan", string="Loan", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: a user makes a move that of a loan; backorders and returns of such are"""
        if not self.env.su:
            for vals in vals_list:
                loan_id = vals.get("complaint_loan_id")
                # sudo: warehouse users need not see loans
                if loan_id and not self.sudo().search_count([("complaint_loan_id", "=", loan_id)], limit=1):
                    self._refuse_loan()
        return super().create(vals_list)

    def write(self, vals):
        if "complaint_loan_id" in vals and not self.env.su:
            self._refuse_loan()
        return super().write(vals)

    @api.model
    def _refuse_loan(self):
        """:raise AccessError: always"""
        raise AccessError(self.env._("Moves get their loan when an agent lends a unit."))

    def _moved_for_complaint(self):
        # sudo: warehouse users need not see loans
        return super()._moved_for_complaint() or self.sudo().complaint_loan_id.complaint_id

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        return [*super()._prepare_merge_moves_distinct_fields(), "complaint_loan_id"]

    def _action_done(self, cancel_backorder=False):
        """:raise UserError: another unit comes back than the one that was lent, or more than one goes out"""
        for move in self.sudo().filtered("complaint_loan_id"):
            move._check_unit()
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # sudo: warehouse users need not see loans
        moves.sudo().complaint_loan_id._moved()
        return moves

    def _check_unit(self):
        loan = self.complaint_loan_id
        lots = self.move_line_ids.filtered("quantity").lot_id
        if self.product_id != loan.product_id or self.product_uom.compare(self.quantity, 1.0) > 0:
            raise UserError(
                self.env._("%(loan)s is one %(product)s.", loan=loan.display_name, product=loan.product_id.display_name)
            )
        if loan.lot_id and lots and lots != loan.lot_id:
            raise UserError(
                self.env._(
                    "%(customer)s was lent %(unit)s, not %(other)s.",
                    customer=loan.partner_id.display_name,
                    unit=loan.lot_id.name,
                    other=", ".join(lots.mapped("name")),
                )
            )

    def _action_cancel(self):
        result = super()._action_cancel()
        self.sudo().complaint_loan_id._moved()
        return result

    def _credit_leaves(self):
        """A unit that the customer keeps was written off by the service: no credit is asked for."""
        return super()._credit_leaves() and not self.sudo().complaint_loan_id
