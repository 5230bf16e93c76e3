import math
import re

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.mail_text import LONGEST_LINE, storable
from .crm_tobacco_demand_report import MOST_PRODUCTS

NUMBERS = ("demand", "stock")
FIELD = re.compile(r"(?:demand|stock)_([0-9]{1,18})", re.ASCII)
# Goods that a search finds at most; as few as these are shown without one.
MOST_FOUND = 20


class CrmTobaccoPortal(models.AbstractModel):
    """What consumers ask for and what the shop has, reported by the retailer itself for the present week."""

    _inherit = "crm.tobacco.portal"

    @api.model
    def _demand_page(self, values=None):
        """The form of this week's report.

        :param dict values: texts of the form as it was typed: what is typed stays, with the goods that ``search`` finds
        :return: dict of retailer (head), week (monday), until (text of the last moment in time), report (reported_on, on_time, or
            False), may_report, rows (id, name, unit, demand, stock: texts), search (its text), found (how many goods it found, or
            False without one), more (there are others that are not shown)
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
        } | self._demand_rows(retailer, report, values or {})

    @api.model
    def _demand_report(self, retailer, monday):
        # sudo: portal users have no right to reports in any other way
        return self.env["crm.tobacco.demand"].sudo().search([("retailer_id", "=", retailer.id), ("week", "=", monday)])

    @api.model
    def _demand_rows(self, retailer, report, values):
        """The goods of the form: what a search has found, then what is typed or was reported lately, by name.

        A company has thousands of goods, so that others are not shown unless they are few.
        """
        search = storable(str(values.get("search") or "")).strip()[:LONGEST_LINE]
        found, more = self._find_goods(retailer, search)
        lately = self.env["crm.tobacco.demand"].sudo().search([("retailer_id", "=", retailer.id)], limit=2)
        own = self._demand_products(retailer, [*lately.line_ids.product_id.ids, *self._typed_products(values)])
        lines = {line.product_id.id: line for line in report.line_ids}
        if not search:
            # A few goods: those that the retailer has to do with first.
            own, found = own | found, found.browse()
        return {
            "rows": [self._demand_row(product, lines.get(product.id)) for product in found | own],
            "search": search,
            "found": bool(search) and len(found),
            "more": more,
        }

    @api.model
    def _find_goods(self, retailer, search):
        """Return the goods with a text in their name, reference or barcode, and whether there are more; all, if they are few,
        without a text."""
        names = ("name", "default_code", "barcode")
        domain = Domain.OR([Domain(name, "ilike", search)] for name in names) if search else Domain.TRUE
        goods = self.env["crm.tobacco.demand"]._reportable(retailer, domain, limit=MOST_FOUND + 1)
        more = len(goods) > MOST_FOUND
        return goods[:MOST_FOUND] if search or not more else goods.browse(), more

    @api.model
    def _typed_products(self, values):
        """Return the ids of the goods for which something is typed, as a client sends them."""
        fields = (FIELD.fullmatch(name) for name, text in values.items() if str(text or "").strip())
        return list(dict.fromkeys(int(field[1]) for field in fields if field))[: MOST_PRODUCTS + 1]

    @api.model
    def _demand_products(self, retailer, ids):
        """Return those of some products that the retailer may report, by name."""
        return self.env["crm.tobacco.demand"]._reportable(retailer, [("id", "in", ids)])

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
        for product in self._demand_products(retailer, self._typed_products(values)):
            texts = {name: str(values.get(f"{name}_{product.id}") or "").strip() for name in NUMBERS}
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
