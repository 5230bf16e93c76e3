from odoo import api, models
from odoo.tools import SQL

from .crm_credit_reference import POINTS as REFERENCE_POINTS
from .crm_credit_registry import POINTS as REGISTRY_POINTS


class CrmGradingMeasure(models.Model):
    """Ready-made measures of the credit file: of the records that were there on a day and valid."""

    _inherit = "crm.grading.measure"

    @api.model
    def _providers(self):
        return super()._providers() | {
            "credit_current_ratio": (self.env._("Current ratio"), "_credit_current_ratio_query"),
            "credit_debt_ratio": (self.env._("Debt ratio"), "_credit_debt_ratio_query"),
            "credit_net_margin": (self.env._("Net margin"), "_credit_net_margin_query"),
            "credit_references": (self.env._("Credit references"), "_credit_references_query"),
            "credit_register": (self.env._("Register data"), "_credit_register_query"),
        }

    @api.model
    def _credit_current_ratio_query(self, company, _date_from, date_to):
        return self._financial_ratio_query("current_assets", "current_liabilities", company, date_to)

    @api.model
    def _credit_debt_ratio_query(self, company, _date_from, date_to):
        return self._financial_ratio_query("total_liabilities", "total_assets", company, date_to)

    @api.model
    def _credit_net_margin_query(self, company, _date_from, date_to):
        return self._financial_ratio_query("net_profit", "revenue", company, date_to)

    @api.model
    def _financial_ratio_query(self, numerator, denominator, company, day):
        """A ratio of the latest annual accounts; not known where the denominator is not above zero."""
        query = SQL(
            """
            SELECT partner_id, CASE WHEN %(below)s > 0 THEN %(above)s / %(below)s END AS value
              FROM (SELECT DISTINCT ON (partner_id) * FROM crm_credit_financial
                     WHERE %(valid)s ORDER BY partner_id, year DESC, id DESC) latest
            """,
            above=SQL.identifier(numerator),
            below=SQL.identifier(denominator),
            valid=self._valid_condition(company, day),
        )
        return query, None

    @api.model
    def _credit_references_query(self, company, _date_from, date_to):
        """Mean points of the references, 0 to 100."""
        query = SQL(
            "SELECT partner_id, AVG(%s) AS value FROM crm_credit_reference WHERE %s GROUP BY partner_id",
            self._points("rating", REFERENCE_POINTS),
            self._valid_condition(company, date_to),
        )
        return query, None

    @api.model
    def _credit_register_query(self, company, _date_from, date_to):
        """Points of the status in the latest register data, 0 to 100."""
        query = SQL(
            """
            SELECT DISTINCT ON (partner_id) partner_id, %s::numeric AS value
              FROM crm_credit_registry WHERE %s ORDER BY partner_id, date DESC, id DESC
            """,
            self._points("status", REGISTRY_POINTS),
            self._valid_condition(company, date_to),
        )
        return query, None

    @api.model
    def _points(self, name, points):
        steps = SQL(" ").join(SQL("WHEN %s THEN %s", key, value) for key, value in points.items())
        return SQL("CASE %s %s END", SQL.identifier(name), steps)

    @api.model
    def _valid_condition(self, company, day):
        """Records of the company that had been obtained by a day and were valid then."""
        return SQL("company_id = %s AND date <= %s AND valid_until >= %s", company.root_id.id, day, day)
