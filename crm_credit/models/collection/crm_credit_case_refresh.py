from odoo import api, fields, models
from odoo.tools import SQL


class CrmCreditCase(models.Model):
    """How cases open, are ranked and close: some statements for all customers of a company, or for a few of them."""

    _inherit = "crm.credit.case"

    @api.model
    def _cron_refresh(self):
        """Every night: promises, stops of supply and cases of each company, then the dunning run, where it is automatic."""
        companies = self.env["res.company"].search([("parent_id", "=", False)])
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            self._collect(company)
            self.env["crm.credit.dunning.run"]._start_automatic(company)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _collect(self, company, partners=None):
        """Bring everything of collection up to date: after payments for some customers, at night for all."""
        self = self.sudo()
        self.env["crm.credit.promise"]._evaluate(company, partners)
        self.env["crm.credit.account"]._lift_stops(company, partners)
        self._refresh(company, partners)

    @api.model
    def _refresh(self, company, partners=None):
        """Open, rank and close the cases of a company.

        :param partners: commercial partners; None: all
        """
        company = company.root_id
        self.env.flush_all()
        self.env["crm.credit.exposure"]._switch_jit_off()
        rows = self.env.execute_query(self._refresh_query(company, partners))
        self.invalidate_model()
        closed = self.browse([case_id for case_id, state in rows if state == "closed"])
        if closed:
            # Past the guard of deleting: what was still to be done is not any more.
            self.env["mail.activity"].sudo().search([("res_model", "=", self._name), ("res_id", "in", closed.ids)]).unlink()

    @api.model
    def _refresh_query(self, company, partners):
        """One statement that opens, ranks and closes; returns the cases whose row it changed, with their states."""
        today = company._business_today()
        source = self.env["crm.credit.dunning.source"]
        ids = None if partners is None else source._ids_sql(partners.ids)
        return SQL(
            """
            WITH overdue AS MATERIALIZED (%(ranked)s), closed AS (
                UPDATE crm_credit_case item
                   SET state = 'closed', date_close = %(today)s, amount = 0, disputed = 0, priority = 0, next_action = NULL,
                       next_date = NULL, write_date = %(now)s, write_uid = %(uid)s
                 WHERE item.company_id = %(company)s AND item.state = 'open' AND %(wanted)s
                   AND NOT EXISTS (SELECT FROM overdue WHERE overdue.partner_id = item.partner_id)
                RETURNING item.id, item.state
            ),
            kept AS (
                INSERT INTO crm_credit_case AS old
                       (partner_id, company_id, state, date_open, user_id, amount, disputed, oldest_days, risk, priority,
                        level_id, next_action, next_date, create_uid, write_uid, create_date, write_date)
                SELECT partner_id, %(company)s, 'open', %(today)s, user_id, amount, disputed, oldest_days, risk, priority,
                       level_id, 'call', %(today)s, %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM overdue ORDER BY partner_id
                    ON CONFLICT (partner_id, company_id) WHERE state = 'open'
                    DO UPDATE SET amount = EXCLUDED.amount, disputed = EXCLUDED.disputed, oldest_days = EXCLUDED.oldest_days,
                                  risk = EXCLUDED.risk, priority = EXCLUDED.priority, level_id = EXCLUDED.level_id,
                                  user_id = COALESCE(old.user_id, EXCLUDED.user_id)
                 WHERE (old.amount, old.disputed, old.oldest_days, old.risk, old.priority, old.level_id)
                       IS DISTINCT FROM (EXCLUDED.amount, EXCLUDED.disputed, EXCLUDED.oldest_days, EXCLUDED.risk,
                                         EXCLUDED.priority, EXCLUDED.level_id)
                RETURNING old.id, old.state
            )
            SELECT id, state FROM closed UNION ALL SELECT id, state FROM kept
            """,
            ranked=self._ranked_query(company, today, ids),
            today=today,
            company=company.id,
            now=self.env.cr.now(),
            uid=self.env.uid,
            wanted=SQL("TRUE") if ids is None else SQL("item.partner_id = ANY(%s)", ids),
        )

    @api.model
    def _ranked_query(self, company, today, ids):
        """Customers with overdue items above the company's smallest amount of a case: amounts, risk and priority."""
        return SQL(
            """
            SELECT figure.*, risk.value AS risk, ROUND((figure.amount - figure.disputed) * risk.value, 2) AS priority,
                   %(responsible)s AS user_id
              FROM (
                SELECT item.partner_id, SUM(item.residual) AS amount, SUM(LEAST(item.disputed, item.residual)) AS disputed,
                       MAX(item.days) AS oldest_days,
                       (array_agg(item.memory_level_id ORDER BY item.memory_days DESC))[1] AS level_id
                  FROM (%(items)s) item GROUP BY item.partner_id
              ) figure
              JOIN res_partner partner ON partner.id = figure.partner_id
              JOIN res_company company ON company.id = %(company)s
              LEFT JOIN crm_credit_account account
                     ON account.partner_id = figure.partner_id AND account.company_id = company.id
              LEFT JOIN (
                SELECT id, percent_rank() OVER (PARTITION BY company_id ORDER BY sequence)::numeric AS rank
                  FROM crm_credit_class WHERE active
              ) class ON class.id = account.class_id
              LEFT JOIN (%(broken)s) broken ON broken.partner_id = figure.partner_id
             CROSS JOIN LATERAL (SELECT %(risk)s AS value) risk
             WHERE figure.amount >= COALESCE(company.credit_case_amount, 0)
            """,
            items=self.env["crm.credit.dunning.source"]._overdue_query(company, today, ids, followed=False),
            company=company.id,
            broken=self.env["crm.credit.promise"]._broken_count_query(company, today),
            risk=self._risk_sql(),
            responsible=self._responsible_sql(),
        )

    @api.model
    def _risk_sql(self):
        """The risk of a customer, from the aliases `figure`, `account`, `class` and `broken`."""
        return SQL(
            """
            ROUND(1 + LEAST(figure.oldest_days / 90.0, 2) + LEAST(COALESCE(broken.count, 0) * 0.5, 2)
                  + CASE account.status WHEN 'watch' THEN 0.25 WHEN 'hold' THEN 0.5 WHEN 'blocked' THEN 1 ELSE 0 END
                  + COALESCE(class.rank, 0), 2)
            """
        )

    @api.model
    def _open_for_letters_sql(self, company):
        """CTEs that open cases, with calls, for the CTE `letter` (partner_id, level_id, user_id, amount, call) of a statement."""
        return SQL(
            """
            , kase AS (
                INSERT INTO crm_credit_case AS old
                       (partner_id, company_id, state, date_open, user_id, amount, level_id, next_action, next_date,
                        create_uid, write_uid, create_date, write_date)
                SELECT partner_id, %(company)s, 'open', %(today)s, user_id, amount, level_id,
                       CASE WHEN call THEN 'call' ELSE 'wait' END, %(today)s, %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM letter ORDER BY partner_id
                    ON CONFLICT (partner_id, company_id) WHERE state = 'open'
                    DO UPDATE SET level_id = EXCLUDED.level_id,
                                  next_action = CASE EXCLUDED.next_action WHEN 'call' THEN 'call' ELSE old.next_action END,
                                  next_date = CASE EXCLUDED.next_action WHEN 'call' THEN EXCLUDED.next_date ELSE old.next_date END
                RETURNING id, partner_id
            ),
            activity AS (
                INSERT INTO mail_activity
                       (res_model_id, res_model, res_id, res_name, activity_type_id, summary, date_deadline, user_id, automated,
                        active, create_uid, write_uid, create_date, write_date)
                SELECT %(model)s, %(name)s, kase.id, partner.name, level.activity_type_id,
                       COALESCE(level.name->>%(lang)s, level.name->>'en_US'), %(today)s, letter.user_id, TRUE, TRUE,
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM letter
                  JOIN kase USING (partner_id)
                  JOIN crm_credit_dunning_level level ON level.id = letter.level_id
                  JOIN res_partner partner ON partner.id = letter.partner_id
                 WHERE letter.call
                RETURNING user_id
            )
            """,
            company=company.root_id.id,
            today=company._business_today(),
            uid=self.env.uid,
            now=self.env.cr.now(),
            model=self.env["ir.model"]._get_id(self._name),
            name=self._name,
            lang=self.env.lang or "en_US",
        )

    @api.model
    def _collected_customers(self, partners, company):
        """Those of the customers that collection knows: with an open case, a promise, or a stop of supply.

        :param partners: commercial partners
        """
        if not partners:
            return partners
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id FROM crm_credit_case
                 WHERE state = 'open' AND partner_id = ANY(%(ids)s) AND company_id = %(company)s
                 UNION SELECT partner_id FROM crm_credit_promise
                 WHERE state != 'cancelled' AND partner_id = ANY(%(ids)s) AND company_id = %(company)s AND date_limit >= %(since)s
                 UNION SELECT partner_id FROM crm_credit_account
                 WHERE dunning_level_id IS NOT NULL AND partner_id = ANY(%(ids)s) AND company_id = %(company)s
                """,
                ids=list(partners.ids),
                company=company.root_id.id,
                since=fields.Date.subtract(company._business_today(), days=60),
            )
        )
        return self.env["res.partner"].browse([partner_id for (partner_id,) in rows])
