from odoo import api, models
from odoo.tools import SQL

from ..account.crm_credit_account import STATUSES


class CrmCreditExposure(models.AbstractModel):
    """Which customers the figures need: those asked for with their groups, and the customers with rules of their own."""

    _inherit = "crm.credit.exposure"

    @api.model
    def _scope_query(self, partners, groups=True):
        """Rows partner_id: the customers asked for and all of their groups; none when all are asked for.

        :param bool groups: False to leave out the other customers of their groups
        """
        if partners is None:
            return SQL("SELECT NULL::int AS partner_id WHERE FALSE")
        if not groups:
            return SQL("SELECT unnest(%s) AS partner_id", self._ids_array(partners))
        return SQL(
            """
            SELECT asked.partner_id FROM unnest(%(ids)s) asked (partner_id)
             UNION
            SELECT head.partner_id FROM unnest(%(ids)s) asked (partner_id)
              JOIN crm_credit_account account ON account.partner_id = asked.partner_id
              JOIN crm_credit_account head ON head.id = account.group_account_id
             UNION
            SELECT member.partner_id FROM unnest(%(ids)s) asked (partner_id)
              JOIN crm_credit_account account ON account.partner_id = asked.partner_id
              JOIN crm_credit_account member ON member.group_account_id = COALESCE(account.group_account_id, account.id)
            """,
            ids=self._ids_array(partners),
        )

    @api.model
    def _groups_query(self):
        """Rows of groups: the totals of the head and the members together, the limit and the status of the head."""
        return SQL(
            """
            SELECT group_account_id, SUM(total) AS total, SUM(GREATEST(open_orders - delivered, 0)) AS waiting,
                   MAX(limit_mode) FILTER (WHERE account_id = group_account_id) AS limit_mode,
                   MAX(limit_amount) FILTER (WHERE account_id = group_account_id) AS limit_amount,
                   MAX(status) FILTER (WHERE account_id = group_account_id) AS status
              FROM figure WHERE group_account_id IS NOT NULL
             GROUP BY group_account_id
            """
        )

    @api.model
    def _stricter_sql(self, one, other):
        """The stricter of two statuses."""
        order = SQL("ARRAY[%s]", SQL(", ").join(SQL("%s", status) for status, _label in STATUSES))
        return SQL(
            "(%(order)s)[GREATEST(array_position(%(order)s, %(one)s::text), array_position(%(order)s, %(other)s::text))]",
            order=order,
            one=one,
            other=other,
        )

    @api.model
    def _rules_query(self, partners):
        """Rows of customers whose policy has its own idea of what is late: days, and whether disputed amounts count."""
        return SQL(
            """
            SELECT account.partner_id, account.company_id,
                   CASE WHEN policy.own_overdue THEN COALESCE(policy.overdue_days, 0) END AS overdue_days,
                   policy.skip_disputed = 'yes' AS skip_disputed
              FROM crm_credit_account account
              LEFT JOIN crm_credit_class class ON class.id = account.class_id
              JOIN crm_credit_policy policy ON policy.id = COALESCE(account.policy_id, class.policy_id)
             WHERE (policy.own_overdue OR policy.skip_disputed IS NOT NULL) AND %(scope)s
            """,
            scope=SQL("TRUE")
            if partners is None
            else SQL("account.partner_id IN (SELECT partner_id FROM credit_scope)"),
        )
