from odoo import api, models
from odoo.tools import SQL

# Customers of a piece.
PIECE = 50_000


class CrmTerritoryRun(models.Model):
    """The dry run: one statement for the lines of many customers."""

    _inherit = "crm.territory.run"

    def _step_compute(self, cursor):
        after, total = cursor or 0, None
        self.env["crm.customer.metrics"]._tune()
        if not after:
            self.env.cr.execute(SQL("DELETE FROM crm_territory_line WHERE run_id = %s", self.id))
            # To a planner without statistics of them new rules look like none.
            self.env.cr.execute(SQL("ANALYZE crm_territory_rule, crm_region, product_category"))
            total = self._count_customers()
        [(until, count)] = self.env.execute_query(
            SQL(
                "SELECT max(id), count(*) FROM (SELECT partner.id FROM res_partner partner WHERE %s AND partner.id > %s"
                " ORDER BY partner.id LIMIT %s) piece",
                self._customers_where(),
                after,
                PIECE,
            )
        )
        if not count:
            self._job_write({"computed_on": self.env.cr.now()})
            return None
        self.env.cr.execute(self._lines_insert(after, until))
        if count == PIECE:
            self.env.cr.execute(SQL("ANALYZE crm_territory_line"))
        self.env.invalidate_all(flush=False)
        self._job_count(self.job_done + count, total)
        return until

    def _count_customers(self):
        self.env.flush_all()
        query = SQL("SELECT count(*) FROM res_partner partner WHERE %s", self._customers_where())
        return self.env.execute_query(query)[0][0]

    def _customers_where(self):
        """SQL condition on the alias `partner`: the customers of the run."""
        where = self.env["res.partner"]._territory_customers_where(self.company_id)
        if self.scope == "unassigned":
            where = SQL(
                "%s AND NOT EXISTS (SELECT FROM res_users seller WHERE seller.id = partner.user_id AND seller.active)", where
            )
        if self.region_id:
            regions = self.env["crm.region"].sudo().with_context(active_test=False)
            regions = regions._search([("id", "child_of", self.region_id.id)])
            where = SQL("%s AND partner.channel_region_id IN %s", where, regions.subselect())
        return where

    def _lines_insert(self, after, until):
        """SQL that writes the lines of the customers with ids after `after` until `until`."""
        match = self.env["crm.territory.match"]
        piece = SQL("%s AND partner.id > %s AND partner.id <= %s", self._customers_where(), after, until)
        customers = match._customers_query(self.company_id, piece)
        labels = self._rule_labels()
        return SQL(
            """
            WITH customer AS MATERIALIZED (%(customers)s),
                 winner AS MATERIALIZED (%(winners)s),
                 label AS (SELECT * FROM unnest(%(rule_ids)s::int[], %(texts)s::text[]) AS label (rule_id, text)),
                 judged AS (%(judged)s)
            INSERT INTO crm_territory_line
                   (run_id, company_id, partner_id, verdict, state, old_user_id, new_user_id, old_team_id, new_team_id,
                    rule_id, why)
            SELECT %(run)s, %(company)s, judged.id, verdict, CASE verdict WHEN 'change' THEN 'planned' END,
                   old_user_id, new_user_id, old_team_id, new_team_id, rule_id, label.text
              FROM judged LEFT JOIN label USING (rule_id)
             ORDER BY judged.id
            """,
            customers=customers,
            winners=match._winners_query(self.company_id, SQL("SELECT * FROM customer")),
            rule_ids=list(labels),
            texts=list(labels.values()),
            judged=self._judged_query(),
            run=self.id,
            company=self.company_id.id,
        )

    def _judged_query(self):
        """SQL over `customer` and `winner`: what each customer would get, and the verdict."""
        branches = list(self.company_id._territory_branches().ids)
        return SQL(
            """
            SELECT assigned.*,
                   CASE WHEN fixed THEN 'fixed' WHEN foreigner THEN 'foreign' WHEN rule_id IS NULL THEN 'no_rule'
                        WHEN new_user_id IS NOT DISTINCT FROM old_user_id AND new_team_id IS NOT DISTINCT FROM old_team_id
                        THEN 'same' ELSE 'change' END AS verdict
              FROM (
                SELECT customer.id, customer.old_user_id, customer.old_team_id, customer.fixed, winner.rule_id,
                       CASE WHEN customer.fixed THEN customer.old_user_id
                            ELSE COALESCE(winner.user_id, customer.old_user_id) END AS new_user_id,
                       CASE WHEN customer.fixed OR winner.rule_id IS NULL THEN customer.old_team_id
                            WHEN winner.team_id IS NOT NULL THEN winner.team_id
                            WHEN winner.user_id IS DISTINCT FROM customer.old_user_id THEN NULL
                            ELSE customer.old_team_id END AS new_team_id,
                       customer.owner_id IS NULL AND COALESCE(seller.active, FALSE)
                       AND NOT EXISTS (SELECT FROM res_company_users_rel rel
                                        WHERE rel.user_id = seller.id AND rel.cid = ANY(%s)) AS foreigner
                  FROM customer
                  LEFT JOIN winner ON winner.subject_id = customer.id
                  LEFT JOIN res_users seller ON seller.id = customer.old_user_id
              ) assigned
            """,
            branches,
        )

    def _rule_labels(self):
        """Return {rule id: its text} of the rules of the company, which lines keep."""
        rules = self.env["crm.territory.rule"].sudo().search([("company_id", "=", self.company_id.id)])
        return {rule.id: rule.display_name for rule in rules}

    def _get_rules_stamp(self):
        """Return a text that changes with the rules of the company that count: one of an archived salesperson doesn't."""
        self.env.flush_all()
        rules = self.env["crm.territory.match"]._rules_query(self.company_id)
        query = SQL("SELECT md5(string_agg(rule::text, ',' ORDER BY id)) FROM (%s) rule", rules)
        return self.env.execute_query(query)[0][0] or "-"

    # -- at night --------------------------------------------------------------------------------------------------

    @api.model
    def _cron_assign_unassigned(self):
        """Assign the customers without an active salesperson, in the companies whose settings ask for it."""
        companies = self.env["res.company"].search([("channel_territory_nightly", "=", True), ("parent_id", "=", False)])
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            self._assign_unassigned(company)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _assign_unassigned(self, company):
        """Make a run for the customers of a company without an active salesperson, and apply it; none if none can be assigned."""
        run = self._guarded_create([{"company_id": company.id, "scope": "unassigned", "automatic": True, "state": "computing"}])
        run._job_write({"rules_stamp": run._get_rules_stamp()})
        run._job_run_now()
        if not run.change_count:
            run.unlink()
            return self.browse()
        run._job_write({"state": "applying", "applied_on": self.env.cr.now(), "applied_by": self.env.uid})
        run._go(run.change_count)
        return run
