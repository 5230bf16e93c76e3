from odoo import models


class AccountMove(models.Model):
    """The warranty of a vehicle counts from the day of its first invoice."""

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        # sudo: accountants don't write vehicles
        lines = posted.sudo().filtered(lambda move: move.move_type == "out_invoice").invoice_line_ids.sale_line_ids
        lines.filtered("vehicle_first_sold")._invoiced_first()
        return posted
