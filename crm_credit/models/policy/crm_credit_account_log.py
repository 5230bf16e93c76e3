from contextlib import contextmanager
from contextvars import ContextVar

from odoo import api, models

from ..account.crm_credit_account import GRANT_FIELDS

# Where a change comes from and what is logged with it: (source, values). A variable of this process, so that no client can
# set it.
_origin = ContextVar("crm_credit_limit_origin", default=("manual", {}))
# Accounts whose changes are logged further up the call stack, all at once.
_in_log = ContextVar("crm_credit_limit_log", default=frozenset())

SEEN = {
    "exposure": "total",
    "group_exposure": "group_total",
    "receivable": "receivable",
    "overdue": "overdue",
    "open_orders": "open_orders",
}
METRICS = ("net_sales_12m", "net_sales_prior", "orders_12m", "credit_days_late", "credit_utilisation")


class CrmCreditAccount(models.Model):
    """The log of what the customer was allowed to owe."""

    _inherit = "crm.credit.account"

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        nothing = {"mode": "default", "amount": 0.0, "group_id": False, "class_id": False, "policy_id": False, "temporary": 0.0}
        granted = accounts.browse(
            account.id for account, snapshot in accounts._limit_snapshots().items() if snapshot != nothing
        )
        granted._write_limit_log(dict.fromkeys(granted, nothing), granted._figures_seen())
        return accounts

    def write(self, vals):
        if GRANT_FIELDS.isdisjoint(vals):
            return super().write(vals)
        with self._limit_log():
            return super().write(vals)

    @contextmanager
    def _limit_origin(self, source, **values):
        """Name the source of the changes made in the block, and what else their log entries shall hold.

        :param str source: key of SOURCES
        :param values: fields of `crm.credit.limit.change`, as `reason` or the id of an application
        """
        token = _origin.set((source, values))
        try:
            yield
        finally:
            _origin.reset(token)

    @contextmanager
    def _limit_log(self, source=None):
        """Log what the block changes of the accounts' credit, with the figures seen before it.

        :param str source: key of SOURCES, unless `_limit_origin` names another
        :return: a dict; under "values" the block may leave further values by account
        """
        log = {"values": {}}
        logged = self.browse(set(self.ids) - _in_log.get())
        before, seen = logged._limit_snapshots(), logged._figures_seen()
        token = _in_log.set(_in_log.get() | set(logged.ids))
        try:
            yield log
        finally:
            _in_log.reset(token)
        after = logged._limit_snapshots()
        changed = logged.browse(account.id for account in logged if before[account] != after[account])
        changed._write_limit_log(before, seen, source, log["values"])

    def _limit_snapshots(self):
        """What each of the accounts allows, as plain values; the log has them with `old_` and `new_` before their names.

        :rtype: dict[crm.credit.account, dict]
        """
        granted = self._temporary_granted()
        return {
            account: {
                "mode": account.limit_mode,
                "amount": account.limit_amount,
                "group_id": account.group_account_id.id,
                "class_id": account.class_id.id,
                "policy_id": account.policy_id.id,
                "temporary": granted.get(account.id, 0.0),
            }
            for account in self.sudo()
        }

    def _temporary_granted(self):
        """Sum of the temporary limits that have not ended, planned ones included, by id of the account."""
        totals = dict.fromkeys(self.ids, 0.0)
        limits = self.env["crm.credit.temporary.limit"].sudo()
        for company, accounts in self.sudo().grouped("company_id").items():
            totals |= {
                account.id: amount
                for account, amount in limits._read_group(
                    [("account_id", "in", accounts.ids), ("date_to", ">=", company._business_today())],
                    ["account_id"],
                    ["amount:sum"],
                )
            }
        return totals

    def _figures_seen(self):
        """Exposure and metrics of the accounts' customers as they are now, as values of log entries by account."""
        seen = {}
        for company, accounts in self.sudo().grouped("company_id").items():
            rows = self.env["crm.credit.exposure"].sudo()._exposure(accounts.partner_id, company)
            metrics = {
                metric.partner_id.id: metric.read(METRICS, load=False)[0]
                for metric in self.env["crm.customer.metrics"].sudo().search(
                    [("partner_id", "in", accounts.partner_id.ids), ("company_id", "=", company.id)]
                )
            }
            for account in accounts:
                row, metric = rows[account.partner_id.id], metrics.get(account.partner_id.id)
                seen[account] = {name: row[column] or 0.0 for name, column in SEEN.items()}
                seen[account]["metrics"] = metric and {name: metric[name] for name in METRICS}
        return seen

    def _write_limit_log(self, before, seen, source=None, values=None):
        """Log the present credit of the accounts against the one before."""
        if not self:
            return
        after, (origin, common) = self._limit_snapshots(), _origin.get()
        if source and origin == "manual":
            origin = source
        # Nobody may make entries by hand, so the log itself is written with elevated rights.
        self.env["crm.credit.limit.change"].sudo().create(
            [
                {
                    "account_id": account.id,
                    "partner_id": account.partner_id.id,
                    "company_id": account.company_id.id,
                    "user_id": self.env.uid,
                    "source": origin,
                    "reason": account.limit_reason,
                    **{f"old_{name}": value for name, value in before[account].items()},
                    **{f"new_{name}": value for name, value in after[account].items()},
                    **seen.get(account, {}),
                    **(values or {}).get(account, {}),
                    **common,
                }
                for account in self.sudo()
            ]
        )

    def _set_credit(self, vals, source, **values):
        """Change the credit of the accounts for a decision that was made elsewhere, whoever the user is.

        The caller has checked that the decision was taken by those who may. Never pass on what a client sent.

        :param dict vals: limit_mode, limit_amount, class_id, group_account_id, review_date …
        :param str source: key of SOURCES of the log
        :param values: further values of the log entry, as `reason`
        """
        reason = {"limit_reason": values["reason"]} if values.get("reason") else {}
        with self._limit_origin(source, **values):
            return self.sudo().write({**reason, **vals})

    def _give_temporary_limit(self, amount, date_from, date_to, reason, source="application", **values):
        """Give a temporary limit for a decision that was made elsewhere, whoever the user is; see `_set_credit`.

        :return: the temporary limit
        """
        self.ensure_one()
        with self._limit_origin(source, **values):
            limit = self.env["crm.credit.temporary.limit"].sudo().create(
                {
                    "account_id": self.id,
                    "amount": amount,
                    "date_from": date_from,
                    "date_to": date_to,
                    "reason": reason,
                }
            )
        return limit.sudo(self.env.su)
