from odoo import models
from odoo.tools import SQL

from .crm_tobacco_route import WEEKDAYS


class CrmVisitPlan(models.Model):
    """Tobacco retailers are visited by their client manager, on the days of their route."""

    _inherit = "crm.visit.plan"

    def _targets_query(self):
        targets = super()._targets_query()
        days = SQL(", ").join(
            SQL("CASE WHEN %s THEN %s::int END", SQL.identifier("route", f"visit_{name}"), number)
            for number, name in enumerate(WEEKDAYS)
        )
        return SQL(
            """
            SELECT target.partner_id, COALESCE(retailer.user_id, target.user_id) AS user_id, target.grade_code, target.visits,
                   target.calls, target.months,
                   CASE WHEN route.id IS NULL THEN target.weekdays ELSE array_remove(ARRAY[%(days)s], NULL) END AS weekdays
              FROM (%(targets)s) target
              LEFT JOIN crm_tobacco_retailer retailer
                ON retailer.partner_id = target.partner_id AND retailer.company_id = %(company)s AND retailer.active
              LEFT JOIN crm_tobacco_route route ON route.id = retailer.route_id
            """,
            days=days,
            targets=targets,
            company=self.company_id.id,
        )
