from odoo import api, models
from odoo.tools import SQL

# Moves and bills have rows of their own.
ELSEWHERE = ("transfer", "change_account", "change_offering", "renew")


class CrmCustomerTimeline(models.AbstractModel):
    """Steps of accounts and subscriptions, bills and moves, where the trade is switched on."""

    _inherit = "crm.customer.timeline"

    @api.model
    def _telecom_shown(self):
        return self.env["res.groups"]._is_feature_enabled("crm_industry.group_trade_telecom")

    @api.model
    def _timeline_kinds(self):
        kinds = super()._timeline_kinds()
        if not self._telecom_shown():
            return kinds
        return kinds | {
            "telecom_step": {"label": self.env._("Subscriptions"), "icon": "fa-mobile"},
            "telecom_move": {"label": self.env._("Changes of Subscriptions"), "icon": "fa-exchange"},
            "telecom_bill": {"label": self.env._("Telecom Bills"), "icon": "fa-file-text"},
        }

    @api.model
    def _timeline_statuses(self):
        return super()._timeline_statuses() | {
            "crm.telecom.account": ("crm.telecom.event", "verb"),
            "crm.telecom.subscription": ("crm.telecom.event", "verb"),
            "crm.telecom.move": ("crm.telecom.move", "state"),
            "crm.telecom.bill": ("crm.telecom.bill", "state"),
        }

    @api.model
    def _timeline_sources(self, scope):
        sources = super()._timeline_sources(scope)
        if not self._telecom_shown():
            return sources
        return sources | {
            "telecom_account": self._timeline_telecom_accounts(scope),
            "telecom_step": self._timeline_telecom_steps(scope),
            "telecom_move": self._timeline_telecom_moves(scope),
            "telecom_bill": self._timeline_telecom_bills(scope),
        }

    @api.model
    def _timeline_telecom_accounts(self, scope):
        return self._timeline_telecom_events(
            SQL("account.name"),
            SQL(
                "JOIN crm_telecom_account account ON account.id = event.res_id"
                " WHERE event.res_model = 'crm.telecom.account' AND account.partner_id = %s AND %s",
                scope.customer.id,
                scope.chosen(SQL("account.company_id")),
            ),
        )

    @api.model
    def _timeline_telecom_steps(self, scope):
        """What follows from a step of the account is not told again for each subscription."""
        return self._timeline_telecom_events(
            SQL("concat_ws(' · ', subscription.name, number.e164)"),
            SQL(
                """
                JOIN crm_telecom_subscription subscription ON subscription.id = event.res_id
                LEFT JOIN crm_telecom_number number ON number.id = subscription.number_id
               WHERE event.res_model = 'crm.telecom.subscription' AND subscription.partner_id = %s AND %s
                 AND event.source <> 'cascade' AND NOT event.verb = ANY(%s)
                """,
                scope.customer.id,
                scope.chosen(SQL("subscription.company_id")),
                list(ELSEWHERE),
            ),
        )

    @api.model
    def _timeline_telecom_events(self, title, tail):
        """The SELECT of events; ``tail`` joins what took the step."""
        return self._timeline_select(
            {
                "time": SQL("event.create_date"),
                "key": SQL("event.id"),
                "kind": SQL("'telecom_step'"),
                "model": SQL("event.res_model"),
                "res_id": SQL("event.res_id"),
                "title": title,
                "status": SQL("event.verb"),
                "user_id": SQL("event.user_id"),
            },
            SQL("FROM crm_telecom_event event %s", tail),
        )

    @api.model
    def _timeline_telecom_moves(self, scope):
        """Those that were carried out or refused, of the former owner as well."""
        return self._timeline_select(
            {
                "time": scope.midnight(SQL("move.date")),
                "key": SQL("move.id"),
                "kind": SQL("'telecom_move'"),
                "model": SQL("'crm.telecom.move'"),
                "res_id": SQL("move.id"),
                "title": SQL("concat_ws(' · ', move.name, subscription.name)"),
                "status": SQL("move.state"),
                "whole_day": SQL("TRUE"),
            },
            SQL(
                """
                FROM crm_telecom_move move JOIN crm_telecom_subscription subscription ON subscription.id = move.subscription_id
               WHERE move.id IN (
                    -- UNION: each by its index; OR would read the moves of all customers
                    SELECT id FROM crm_telecom_move WHERE old_partner_id = %(customer)s
                     UNION
                    SELECT m.id FROM crm_telecom_subscription s JOIN crm_telecom_move m ON m.subscription_id = s.id
                     WHERE s.partner_id = %(customer)s)
                 AND %(chosen)s AND move.state IN ('done', 'refused')
                """,
                customer=scope.customer.id,
                chosen=scope.chosen(SQL("move.company_id")),
            ),
        )

    @api.model
    def _timeline_telecom_bills(self, scope):
        """Bills of the customer's accounts, and those that it pays for others."""
        return self._timeline_select(
            {
                "time": scope.midnight(SQL("bill.date")),
                "key": SQL("bill.id"),
                "kind": SQL("'telecom_bill'"),
                "model": SQL("'crm.telecom.bill'"),
                "res_id": SQL("bill.id"),
                "title": SQL("bill.name"),
                "status": SQL("bill.state"),
                "amount": SQL("bill.amount_total"),
                "currency_id": SQL("bill.currency_id"),
                "whole_day": SQL("TRUE"),
            },
            SQL(
                "FROM crm_telecom_bill bill"
                " WHERE (bill.partner_id = %(customer)s OR bill.payer_id = %(customer)s) AND %(chosen)s",
                customer=scope.customer.id,
                chosen=scope.chosen(SQL("bill.company_id")),
            ),
        )
