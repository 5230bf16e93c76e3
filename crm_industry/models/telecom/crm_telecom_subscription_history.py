from odoo import api, models
from odoo.tools import SQL

# Activated and not ended: suspended or under notice, too.
CONNECTED = ("active", "suspended", "pending_terminate")
# What done moves remember: {term: (kinds of moves that change it, column of the move, present column of the subscription)}
TERMS = {
    "partner_id": (("ownership",), "old_partner_id", "partner_id"),
    "account_id": (("ownership", "account"), "old_account_id", "account_id"),
    "offering_id": (("offering",), "old_offering_id", "offering_id"),
    "monthly_fee": (("offering",), "old_monthly_fee", "monthly_fee"),
    "commitment_to": (("ownership", "account", "offering", "renewal"), "old_commitment_to", "commitment_to"),
}


class CrmTelecomSubscription(models.Model):
    """What subscriptions were at the end of a day, by their steps and moves; figures of the past are made of it."""

    _inherit = "crm.telecom.subscription"

    @api.model
    def _state_on(self, subscription, day):
        """SQL: the state that a subscription had at the end of a day; NULL before its first step.

        Steps are taken in the order of their days; only its making may bear a later day than steps that are dated back.

        :param SQL subscription: its id
        :param day: date, or SQL of one
        """
        return SQL(
            """
            (SELECT e.state_to FROM crm_telecom_event e
              WHERE e.res_model = 'crm.telecom.subscription' AND e.res_id = %s AND e.state_from IS DISTINCT FROM e.state_to
                AND e.effective_date <= %s
              ORDER BY e.id DESC LIMIT 1)
            """,
            subscription,
            day,
        )

    @api.model
    def _term_on(self, term, subscription, day):
        """SQL: a term that a subscription had at the end of a day: what the next move remembers, else the present one.

        :param str term: partner_id, account_id, offering_id, monthly_fee or commitment_to
        :param str subscription: alias of the table
        :param day: date, or SQL of one
        """
        kinds, old, now = TERMS[term]
        return SQL(
            """
            (SELECT t.value FROM (
                SELECT 0 AS place, v.date, v.id, v.%(old)s AS value FROM crm_telecom_move v
                 WHERE v.subscription_id = %(id)s AND v.state = 'done' AND v.kind = ANY(%(kinds)s) AND v.date > %(day)s
                 UNION ALL
                SELECT 1, NULL, NULL, %(now)s
            ) t ORDER BY t.place, t.date, t.id LIMIT 1)
            """,
            old=SQL.identifier(old),
            id=SQL.identifier(subscription, "id"),
            kinds=list(kinds),
            day=day,
            now=SQL.identifier(subscription, now),
        )
