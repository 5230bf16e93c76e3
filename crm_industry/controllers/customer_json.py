from odoo.http import request, route

from odoo.addons.web.controllers.json import WebJsonController

from .read_write import read_write

DIGITS = 18
"""Longer numbers are no ids, and no limits of lists."""


class CustomerJson(WebJsonController):
    @route(readonly=read_write)
    def web_json_1(self, subpath, **kwargs):
        """Lists of customers as JSON are exports: they need the right, whatever their length, and are logged.

        :raise AccessError: the user has not the right to export customers
        """
        self._check_json_route_active()
        action, _context, _eval_context, record_id = self._get_action(subpath)
        exports = request.env["crm.customer.export"]
        if not record_id and action.res_model in exports._customer_models():
            limit = kwargs.get("limit", "")
            # Odoo takes 0 for none, and then as many as the action says.
            number = (int(limit) if limit.isdecimal() and len(limit) <= DIGITS else 0) or action.limit
            exports._allow_json(action.res_model, number, kwargs.get("fields", "").split(","))
        return super().web_json_1(subpath, **kwargs)
