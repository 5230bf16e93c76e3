from odoo import api, models
from odoo.tools import SQL

from .crm_telecom_lifecycle_mixin import AGENT
from .crm_telecom_tree import LIVE


class CrmCustomerView(models.AbstractModel):
    """Subscriptions, their fees and open bills on the page of a customer, where the trade is switched on."""

    _inherit = "crm.customer.view"

    @api.model
    def _view_check(self, customer):
        """Telecom agents look after all customers."""
        if self.env.user.has_group(AGENT):
            return None
        return super()._view_check(customer)

    @api.model
    def _view_buttons(self, scope):
        buttons = super()._view_buttons(scope)
        if not self._view_tells_telecom():
            return buttons
        if self.env["crm.telecom.account"].has_access("create"):
            buttons.append(
                {
                    "key": "telecom_account",
                    "label": self.env._("Open a telecom account"),
                    "icon": "fa-credit-card",
                    "model": "crm.telecom.account",
                    "context": {"default_partner_id": scope.customer.id},
                }
            )
        if self.env["crm.telecom.service"].has_access("read"):
            buttons.append(
                {
                    "key": "telecom_tree",
                    "label": self.env._("Accounts and subscriptions"),
                    "icon": "fa-sitemap",
                    "action": "crm_industry.crm_telecom_tree_action",
                    "context": {"active_id": scope.customer.id, "active_model": "res.partner"},
                }
            )
        return buttons

    @api.model
    def _view_tells_telecom(self):
        return self.env["crm.customer.timeline"]._telecom_shown()

    @api.model
    def _view_sources(self, scope):
        sources = super()._view_sources(scope)
        return sources | ({"telecom": self._telecom_query(scope)} if self._view_tells_telecom() else {})

    @api.model
    def _telecom_query(self, scope):
        """SELECT of what the subscriptions of the customer come to, a row for each currency: number, fee (a month), open (of
        bills), late (whether one is overdue)."""
        self.env.flush_all()
        return SQL(
            """
            SELECT currency_id, sum(number) AS number, sum(fee) AS fee, sum(open) AS open, coalesce(bool_or(late), FALSE) AS late
              FROM (SELECT account.currency_id, 1 AS number, subscription.monthly_fee AS fee, 0 AS open, FALSE AS late
                      FROM crm_telecom_subscription subscription
                      JOIN crm_telecom_account account ON account.id = subscription.account_id
                     WHERE subscription.partner_id = %(customer)s AND subscription.state = ANY(%(live)s) AND %(subscriptions)s
                 UNION ALL
                    SELECT bill.currency_id, 0, 0, bill.amount_open, bill.date_due < %(today)s
                      FROM crm_telecom_bill bill
                     WHERE (bill.partner_id = %(customer)s OR bill.payer_id = %(customer)s) AND bill.amount_open > 0
                       AND %(bills)s) entry
             GROUP BY currency_id
            """,
            customer=scope.customer.id,
            live=list(LIVE),
            subscriptions=scope.of_branches(SQL("subscription.company_id")),
            bills=scope.of_branches(SQL("bill.company_id")),
            today=scope.today,
        )

    @api.model
    def _telecom_sums(self, scope, rows):
        """Return {"subscriptions", "fee" and "open" in the currency of the company, "late"} of the rows of all currencies."""
        sums = {"subscriptions": 0, "fee": 0.0, "open": 0.0, "late": False}
        for row in rows:
            currency = self.env["res.currency"].browse(row["currency_id"])
            sums["subscriptions"] += int(row["number"])
            sums["fee"] += self._telecom_worth(scope, currency, row["fee"])
            sums["open"] += self._telecom_worth(scope, currency, row["open"])
            sums["late"] |= row["late"]
        return sums

    @api.model
    def _telecom_worth(self, scope, currency, amount):
        """Return an amount in the currency of the company, by the rate of today."""
        target = scope.company.currency_id
        amount = float(amount or 0)
        return amount if currency == target else currency._convert(amount, target, scope.company, scope.today)

    @api.model
    def _view_figures(self, scope, facts):
        figures = super()._view_figures(scope, facts)
        if not facts.get("telecom"):
            # Most customers of a company are no subscribers.
            return figures
        found = self._telecom_sums(scope, facts["telecom"])
        live = [["partner_id", "=", scope.customer.id], ["state", "in", list(LIVE)]]
        theirs = ["|", ["partner_id", "=", scope.customer.id], ["payer_id", "=", scope.customer.id]]
        opens = {
            model: {"model": model, "domain": domain}
            for model, domain in (
                ("crm.telecom.subscription", live),
                ("crm.telecom.bill", [*theirs, ["amount_open", ">", 0]]),
            )
            if self.env[model].has_access("read")
        }
        subscriptions, bills = opens.get("crm.telecom.subscription", {}), opens.get("crm.telecom.bill", {})
        return [
            *figures,
            self._view_figure("telecom", self.env._("Live subscriptions"), found["subscriptions"], "count", **subscriptions),
            self._view_figure("telecom_fee", self.env._("Subscription fees a month"), found["fee"], "money", **subscriptions),
            self._view_figure(
                "telecom_open", self.env._("Open telecom bills"), found["open"], "money", alert=found["late"], **bills
            ),
        ]
