from operator import ge, gt, le, lt

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

COMPARE = {
    "<": (lt, SQL("<")),
    "<=": (le, SQL("<=")),
    ">": (gt, SQL(">")),
    ">=": (ge, SQL(">=")),
    "in": (lambda actual, values: actual in values, SQL("IN")),
}
TEXTS = ("limit_mode", "status", "group_status")


class CrmCreditExposure(models.AbstractModel):
    """Search of records by a live figure, as a sub-select on the one query."""

    _inherit = "crm.credit.exposure"

    @api.model
    def _search_customers(self, column, operator, value):
        """Domain for res.partner: customers, and their contacts, by a column of the current company's figures.

        Customers without any row have the figures of the company's default; when these match, everybody matches whose row
        doesn't contradict. A customer without a limit has no available amount and no utilisation and is never found by them.

        :return: domain, or NotImplemented for operators that Odoo shall derive from others
        """
        if operator not in COMPARE:
            return NotImplemented
        value = self._search_value(column, operator, value)
        test, symbol = COMPARE[operator]
        default = self._default_row(self.env.company).get(column)
        condition = SQL("%s %s %s", SQL.identifier(column), symbol, value)
        if default is not None and test(default, value):
            return self._customers_domain(SQL("NOT COALESCE(%s, FALSE)", condition), exclude=True)
        return self._customers_domain(condition)

    @api.model
    def _customers_domain(self, condition, exclude=False):
        self._flush_exposure()
        self._switch_jit_off()
        query = self._exposure_query(None, self.env.company)
        return Domain.custom(
            to_sql=lambda model, alias, _query: SQL(
                "%s %s (SELECT partner_id FROM (%s) exposure WHERE %s)",
                SQL.identifier(alias, "commercial_partner_id"),
                SQL("NOT IN") if exclude else SQL("IN"),
                query,
                condition,
            )
        )

    @api.model
    def _search_accounts(self, column, operator, value):
        """Domain for crm.credit.account by a column of its figures."""
        if operator not in COMPARE:
            return NotImplemented
        self._flush_exposure()
        self._switch_jit_off()
        query = SQL(
            "SELECT account_id FROM (%s) exposure WHERE %s %s %s",
            self._exposure_query(None, self.env.companies),
            SQL.identifier(column),
            COMPARE[operator][1],
            self._search_value(column, operator, value),
        )
        return Domain.custom(to_sql=lambda model, alias, _query: SQL("%s IN (%s)", SQL.identifier(alias, "id"), query))

    @api.model
    def _search_value(self, column, operator, value):
        """Domain value as an SQL parameter; "not set" is zero for amounts.

        :raises UserError: for what is no amount
        """
        if operator == "in":
            return tuple(self._search_item(column, item) for item in value)
        return self._search_item(column, value)

    @api.model
    def _search_item(self, column, item):
        if column in TEXTS:
            return str(item or "")
        try:
            return float(item or 0)
        except (TypeError, ValueError, OverflowError):
            raise UserError(self.env._("%(value)s is not an amount to search for.", value=item)) from None

    @api.model
    def _default_row(self, company):
        """Figures of a customer without any document or account, as far as they can be searched."""
        mode, limit = company.root_id.sudo()._credit_default()
        limit = {"limited": limit, "prepay": 0.0}.get(mode)
        return {
            "total": 0.0,
            "overdue": 0.0,
            "limit_mode": mode,
            "limit_amount": limit,
            "available": limit,
            "utilisation": 0.0 if limit else None,
            "status": "normal",
            "group_status": "normal",
        }
