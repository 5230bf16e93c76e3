from odoo import api, models
from odoo.tools import SQL


class CrmCreditDunningSource(models.AbstractModel):
    """Where dunning and the work list read what is overdue: one query for the open items of customers."""

    _name = "crm.credit.dunning.source"
    _inherit = ["crm.credit.collection.mixin"]
    _description = "Overdue Items"

    @api.model
    def _overdue_query(self, company, today, partners=None, followed=True):
        """Overdue receivable items of a company and its branches, in company currency.

        Columns: move_line_id, move_id, partner_id (commercial), date_due, days, residual, disputed (the part that is),
        promised (whether a running promise covers it), memory_level_id and memory_days (highest level sent, days -1 if none).

        :param partners: SQL of an array of commercial partners' ids; None: all
        :param followed: leave out the items that Odoo's "No Follow-Up" takes out of reminders
        :rtype: SQL
        """
        return SQL(
            """
            SELECT line.id AS move_line_id, line.move_id, partner.commercial_partner_id AS partner_id,
                   COALESCE(line.date_maturity, line.date) AS date_due,
                   %(today)s::date - COALESCE(line.date_maturity, line.date) AS days,
                   line.amount_residual AS residual, COALESCE(dispute.amount, 0) AS disputed,
                   promise.id IS NOT NULL AS promised,
                   memory.level_id AS memory_level_id, COALESCE(memory.level_days, -1) AS memory_days
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
              JOIN res_partner partner ON partner.id = line.partner_id
              LEFT JOIN (%(disputed)s) dispute ON dispute.move_line_id = line.id
              LEFT JOIN LATERAL (%(promised)s) promise ON TRUE
              LEFT JOIN LATERAL (%(memory)s) memory ON TRUE
             WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND line.company_id IN %(branches)s
               AND line.amount_residual > 0 AND %(followed)s
               AND COALESCE(line.date_maturity, line.date) < %(today)s AND %(partners)s
            """,
            today=today,
            disputed=self.env["crm.credit.dispute"]._disputed_lines_query(),
            promised=self.env["crm.credit.promise"]._covering_query(company, today),
            memory=self._memory_query(),
            followed=SQL("line.no_followup IS NOT TRUE") if followed else SQL("TRUE"),
            branches=self._branches_sql(company),
            partners=SQL("TRUE") if partners is None else SQL("partner.commercial_partner_id = ANY(%s)", partners),
        )

    @api.model
    def _memory_query(self):
        """The highest level that the item `line` has reached by a letter or a call."""
        return SQL(
            """
            SELECT sent.level_id, sent.level_days FROM crm_credit_dunning_item sent
             WHERE sent.move_line_id = line.id AND sent.sent AND sent.raised
             ORDER BY sent.level_days DESC LIMIT 1
            """
        )

    @api.model
    def _plan_join(self, company):
        """JOINs that add the alias `plan`, the dunning plan of the customer `item.partner_id`.

        It is the plan of the customer's policy (its own, or its class's), else of its class, else the company's default.
        """
        return SQL(
            """
            LEFT JOIN crm_credit_account credit ON credit.partner_id = item.partner_id AND credit.company_id = %(company)s
            LEFT JOIN crm_credit_class class ON class.id = credit.class_id
            LEFT JOIN crm_credit_policy policy ON policy.id = COALESCE(credit.policy_id, class.policy_id)
            JOIN crm_credit_dunning_plan plan
              ON plan.id = COALESCE(policy.dunning_plan_id, class.dunning_plan_id, %(plan)s) AND plan.active
            """,
            company=company.root_id.id,
            plan=company.root_id.sudo().credit_dunning_plan_id.id or None,
        )

    @api.model
    def _ids_sql(self, ids):
        return SQL("%s::int[]", f"{{{','.join(map(str, ids))}}}")
