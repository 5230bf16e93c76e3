from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError

# What makes up the credit used, as the customer sees it.
PARTS = ("receivable", "draft_invoices", "open_orders", "prepaid", "bills", "securities")
# Decided disputes and promises stay so many days on the page.
SHOWN_DAYS = 90


class CrmCreditPortal(models.AbstractModel):
    """What a customer sees of its own credit. Everything starts from the user: nothing is looked up by what a client sends."""

    _name = "crm.credit.portal"
    _description = "Credit on the Portal"

    @api.model
    def _customer(self):
        """The user's customer, with full rights; empty if the user may not see its credit with the current company."""
        user = self.env.user
        # sudo: settings and the mark of the contact are not the customer's to read; only the user's own are
        company, contact = self._company(), user.sudo().partner_id
        allowed = {"all": True, "flagged": contact.credit_portal}.get(company.credit_portal_access, False)
        customer = contact.commercial_partner_id
        return customer if allowed and not user._is_public() else customer.browse()

    @api.model
    def _company(self):
        return self.env.company.sudo().root_id

    @api.model
    def _own_customer(self):
        """:raise AccessError: the user may not see the customer's credit"""
        customer = self._customer()
        if not customer:
            raise AccessError(self.env._("Your company's credit is shown to other contacts only: please ask us."))
        return customer

    @api.model
    def _page(self):
        """What the page shows.

        :return: dict of company, currency, figures, parts, ageing, overdue, items, disputes, promises, applications, may, today
        :raise AccessError: the user may not see the customer's credit
        """
        customer, company = self._own_customer(), self._company()
        source = self.env["crm.credit.statement.source"].sudo()
        statement = source._statements(customer, company)[0]
        row = self.env["crm.credit.exposure"].sudo()._exposure(customer, company)[customer.id]
        return {
            "company": company,
            "currency": company.currency_id,
            "figures": self._figures(row),
            "parts": [(name, row[name]) for name in PARTS if row[name]],
            "labels": self._part_labels(),
            "buckets": source._bucket_labels(),
            "types": source._type_labels(),
            "statement": statement,
            "items": self._items(statement),
            "disputes": self._disputes(customer, company),
            "promises": self._promises(customer, company),
            "applications": self.env["crm.credit.application"]._portal_own(company),
            "reasons": self.env["crm.credit.dispute.reason"].sudo()._portal_choices(),
            "may": self._may(customer, company),
            "today": company._business_today(),
            "latest": company._business_today() + timedelta(days=company.credit_portal_promise_days),
        }

    @api.model
    def _may(self, customer, company):
        """What the customer may do on the page, by name."""
        may = {name: company[f"credit_portal_{name}"] for name in ("apply", "dispute", "promise")}
        return may | {"promise": may["promise"] and not self._promise_refusal(customer, company)}

    @api.model
    def _figures(self, row):
        """Limit, used, available and overdue of the customer itself: of its group only whether that leaves less."""
        limited = row["limit_amount"] is not None
        available = row["limit_amount"] - row["total"] if limited else None
        group = row["group_available"]
        return {
            "mode": row["limit_mode"],
            "limit": row["limit_amount"],
            "used": row["total"],
            "available": available,
            "percent": min(max(round(100 * row["total"] / row["limit_amount"]), 0), 100) if row["limit_amount"] else None,
            "overdue": row["overdue"],
            "temporary": row["temporary_limit"],
            "on_hold": row["group_status"] in ("hold", "blocked"),
            "less_in_group": group is not None and (available is None or group < available),
        }

    @api.model
    def _items(self, statement):
        """Open invoices of the statement with their link and whether they can be paid online; several instalments each."""
        moves = self.env["account.move"].sudo().browse({entry["move_id"] for entry in statement["entries"]}).grouped("id")
        return [
            entry | {"move": moves[entry["move_id"]], "payable": entry["open"] > 0 and moves[entry["move_id"]]._has_to_be_paid()}
            for entry in statement["entries"]
        ]

    @api.model
    def _own_domain(self, customer, company):
        return [("partner_id", "=", customer.id), ("company_id", "=", company.id)]

    @api.model
    def _disputes(self, customer, company):
        since = company._business_today() - timedelta(days=SHOWN_DAYS)
        shown = ["|", ("state", "=", "open"), ("date_decided", ">=", since)]
        return self.env["crm.credit.dispute"].sudo().search([*self._own_domain(customer, company), *shown])

    @api.model
    def _promises(self, customer, company):
        since = company._business_today() - timedelta(days=SHOWN_DAYS)
        shown = [("state", "!=", "cancelled"), "|", ("state", "=", "open"), ("date_settled", ">=", since)]
        return self.env["crm.credit.promise"].sudo().search([*self._own_domain(customer, company), *shown])

    @api.model
    def _statement(self, values):
        """A statement of the user's customer, to be shown or downloaded; with full rights.

        :param dict values: kind, date_from, date_to as a client sent them; what is no day counts as not given
        :return: `crm.credit.statement.make`
        """
        customer, company = self._own_customer(), self._company()
        today = company._business_today()
        make = self.env["crm.credit.statement.make"].sudo()
        first, last = self._day(values.get("date_from")), self._day(values.get("date_to")) or today
        return make.create(
            {
                "partner_ids": customer.ids,
                "company_id": company.id,
                "kind": "all" if values.get("kind") == "all" else "open",
                "date_from": first and min(first, last),
                "date_to": last,
            }
        )

    @api.model
    def _day(self, text):
        try:
            return self.env["crm.credit.promise"]._fields["date_due"].to_date(text or None)
        except (TypeError, ValueError):
            return None

    @api.model
    def _part_labels(self):
        return {
            "receivable": self.env._("Open invoices, less payments not allocated"),
            "draft_invoices": self.env._("Invoices being prepared"),
            "open_orders": self.env._("Orders not invoiced yet"),
            "prepaid": self.env._("Paid online, being booked"),
            "bills": self.env._("Acceptance bills outstanding"),
            "securities": self.env._("Covered by securities"),
        }
