from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.share_out import share_evenly


class CrmHandover(models.Model):
    """Listing the records: one statement for each model, then the successors by customer."""

    _inherit = "crm.handover"

    def _list_items(self):
        """Write the records anew, with their successors."""
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM crm_handover_item WHERE handover_id = %s", self.id))
        branches = self.company_id._territory_branches()
        owner = Domain("id", "=", self.user_id.id)
        # Activities come last: they have the customers of the records that they are about.
        for model, spec in sorted(self._handover_models().items(), key=lambda item: item[0] == "mail.activity"):
            query = self._handover_query(model, spec, owner, branches)
            insert = self._activities_insert if model == "mail.activity" else self._records_insert
            self.env.cr.execute(insert(model, spec, query))
        self.env.cr.execute(self._rank_update())
        self.env.invalidate_all(flush=False)
        self._choose_successors()

    def _records_insert(self, model, spec, query):
        """SQL that lists the records of a model with their customers."""
        table = SQL.identifier(query.table)
        customer = SQL("%s.%s", table, SQL.identifier(spec["customer"])) if spec["customer"] else SQL("NULL::int")
        return SQL(
            """
            INSERT INTO crm_handover_item (handover_id, company_id, res_model, res_id, partner_id, main, old_user_id, state)
            SELECT %(handover)s, %(company)s, %(model)s, record.id, customer.commercial_partner_id,
                   %(model)s = 'res.partner' AND customer.commercial_partner_id = record.id, %(user)s, 'planned'
              FROM (%(records)s) record
              LEFT JOIN res_partner customer ON customer.id = record.customer_id
             ORDER BY record.id
            """,
            handover=self.id,
            company=self.company_id.id,
            model=model,
            user=self.user_id.id,
            records=query.select(SQL("%s.id", table), SQL("%s AS customer_id", customer)),
        )

    def _activities_insert(self, model, spec, query):
        """SQL that lists activities; the customer is that of the record they are about."""
        table = SQL.identifier(query.table)
        columns = [SQL("%s.%s", table, SQL.identifier(name)) for name in ("id", "res_model", "res_id")]
        return SQL(
            """
            INSERT INTO crm_handover_item (handover_id, company_id, res_model, res_id, partner_id, main, old_user_id, state)
            SELECT %(handover)s, %(company)s, %(model)s, activity.id,
                   COALESCE(item.partner_id, customer.commercial_partner_id), FALSE, %(user)s, 'planned'
              FROM (%(activities)s) activity
              LEFT JOIN crm_handover_item item
                ON item.handover_id = %(handover)s AND item.res_model = activity.res_model AND item.res_id = activity.res_id
              LEFT JOIN res_partner customer ON activity.res_model = 'res.partner' AND customer.id = activity.res_id
             ORDER BY activity.id
            """,
            handover=self.id,
            company=self.company_id.id,
            model=model,
            user=self.user_id.id,
            activities=query.select(*columns),
        )

    def _rank_update(self):
        """SQL that ranks the customers: by grade, the best first, then by net sales of 12 months."""
        return SQL(
            """
            UPDATE crm_handover_item item SET rank = ranked.rank
              FROM (SELECT own.id, row_number() OVER (ORDER BY grade.sequence NULLS LAST, grade.id,
                                                      metrics.net_sales_12m DESC NULLS LAST, own.res_id) AS rank
                      FROM crm_handover_item own
                      LEFT JOIN crm_grading_standing standing
                        ON standing.partner_id = own.partner_id AND standing.scheme_id = %(scheme)s
                      LEFT JOIN crm_grading_grade grade ON grade.id = standing.grade_id
                      LEFT JOIN crm_customer_metrics metrics
                        ON metrics.partner_id = own.partner_id AND metrics.company_id = %(company)s
                     WHERE own.handover_id = %(handover)s AND own.main) ranked
             WHERE ranked.id = item.id
            """,
            scheme=self.company_id._grading_scheme_sql(),
            company=self.company_id.id,
            handover=self.id,
        )

    # -- successors ------------------------------------------------------------------------------------------------

    def _choose_successors(self):
        """Write who gets the records: all of a customer go to one person."""
        fallback, reason = self.successor_id or self.successor_ids[:1], self.env._("named as successor")
        self._write_successors(SQL("TRUE"), fallback.id, reason)
        if self.mode == "person":
            return
        chosen = self._shared_out() if self.mode == "even" else self._by_territory()
        for (user, reason), customers in chosen.items():
            self._write_successors(SQL("partner_id = ANY(%s)", customers), user, reason)

    def _write_successors(self, condition, user_id, reason):
        self.env.cr.execute(
            SQL(
                "UPDATE crm_handover_item SET new_user_id = %s, reason = %s WHERE handover_id = %s AND %s",
                user_id or None,
                reason if user_id else self.env._("nobody found: choose one"),
                self.id,
                condition,
            )
        )
        self.env["crm.handover.item"].invalidate_model()

    def _shared_out(self):
        """Return {(user id, reason): customer ids}, so that each successor gets the same value."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT item.partner_id, GREATEST(COALESCE(max(metrics.net_sales_12m), 0), 0)
                  FROM crm_handover_item item
                  LEFT JOIN crm_customer_metrics metrics
                    ON metrics.partner_id = item.partner_id AND metrics.company_id = %s
                 WHERE item.handover_id = %s AND item.partner_id IS NOT NULL
                 GROUP BY item.partner_id
                """,
                self.company_id.id,
                self.id,
            )
        )
        chosen = {}
        for customer, user in share_evenly(dict(rows), self.successor_ids.ids).items():
            chosen.setdefault((user, self.env._("shared out")), []).append(customer)
        return chosen

    def _by_territory(self):
        """Return {(user id, reason): customer ids} by the territory rules; what fits no rule stays with the fallback."""
        customers = self.env["crm.handover.item"].search([("handover_id", "=", self.id)]).partner_id
        # sudo: rules and figures decide, whoever may read them
        winners = self.env["crm.territory.match"].sudo()._customer_winners(self.company_id, customers)
        rules = self.env["crm.territory.rule"].sudo().browse({rule for rule, _user, _team in winners.values()})
        texts = {rule.id: rule.display_name for rule in rules}
        chosen = {}
        for customer, (rule, user, _team) in winners.items():
            if user and user != self.user_id.id:
                chosen.setdefault((user, texts[rule]), []).append(customer)
        return chosen
