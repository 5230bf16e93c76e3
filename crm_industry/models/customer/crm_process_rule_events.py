from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL


class CrmProcessRule(models.Model):
    """The events: what happened to which customers, each by one statement."""

    _inherit = "crm.process.rule"

    @api.model
    def _events(self):
        """Return the events in the order in which they are offered. Extend by super: ``| {"my_event": {...}}``.

        :return: {code: {
            "label": in the user's language,
            "help": what happens when, one sentence,
            "query": method of this class that takes a rule and the ids of customers or None for all, and returns SQL of
                what happened since ``rule.date_from``: partner_id (commercial partner), occurrence (text that tells one time
                from the next), happened_on (date in the company's time zone); at most one row for each occurrence}}
        :rtype: dict[str, dict]
        """
        return {
            "new_customer": {
                "label": self.env._("New customer"),
                "help": self.env._("A customer was created."),
                "query": type(self)._new_customers_query,
            },
            "first_order": {
                "label": self.env._("First order"),
                "help": self.env._("The first order of a customer was confirmed; imported sales count as earlier orders."),
                "query": type(self)._first_orders_query,
            },
            "past_cycle": {
                "label": self.env._("Past its cycle"),
                "help": self.env._("An order was expected by the purchase cycle and has not come; once until the next order."),
                "query": type(self)._past_cycle_query,
            },
            "regraded": {
                "label": self.env._("Regraded"),
                "help": self.env._("A published run, an override or a veto gave the customer another grade."),
                "query": type(self)._regraded_query,
            },
        }

    @api.model
    def _only(self, column, customers):
        """Condition that restricts a column with customers to the ids asked for; None is all."""
        return SQL("TRUE") if customers is None else SQL("%s = ANY(%s)", column, list(customers))

    def _local_day(self, column):
        """SQL of the day of a moment (UTC) in the company's time zone."""
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", column, self.company_id.business_tz or "UTC")

    def _new_customers_query(self, customers):
        """SQL of customers created since the rule began; the moment of creation is compared with a margin for time zones."""
        return SQL(
            """
            SELECT partner.id AS partner_id, 'new' AS occurrence, %(day)s AS happened_on
              FROM res_partner partner
             WHERE partner.create_date >= %(since)s AND %(only)s
            """,
            day=self._local_day(SQL("partner.create_date")),
            since=self.date_from - timedelta(days=1),
            only=self._only(SQL("partner.id"), customers),
        )

    def _first_orders_query(self, customers):
        return SQL(
            """
            SELECT buyer.commercial_partner_id AS partner_id, 'first' AS occurrence, %(day)s AS happened_on
              FROM sale_order sale JOIN res_partner buyer ON buyer.id = sale.partner_id
             WHERE sale.state = 'sale' AND sale.company_id = ANY(%(branches)s) AND %(only)s
               AND NOT EXISTS (SELECT FROM crm_sales_history history
                                WHERE history.partner_id = buyer.commercial_partner_id
                                  AND history.company_id = ANY(%(branches)s))
             GROUP BY buyer.commercial_partner_id
            HAVING min(sale.date_order) >= %(since)s
            """,
            day=self._local_day(SQL("min(sale.date_order)")),
            branches=self.company_id._territory_branches_sql(),
            only=self._only(SQL("buyer.commercial_partner_id"), customers),
            since=self.date_from - timedelta(days=1),
        )

    def _past_cycle_query(self, customers):
        return SQL(
            """
            SELECT metrics.partner_id, 'cycle:' || metrics.last_order AS occurrence,
                   metrics.next_order_date + %(days)s::int AS happened_on
              FROM crm_customer_metrics metrics
             WHERE metrics.company_id = %(company)s AND metrics.next_order_date + %(days)s::int < %(today)s AND %(only)s
            """,
            days=self.days,
            company=self.company_id.id,
            today=self.company_id._business_today(),
            only=self._only(SQL("metrics.partner_id"), customers),
        )

    def _regraded_query(self, customers):
        """SQL of the customers whose present grade, newer than the rule, is another one than before.

        Before is the grade of the run before; when an override or a veto came on a day after the run was published, it is
        what the run gave.
        """
        directions = {"any": SQL("TRUE"), "up": SQL("graded.step > 0"), "down": SQL("graded.step < 0")}
        return SQL(
            """
            SELECT graded.partner_id, concat_ws(':', 'grade', graded.date, COALESCE(graded.grade_id, 0)) AS occurrence,
                   graded.date AS happened_on
              FROM (
                SELECT standing.partner_id, standing.date, standing.grade_id,
                       COALESCE(before.place, 1000000) - COALESCE(now.place, 1000000) AS step
                  FROM crm_grading_standing standing
                  LEFT JOIN crm_grading_result result ON result.id = standing.result_id
                  LEFT JOIN (%(places)s) now ON now.id = standing.grade_id
                  LEFT JOIN crm_grading_run run ON run.id = result.run_id
                  LEFT JOIN (%(places)s) before
                    ON before.id = CASE WHEN result.ruled IS NOT NULL AND standing.date > run.published_on::date
                                        THEN (result.ruled ->> 'grade')::int ELSE result.previous_grade_id END
                 WHERE standing.scheme_id = %(scheme)s AND standing.date >= %(since)s AND %(only)s
              ) graded
             WHERE graded.step <> 0 AND %(direction)s
            """,
            places=SQL(
                "SELECT id, row_number() OVER (PARTITION BY scheme_id ORDER BY sequence, id) AS place FROM crm_grading_grade"
            ),
            scheme=self.company_id._grading_scheme_sql(),
            since=self.date_from,
            only=self._only(SQL("standing.partner_id"), customers),
            direction=directions[self.direction],
        )
