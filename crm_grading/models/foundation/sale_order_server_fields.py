from odoo import api, models
from odoo.exceptions import AccessError


class SaleOrder(models.Model):
    """Fields of orders that the server alone fills, whoever asks and whatever the context says.

    Orders come from too many doors of Odoo itself to stand on `crm.guarded.mixin`: emptying such a field is not refused.
    """

    _inherit = "sale.order"

    @api.model
    def _server_fields(self):
        """Return {field: why clients don't fill it, a sentence}. Extend by super."""
        return {}

    @api.model_create_multi
    def create(self, vals_list):
        """Create with these fields empty.

        :raise AccessError: one of them is given
        """
        for vals in vals_list:
            self._refuse_server_fields(vals)
        # Explicit values win over defaults that a client puts into the context.
        empty = dict.fromkeys(self._server_fields(), False)
        return super().create([{**vals, **empty} for vals in vals_list])

    def write(self, vals):
        """:raise AccessError: one of these fields is filled"""
        self._refuse_server_fields(vals)
        return super().write(vals)

    @api.model
    def _refuse_server_fields(self, vals):
        for name, reason in self._server_fields().items():
            if vals.get(name):
                raise AccessError(reason)

    def _write_server_fields(self, vals):
        """Write these fields; for the methods that decide, never for what a client sent."""
        return super().write(vals)  # pylint: disable=super-method-mismatch
