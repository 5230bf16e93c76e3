from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...tools import channel_period
from .crm_channel_report_line import FIGURES

SHOWN_REPORTS = 24
SHOWN_REBATES = 40
MOST_PRODUCTS = 500


class CrmChannelPortal(models.AbstractModel):
    """What a dealer sees and writes on the portal. Everything starts from the user, nothing is found by what a client sends."""

    _name = "crm.channel.portal"
    _description = "Dealers on the Portal"

    @api.model
    def _dealer(self):
        """The user's customer if it is a dealer, with full rights; else empty."""
        # sudo: the type of the own customer decides, which its contacts need not be able to read
        customer = self.env.user.sudo().partner_id.commercial_partner_id
        dealer = customer.channel_type_id.is_dealer and not self.env.user._is_public()
        return customer if dealer else customer.browse()

    @api.model
    def _own_dealer(self):
        """:raise AccessError: the user's customer is no dealer"""
        dealer = self._dealer()
        if not dealer:
            raise AccessError(self.env._("Only dealers report: please ask us."))
        return dealer

    @api.model
    def _company(self):
        return self.env.company.sudo().root_id

    # -- reports ---------------------------------------------------------------------------------------------------

    @api.model
    def _reports_page(self):
        """What the list shows: company, dues (open ones), reports (the newest revisions), today, latest period.

        :raise AccessError: the user's customer is no dealer
        """
        dealer, company = self._own_dealer(), self._company()
        own = [("partner_id", "=", dealer.id), ("company_id", "=", company.id)]
        reports = self.env["crm.channel.report"].sudo().search([*own, ("state", "!=", "corrected")], limit=SHOWN_REPORTS)
        dues = self.env["crm.channel.due"].sudo().search([*own, ("state", "=", "open")], order="date_from", limit=SHOWN_REPORTS)
        return {
            "company": company,
            "dealer": dealer,
            "dues": dues,
            "reports": reports,
            "today": company._business_today(),
            "latest": self._latest_period(company, dealer),
        }

    @api.model
    def _latest_period(self, company, dealer):
        """First day of the last period that is over."""
        period = self.env["crm.channel.report"]._period_of(company, dealer)
        return channel_period.last_complete(company._business_today(), period)[0]

    @api.model
    def _report_page(self, day):
        """What the form of a period shows.

        :param day: text of any day of the period
        :return: dict of company, dealer, report (newest revision or empty), editable, first, last, label, rows (dicts of
            product, figures and sum), choices (products to add)
        :raise AccessError: the user's customer is no dealer
        :raise UserError: there is no such period
        """
        dealer, company = self._own_dealer(), self._company()
        period, first, last = self._period(company, dealer, day)
        reports = self.env["crm.channel.report"]
        report = reports._find_revisions(company, dealer, period, first)[:1]
        rows = self._rows_of(report) if report else self._proposed_rows(company, dealer, first, last)
        known = {row["product"].id for row in rows}
        return {
            "company": company,
            "dealer": dealer,
            "report": report,
            "editable": not report or report.state == "draft",
            "first": first,
            "last": last,
            "label": channel_period.label(first, period),
            "rows": rows,
            "choices": self._products(company, dealer).filtered(lambda product: product.id not in known),
            "variances": report._variances() if report else [],
        }

    @api.model
    def _period(self, company, dealer, day):
        """Return kind, first and last day of the period that the dealer reports on.

        :raise UserError: it is no day, or one in the future
        """
        field = self.env["crm.channel.report"]._fields["date_from"]
        try:
            day = field.to_date(day or None)
        except (TypeError, ValueError):
            day = None
        if not day or day > company._business_today() or day.year < 2000:
            raise UserError(self.env._("There is no such period."))
        period = self.env["crm.channel.report"]._period_of(company, dealer)
        return period, *channel_period.containing(day, period)

    @api.model
    def _rows_of(self, report):
        lines = report.line_ids.filtered(lambda line: not line.retailer_id)
        return [{"product": line.product_id} | {name: line[name] for name in FIGURES} for line in lines]

    @api.model
    def _proposed_rows(self, company, dealer, first, last):
        """What the dealer had at the end of the last report, and what we delivered since."""
        reports = self.env["crm.channel.report"].sudo()
        before = reports._last_closing(company, dealer, first)
        moved = reports._moved(company, dealer, first, last)
        products = self.env["product.product"].sudo().browse({*before, *moved}).sorted("display_name")
        rows = []
        for product in products[:MOST_PRODUCTS]:
            delivered, back = moved.get(product.id, (0.0, 0.0))
            opening = before.get(product.id, 0.0)
            figures = dict.fromkeys(FIGURES, 0.0) | {"opening": opening, "sell_in": delivered, "returned": back}
            rows.append({"product": product} | figures | {"closing": opening + delivered - back})
        return rows

    @api.model
    def _products(self, company, dealer):
        """The products that the dealer ever got from us or reported, with full rights: no others can be reported."""
        reports = self.env["crm.channel.report"].sudo()
        lines = self.env["crm.channel.report.line"].sudo()
        own = [("report_id.partner_id", "=", dealer.id), ("report_id.company_id", "=", company.id)]
        reported = [product.id for (product,) in lines._read_group(own, ["product_id"])]
        delivered = reports._delivered_products(company, dealer)
        products = self.env["product.product"].sudo().browse({*reported, *delivered})
        return products.filtered("active").sorted("display_name")

    @api.model
    def _save_report(self, day, values, submit):
        """Write the dealer's own report of a period, and submit it if asked for.

        :param day: text of a day of the period
        :param dict values: texts by ``<figure>_<product id>``, note
        :return: the report, with full rights
        :raise AccessError: the user's customer is no dealer
        :raise UserError: something is wrong with the figures, or the report has been submitted
        """
        dealer, company = self._own_dealer(), self._company()
        period, first, _last = self._period(company, dealer, day)
        rows = self._read_rows(company, dealer, values)
        if submit:
            self._check_rows(rows)
        report = self._own_draft(company, dealer, period, first)
        report.note = (values.get("note") or "").strip()[:2000] or False
        lines = report.line_ids.filtered(lambda line: not line.retailer_id)
        lines.unlink()
        self.env["crm.channel.report.line"].sudo().create([row | {"report_id": report.id} for row in rows])
        if submit:
            report._submit(self.env.user)
        return report

    @api.model
    def _own_draft(self, company, dealer, period, first):
        reports = self.env["crm.channel.report"]
        self.env["crm.capacity.lock"]._lock_capacity([reports._lock_key(company, dealer, first)])
        report = reports._find_revisions(company, dealer, period, first)[:1]
        if not report:
            content = {"company_id": company.id, "partner_id": dealer.id, "period": period, "date_from": first}
            # sudo: dealers have no right to reports in any other way
            return reports.sudo()._guarded_create([reports._guarded_fields() | content | {"origin": "portal"}])
        if report.state != "draft":
            raise UserError(self.env._("This report has been submitted already: ask for a correction."))
        return report

    @api.model
    def _read_rows(self, company, dealer, values):
        """Return the values of the lines that the form holds; products that the dealer never had are left out."""
        known = self._products(company, dealer)
        rows = []
        for product in known:
            texts = {name: (values.get(f"{name}_{product.id}") or "").strip() for name in FIGURES}
            if any(texts.values()):
                rows.append({"product_id": product.id} | {name: self._number(product, text) for name, text in texts.items()})
        if not rows:
            raise UserError(self.env._("Please fill in at least one product."))
        if len(rows) > MOST_PRODUCTS:
            raise UserError(self.env._("Please send us a file: the form takes %(most)s products.", most=MOST_PRODUCTS))
        return rows

    @api.model
    def _number(self, product, text):
        try:
            number = float(text.replace(",", "") or 0)
        except ValueError:
            number = float("nan")
        if not abs(number) < 1e9:
            raise UserError(self.env._("%(product)s: “%(text)s” is no number.", product=product.display_name, text=text[:40]))
        return number

    @api.model
    def _check_rows(self, rows):
        """:raise UserError: a figure is negative, or the stock does not add up"""
        products = self.env["product.product"].sudo()
        for row in rows:
            product = products.browse(row["product_id"])
            sums = row["opening"] + row["sell_in"] - row["sell_through"] - row["returned"] + row["adjustment"]
            if min(row[name] for name in ("opening", "sell_in", "returned", "closing")) < 0:
                raise UserError(self.env._("%(product)s: a stock or a delivery is below zero.", product=product.display_name))
            if product.uom_id.compare(row["closing"], sums):
                raise UserError(
                    self.env._(
                        "%(product)s: by your figures the closing stock is %(sums)s, not %(closing)s. Please correct it, or"
                        " enter the difference as an adjustment.",
                        product=product.display_name,
                        sums=f"{sums:g}",
                        closing=f"{row['closing']:g}",
                    )
                )

    @api.model
    def _correct_report(self, day):
        """Begin a correction of the dealer's own report of a period.

        :raise UserError: there is none that could be corrected
        """
        dealer, company = self._own_dealer(), self._company()
        period, first, _last = self._period(company, dealer, day)
        report = self.env["crm.channel.report"]._find_revisions(company, dealer, period, first)[:1]
        if not report:
            raise UserError(self.env._("There is no such period."))
        return report._correct()

    # -- rebates ---------------------------------------------------------------------------------------------------

    @api.model
    def _rebates_page(self):
        """The dealer's own rebates, the newest first.

        :raise AccessError: the user's customer is no dealer
        """
        dealer, company = self._own_dealer(), self._company()
        # sudo: dealers have no right to rebates in any other way
        rebates = self.env["crm.rebate.accrual"].sudo().search(
            [("partner_id", "=", dealer.id), ("company_id", "=", company.id), ("state", "!=", "cancelled")], limit=SHOWN_REBATES
        )
        return {"company": company, "currency": company.currency_id, "dealer": dealer, "rebates": rebates}
