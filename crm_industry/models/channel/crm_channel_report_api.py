import hashlib
import json

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.arguments import as_day, as_id, as_number, as_text

from ...tools import channel_period
from .crm_channel_report_line import FIGURES

MOST_LINES = 5000
PERIODS = ("week", "month")


class CrmChannelReport(models.Model):
    """Reports sent by dealers' systems, through Odoo's JSON-2 API."""

    _inherit = "crm.channel.report"

    @api.model
    def push_report(self, external_id, date_from, lines, dealer=None, source="api", period=None, note=None):
        """Take over the report of a dealer and submit it. Safe to repeat: the external id tells reports apart.

        A new id makes a report; the same id with the same content changes nothing; with other content it changes the report,
        or corrects it by a new revision once it has been decided. Portal users report for their own dealer only.

        :param str external_id: the report's id in the dealer's system, unique for each ``source``
        :param str date_from: any day of the period
        :param list lines: dicts of product (internal reference or barcode), optionally unit (name), retailer (reference or
            name) and the figures opening, sell_in, sell_through, returned, adjustment, closing; without an opening stock it is
            that of the report before, without a closing stock it is worked out
        :param dealer: id, reference or exact name of the dealer; needed by internal users
        :param str source: name of the dealer's system
        :param str period: "week" or "month"; by default as the dealer has to report
        :param str note: what the dealer says besides
        :return: dict of id, status (new, changed, same, corrected), state, revision, variances (list of dicts of product,
            figure, reported, expected) and missing (products not reported)
        :raise AccessError: the dealer is another one's
        :raise UserError: something is missing, unknown or not possible; nothing is stored
        """
        company, partner = self.env.company.sudo().root_id, self._push_dealer(dealer)
        values = self._push_values(company, partner, date_from, period, external_id, source, note)
        rows = self._push_rows(company, partner, values, lines)
        key = self._lock_key(company, partner, values["date_from"])
        by_id = f"channel_api:{company.id}:{values['source']}:{values['external_id']}"
        self.env["crm.capacity.lock"]._lock_capacity([key, by_id])
        values["payload_hash"] = self._push_hash(partner, values, rows)
        report, status = self._push_store(company, partner, values, rows)
        self._push_check_access(report)
        return self._push_answer(report, status)

    # -- who and what ----------------------------------------------------------------------------------------------

    @api.model
    def _push_dealer(self, dealer):
        """Return the dealer, with full rights.

        :raise AccessError: portal users report for their own dealer, others need the right to write reports
        """
        user, partners = self.env.user, self.env["res.partner"]
        if user._is_portal():
            own = self.env["crm.channel.portal"]._own_dealer()
            if dealer and dealer not in (own.id, own.ref, own.name):
                raise AccessError(self.env._("You report for your own company only."))
            return own
        self.check_access("create")
        domain = Domain("channel_type_id.is_dealer", "=", True) & partners._customer_domain()
        if isinstance(dealer, int):
            found = partners.search(domain & Domain("id", "=", as_id(self.env, dealer)))
        else:
            text = as_text(self.env, dealer).strip()
            found = bool(text) and partners.search(domain & Domain("ref", "=", text), limit=2)
            found = found or bool(text) and partners.search(domain & Domain("name", "=", text), limit=2)
        if not found or len(found) > 1:
            text = str(dealer)[:40]
            raise UserError(self.env._("“%(dealer)s” names no single dealer: give the id or the reference.", dealer=text))
        return found.sudo()

    @api.model
    def _push_values(self, company, partner, date_from, period, external_id, source, note):
        external_id, source = as_text(self.env, external_id).strip(), as_text(self.env, source).strip()
        if not external_id or not source:
            raise UserError(self.env._("Give the external ID of the report and the source, the name of your system."))
        period = as_text(self.env, period) or self._period_of(company, partner)
        day = as_day(self.env, date_from)
        if period not in PERIODS or not day:
            raise UserError(
                self.env._("Give a day of the period, and “week” or “month” as the period if it is not the usual one.")
            )
        first, _last = channel_period.containing(day, period)
        return {
            "period": period,
            "date_from": first,
            "external_id": external_id,
            "source": source,
            "note": as_text(self.env, note).strip() or False,
        }

    @api.model
    def _push_rows(self, company, partner, values, lines):
        """Return the clean values of the lines.

        :raise UserError: naming the first line that cannot be taken
        """
        if not isinstance(lines, list) or not lines or len(lines) > MOST_LINES:
            raise UserError(self.env._("Give the lines of the report, %(most)s at most.", most=MOST_LINES))
        rows = []
        for number, line in enumerate(lines, 1):
            if not isinstance(line, dict) or line.keys() - {"product", "unit", "retailer", *FIGURES}:
                raise UserError(
                    self.env._(
                        "Line %(number)s: give product, unit, retailer and %(figures)s, nothing else.",
                        number=number,
                        figures=", ".join(FIGURES),
                    )
                )
            rows.append(self._push_row(company, number, line))
        keys = [(row["product_id"], row["retailer_id"]) for row in rows]
        if len(set(keys)) < len(keys):
            raise UserError(self.env._("A product, with its retailer, stands in a channel report once."))
        return self._fill_rows(company, partner, values, rows)

    @api.model
    def _push_row(self, company, number, line):
        product = self._push_product(company, number, line.get("product"))
        unit = self._push_unit(number, product, line.get("unit"))
        row = {"product_id": product.id, "retailer_id": self._push_retailer(number, line.get("retailer"))}
        for name in FIGURES:
            row[name] = None
            if line.get(name) is not None:
                quantity = unit._compute_quantity(as_number(self.env, line[name]), product.uom_id, round=False)
                row[name] = product.uom_id.round(quantity)
        return row

    @api.model
    def _push_product(self, company, number, code):
        # sudo: dealers' systems name products that portal users may not read
        products = self.env["product.product"].sudo()
        code = as_text(self.env, code).strip()
        own = Domain("company_id", "=", False) | Domain("company_id", "parent_of", company.id)
        for name in ("default_code", "barcode"):
            found = code and products.search(own & Domain(name, "=", code), limit=2)
            if found and len(found) == 1:
                return found
        raise UserError(self.env._("Line %(number)s: “%(code)s” names no single product.", number=number, code=code[:40]))

    @api.model
    def _push_unit(self, number, product, name):
        name = as_text(self.env, name).strip()
        if not name:
            return product.uom_id
        # sudo: units are no secret
        units = self.env["uom.uom"].sudo().search([("name", "=", name)]).filtered(product.uom_id._has_common_reference)
        if len(units) != 1:
            raise UserError(self.env._("Line %(number)s: “%(unit)s” is no unit of this product.", number=number, unit=name[:40]))
        return units

    @api.model
    def _push_retailer(self, number, name):
        """Return the id of the retailer. Customers that the user may not see are not found; portal users name nobody."""
        name = as_text(self.env, name).strip()
        if not name:
            return False
        if self.env.user._is_portal():
            raise UserError(self.env._("Line %(number)s: leave the retailer out.", number=number))
        partners = self.env["res.partner"]
        found = partners.search(partners._customer_domain() & (Domain("ref", "=", name) | Domain("name", "=", name)), limit=2)
        if len(found) != 1:
            raise UserError(self.env._("Line %(number)s: “%(name)s” names no single retailer.", number=number, name=name[:40]))
        return found.id

    # -- storing ---------------------------------------------------------------------------------------------------

    @api.model
    def _push_hash(self, partner, values, rows):
        content = {name: str(values[name]) for name in ("period", "date_from", "note")} | {"partner": partner.id}
        content["rows"] = sorted([row["product_id"], row["retailer_id"] or 0, *(row[n] for n in FIGURES)] for row in rows)
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    @api.model
    def _push_store(self, company, partner, values, rows):
        """Return the report and what became of it: new, changed, same or corrected."""
        # sudo: who may report for the dealer has been checked, and so is the access to the result
        known = self.sudo().search(
            [("company_id", "=", company.id), ("source", "=", values["source"]), ("external_id", "=", values["external_id"])]
        )
        if known and (known.partner_id, known.period, known.date_from) != (partner, values["period"], values["date_from"]):
            self._push_refuse_taken(known, partner)
        if known and known.payload_hash == values["payload_hash"]:
            return known, "same"
        if not known:
            report = self._push_create(company, partner, values)
            status = "new"
        elif known.state in ("draft", "submitted"):
            report, status = known, "changed"
        else:
            report, status = known._correct(), "corrected"
            known._guarded_write({"external_id": False, "source": False})
            known.flush_recordset()
        report._push_content(values, rows)
        return report, status

    @api.model
    def _push_refuse_taken(self, known, partner):
        """:raise UserError: the external ID is another report's, which is named to whoever may read it"""
        if known.partner_id != partner and not known.with_env(self.env).has_access("read"):
            raise UserError(self.env._("The external ID %(id)s is taken: give another one.", id=known.external_id))
        raise UserError(
            self.env._(
                "The external ID %(id)s is that of the report %(report)s.", id=known.external_id, report=known.display_name
            )
        )

    @api.model
    def _push_create(self, company, partner, values):
        content = {"company_id": company.id, "partner_id": partner.id} | {n: values[n] for n in ("period", "date_from", "note")}
        return self.sudo()._guarded_create([self._guarded_fields() | content | {"origin": "api"}])

    def _push_content(self, values, rows):
        """Write the lines anew and submit."""
        content = {name: values[name] for name in ("external_id", "source", "payload_hash", "note")}
        self._guarded_write({"state": "draft"})
        self._guarded_write(content | {"origin": "api"})
        self.line_ids.unlink()
        self.env["crm.channel.report.line"].sudo().create([row | {"report_id": self.id} for row in rows])
        self._submit(self.env.user)

    @api.model
    def _push_check_access(self, report):
        """:raise AccessError: an internal user may not write reports of this dealer; everything is rolled back"""
        if not self.env.user._is_portal():
            report.with_env(self.env).check_access("write")

    @api.model
    def _push_answer(self, report, status):
        return {
            "id": report.id,
            "status": status,
            "state": report.state,
            "revision": report.revision,
            "variances": report._variances(),
            "missing": [product.default_code or product.name for product in report.missing_product_ids],
        }

    # -- shared with the portal ------------------------------------------------------------------------------------

    @api.model
    def _fill_rows(self, company, partner, values, rows):
        """Work out the opening and the closing stock that are not given; whole products have their retailers beside them.

        :param rows: dicts of product_id, retailer_id and figures, None where not given
        """
        before = self._last_closing(company, partner, values["date_from"])
        sold = {}
        for row in rows:
            sold[row["product_id"]] = sold.get(row["product_id"], 0.0) + (row["sell_through"] or 0.0)
        for row in rows:
            if not row["retailer_id"]:
                self._fill_row(row, before, sold)
            row.update({name: row[name] or 0.0 for name in FIGURES})
        return rows

    @api.model
    def _fill_row(self, row, before, sold):
        if row["opening"] is None:
            row["opening"] = before.get(row["product_id"], 0.0)
        if row["closing"] is None:
            sums = row["opening"] + (row["sell_in"] or 0.0) - sold[row["product_id"]]
            row["closing"] = sums - (row["returned"] or 0.0) + (row["adjustment"] or 0.0)
        if row["closing"] < 0:
            product = self.env["product.product"].sudo().browse(row["product_id"])
            raise UserError(
                self.env._("The closing stock of %(product)s comes to less than nothing.", product=product.display_name)
            )

    @api.model
    def _last_closing(self, company, partner, date_from):
        """Return {product id: closing stock} of the accepted report that ends the day before."""
        # sudo: a dealer sees its own last stock
        lines = self.env["crm.channel.report.line"].sudo().search(
            [
                ("report_id.company_id", "=", company.id),
                ("report_id.partner_id", "=", partner.id),
                ("report_id.state", "=", "accepted"),
                ("report_id.date_to", "=", date_from - channel_period.ONE_DAY),
                ("retailer_id", "=", False),
            ]
        )
        return {line.product_id.id: line.closing for line in lines}

    def _variances(self):
        """Return what is out of tolerance: list of dicts of product, figure, reported and expected."""
        found = []
        for line in self.line_ids.filtered("off"):
            compared = {
                "opening": (line.opening, line.opening_expected, line.variance_opening),
                "sell_in": (line.sell_in, line.delivered, line.variance_sell_in),
                "returned": (line.returned, line.delivered_back, line.variance_returned),
                "closing": (line.closing, line.closing_expected, line.variance_closing),
            }
            name = line.product_id.default_code or line.product_id.name
            found += [
                {"product": name, "figure": figure, "reported": reported, "expected": expected}
                for figure, (reported, expected, variance) in compared.items()
                if not line.uom_id.is_zero(variance)
            ]
        return found
