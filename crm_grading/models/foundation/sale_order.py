from contextvars import ContextVar

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.http import request
from odoo.service.server import thread_local

ORDER_SOURCES = [
    ("salesperson", "Salesperson"),
    ("portal", "Portal"),
    ("website", "Website"),
    ("api", "API"),
    ("import", "Import"),
]

# Whether a file is being loaded further up the call stack. A variable of this process: no client can set it.
_loading = ContextVar("crm_grading_order_loading", default=False)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    order_source = fields.Selection(
        ORDER_SOURCES,
        readonly=True,
        copy=False,
        default="salesperson",
        index=True,
        groups="base.group_user",
        help="How the order reached us. Set by the server when the order is created.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Create with the source that the server sees, whatever the client says."""
        return super().create([vals | {"order_source": self._get_order_source(vals)} for vals in vals_list])

    def write(self, vals):
        """Write anything but the source.

        :raise AccessError: the source is given
        """
        if "order_source" in vals:
            raise AccessError(self.env._("The source of an order is set by the server and cannot be changed."))
        return super().write(vals)

    @api.model
    def load(self, fields, data):
        """Orders of a file are imported ones, whoever loads it."""
        token = _loading.set(True)
        try:
            return super().load(fields, data)
        finally:
            _loading.reset(token)

    @api.model
    def _get_order_source(self, vals):
        """Return the source of an order that is being created with ``vals``. Extend by super for other channels."""
        if _loading.get():
            return "import"
        if vals.get("website_id") and (not request or getattr(request, "is_frontend", False)):
            return "website"
        if request and request.dispatcher.routing_type == "json2":
            return "api"
        # XML-RPC and /jsonrpc run with the request hidden, and name the method they call.
        if not request and getattr(thread_local, "rpc_model_method", ""):
            return "api"
        user = request.env.user if request and request.env else self.env.user
        return "portal" if user.share or self.env.user.share else "salesperson"
