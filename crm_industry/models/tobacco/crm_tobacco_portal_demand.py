import math

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

NUMBERS = ("demand", "stock")


class CrmTobaccoPortal(models.AbstractModel):
    """What consumers ask for and what the shop has, reported by the retailer itself for the present week."""

    _inherit = "crm.tobacco.portal"

    @api.model
    def _demand_page(self):
        """The form of this week's report.

        :return: dict of retailer (head), week (monday), until (text of the last moment in time), report (reported_on, on_time, or
            False), may_report, rows (id, name, unit, demand, stock: texts)
        :raise AccessError: the user is no retailer
        """
        retailer = self._own_retailer()
        monday = self._this_week(retailer)
        report = self._demand_report(retailer, monday)
        draft = report or self.env["crm.tobacco.demand"].sudo().new({"retailer_id": retailer.id, "week": monday})
        moment = draft._deadline()
        return {
            "retailer": self._retailer_head(retailer),
            "week": monday,
            "until": f"{format_date(self.env, moment.date())}, {moment.hour}:{moment.minute:02}",
            "report": bool(report) and {"reported_on": report.reported_on, "on_time": report.on_time},
            "may_report": not report or report._is_in_time(),
            "rows": self._demand_rows(retailer, report),
        }

    @api.model
    def _demand_report(self, retailer, monday):
        # sudo: portal users have no right to reports in any other way
        return self.env["crm.tobacco.demand"].sudo().search([("retailer_id", "=", retailer.id), ("week", "=", monday)])

    @api.model
    def _demand_rows(self, retailer, report):
        """The goods that may be reported: what the retailer has reported lately first, then by name."""
        lately = self.env["crm.tobacco.demand"].sudo().search([("retailer_id", "=", retailer.id)], limit=1)
        known = set(lately.line_ids.product_id.ids)
        lines = {line.product_id.id: line for line in report.line_ids}
        rows = [self._demand_row(product, lines.get(product.id)) for product in self._demand_products(retailer)]
        return sorted(rows, key=lambda row: (row["id"] not in known, row["name"]))

    @api.model
    def _demand_products(self, retailer):
        return self.env["crm.tobacco.demand"]._reportable(retailer)

    @api.model
    def _demand_row(self, product, line):
        texts = {name: f"{line[name]:g}" if line else "" for name in NUMBERS}
        return {"id": product.id, "name": product.display_name, "unit": product.uom_id.name} | texts

    @api.model
    def _report_demand(self, values):
        """Keep what the retailer reports for this week; goods without any number are left out.

        :param dict values: texts of the form: ``demand_<id of product>``, ``stock_<id of product>``
        :raise AccessError: the user is no retailer
        :raise UserError: a number is none, a stock is missing, or what `crm.tobacco.demand._report` refuses
        """
        retailer = self._own_retailer()
        lines = []
        for product in self._demand_products(retailer):
            texts = {name: str(values.get(f"{name}_{product.id}") or "").strip() for name in NUMBERS}
            if any(texts.values()):
                lines.append({"product_id": product.id} | self._demand_numbers(product, texts))
        return self.env["crm.tobacco.demand"]._report(retailer, False, lines)

    @api.model
    def _demand_numbers(self, product, texts):
        """Return the numbers of a product; without a demand it is 0, a stock has to be given, so that 0 means run out."""
        if not texts["stock"]:
            raise UserError(
                self.env._("%(product)s: say what you have of it, 0 if it has run out.", product=product.display_name)
            )
        numbers = {}
        for name, text in texts.items():
            try:
                number = float(text or 0)
            except ValueError:
                number = math.nan
            if not math.isfinite(number):
                raise UserError(self.env._("%(product)s: “%(text)s” is no number.", product=product.display_name, text=text[:20]))
            numbers[name] = number
        return numbers
