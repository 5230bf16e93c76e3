from odoo import api, models, tools
from odoo.tools import SQL


class CrmProcessRule(models.Model):
    """Finding who waits, and starting the plans."""

    _inherit = "crm.process.rule"

    # -- who waits -------------------------------------------------------------------------------------------------

    def _waiting_query(self, customers=None):
        """SQL of what a rule has not started yet: partner_id, occurrence, happened_on.

        :param customers: ids of commercial partners, None for all
        """
        event = self._events()[self.event]
        return SQL(
            """
            SELECT happened.partner_id, happened.occurrence, happened.happened_on
              FROM (%(events)s) happened
              JOIN res_partner partner ON partner.id = happened.partner_id
              LEFT JOIN crm_grading_standing standing
                ON standing.partner_id = partner.id AND standing.scheme_id = %(scheme)s
             WHERE happened.happened_on >= %(since)s AND %(customer)s AND %(type)s AND %(grade)s
               AND NOT EXISTS (SELECT FROM crm_process_log log
                                WHERE log.rule_id = %(rule)s AND log.partner_id = happened.partner_id
                                  AND log.occurrence = happened.occurrence)
            """,
            events=event["query"](self, customers),
            scheme=self.company_id._grading_scheme_sql(),
            since=self.date_from,
            customer=self.env["res.partner"]._territory_customers_where(self.company_id),
            type=SQL("partner.channel_type_id = %s", self.type_id.id) if self.type_id else SQL("TRUE"),
            grade=SQL("standing.grade_id = %s", self.grade_id.id) if self.grade_id else SQL("TRUE"),
            rule=self.id,
        )

    def _waiting(self, customers=None, limit=None):
        """Return [(customer id, occurrence, day)], the oldest first."""
        self.ensure_one()
        if self.event not in self._events():
            return []
        self.env.flush_all()
        bound = SQL("LIMIT %s", limit) if limit is not None else SQL()
        query = SQL("%s ORDER BY happened_on, partner_id %s", self._waiting_query(customers), bound)
        return self.env.execute_query(query)

    def _count_waiting(self):
        """Return {rule id: number of times that wait}, by one statement for all rules."""
        events = self._events()
        counts = [
            SQL("SELECT %s AS rule_id, count(*) FROM (%s) waiting", rule.id, rule._waiting_query())
            for rule in self
            if rule.event in events
        ]
        self.env.flush_all()
        return dict(self.env.execute_query(SQL(" UNION ALL ").join(counts))) if counts else {}

    def _left_today(self):
        """Return how many plans the rule may still start today."""
        today = self.company_id._business_today()
        started = self.env["crm.process.log"].search_count([("rule_id", "=", self.id), ("date", "=", today)])
        return max(self.day_limit - started, 0)

    # -- firing ----------------------------------------------------------------------------------------------------

    def _fire(self, customers=None):
        """Start the plan for those who wait, within the limit of the day, and return the log of it.

        The log is written first: of two transactions that find the same occurrence, the database lets one go on.

        :param customers: ids of commercial partners, None for all
        """
        self.ensure_one()
        left = self._left_today()
        rows = self._waiting(customers, left) if left else []
        if not rows:
            return self.env["crm.process.log"]
        logs = self._log(rows)
        logs._start_plans()
        return logs

    def _log(self, rows):
        """Write the log of occurrences and return what was new."""
        partners, occurrences, days = zip(*rows, strict=True)
        found = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_process_log (rule_id, company_id, partner_id, occurrence, happened_on, date)
                SELECT %s, %s, partner_id, occurrence, happened_on, %s
                  FROM unnest(%s::int[], %s::text[], %s::date[]) AS happened (partner_id, occurrence, happened_on)
                    ON CONFLICT DO NOTHING RETURNING id
                """,
                self.id,
                self.company_id.id,
                self.company_id._business_today(),
                list(partners),
                list(occurrences),
                list(days),
            )
        )
        self.invalidate_recordset(["log_ids", "fired_count"])
        return self.env["crm.process.log"].browse(log for (log,) in found)

    # -- at once and by the cron -----------------------------------------------------------------------------------

    @api.model
    @tools.ormcache("event", "company_id")
    def _rule_ids(self, event, company_id):
        """Ids of the active rules of a root company for an event: asked with every order, hardly ever changed."""
        return tuple(self.sudo().search([("event", "=", event), ("company_id", "=", company_id)]).ids)

    @api.model
    def _happened(self, event, customers, company):
        """Something has just happened to customers: start the plans of its rules at once.

        :param customers: commercial partners
        :param company: its root decides
        """
        for rule in self.sudo().browse(self._rule_ids(event, company.sudo().root_id.id)):
            rule._fire(customers.ids)

    @api.model
    def _look_soon(self, event, company):
        """Something has happened to many customers: have the cron look as soon as this transaction is committed."""
        if self._rule_ids(event, company.sudo().root_id.id):
            # sudo: whoever publishes grades may wake the cron
            self.env.ref("crm_industry.ir_cron_process_rules").sudo()._trigger()

    @api.model
    def _cron_fire(self):
        """Start what waits, one rule a transaction."""
        rules = self.search([("active", "=", True)])
        self.env["ir.cron"]._commit_progress(remaining=len(rules))
        for rule in rules:
            rule._fire()
            if not self.env["ir.cron"]._commit_progress(1):
                break
