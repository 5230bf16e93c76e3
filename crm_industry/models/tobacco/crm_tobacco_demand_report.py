from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.arguments import as_day, as_id, as_number

from ...tools.order_cycle import week_start

MOST_PRODUCTS = 500
LARGEST = 1e9
NAMES = {"product_id", "demand", "stock"}


class CrmTobaccoDemand(models.Model):
    """The door of demand reports for those without rights to them: retailers on the portal."""

    _inherit = "crm.tobacco.demand"

    @api.model
    def _report(self, retailer, week, lines):
        """Keep what a retailer reports: products that are reported already are replaced, others added.

        The caller has made sure that the retailer's file is the user's; anything else is checked here.

        :param retailer: one file
        :param week: a day of the present week, or its ISO text; nothing: the present one
        :param lines: [{"product_id": id, "demand": number, "stock": number}], in the product's unit; what is left out is 0
        :return: the report, with all rights
        :raise UserError: another week, nothing or too much is reported, no tobacco, negative or no numbers, or too late
        """
        # sudo: retailers have no right to reports in any other way
        demands, retailer = self.sudo(), retailer.sudo()
        week = week_start(as_day(self.env, week) or retailer._local_now().date())
        rows = self._read_report(retailer, lines)
        self.env["crm.capacity.lock"].sudo()._lock_capacity([f"tobacco_demand:{retailer.id}:{week}"])
        demand = demands.search([("retailer_id", "=", retailer.id), ("week", "=", week)])
        if not demand:
            commands = [(0, 0, row) for row in rows]
            return demands.create({"retailer_id": retailer.id, "week": week, "line_ids": commands})
        demand._expect_open()
        known = {line.product_id.id: line for line in demand.line_ids}
        for row in rows:
            if line := known.get(row["product_id"]):
                line.write({"demand": row["demand"], "stock": row["stock"]})
        demand.line_ids.create([row | {"demand_id": demand.id} for row in rows if row["product_id"] not in known])
        return demand

    @api.model
    def _reportable(self, retailer, domain=Domain.TRUE, limit=None):
        """Return products that a retailer may report: tobacco on sale of its company, with all rights, by name.

        :param domain: which of them; all by default
        :param limit: how many at most
        """
        # sudo: customers on the portal see no products
        products = self.env["product.product"].sudo()
        allowed = [
            ("categ_id.tobacco_class", "!=", False),
            ("sale_ok", "=", True),
            ("company_id", "in", [False, retailer.sudo().company_id.id]),
        ]
        return products.search(Domain.AND([allowed, domain]), order="name, id", limit=limit)

    @api.model
    def _read_report(self, retailer, lines):
        """Return the values of lines, one for each product.

        :raise UserError: naming what is wrong
        """
        if not retailer.active:
            raise UserError(self.env._("%(retailer)s is archived.", retailer=retailer.display_name))
        if not isinstance(lines, list | tuple) or not all(isinstance(line, dict) and line.keys() <= NAMES for line in lines):
            raise UserError(self.env._("Report each product with its demand and stock."))
        if not 0 < len(lines) <= MOST_PRODUCTS:
            raise UserError(self.env._("Report between one and %(most)s products.", most=MOST_PRODUCTS))
        ids = [as_id(self.env, line.get("product_id")) for line in lines]
        products = self._reportable(retailer, [("id", "in", ids)]).grouped("id")
        rows = {}
        for product_id, line in zip(ids, lines, strict=True):
            product = products.get(product_id)
            if not product or product.id in rows:
                raise UserError(self.env._("Report tobacco that is on sale, each product once."))
            rows[product.id] = {"product_id": product.id} | {
                name: self._read_quantity(product, line.get(name) or 0.0) for name in ("demand", "stock")
            }
        return list(rows.values())

    @api.model
    def _read_quantity(self, product, value):
        if not 0 <= as_number(self.env, value) < LARGEST:
            raise UserError(self.env._("%(product)s: report 0 or more.", product=product.display_name))
        return value
