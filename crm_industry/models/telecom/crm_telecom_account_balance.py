from odoo import api, fields, models

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmTelecomAccount(models.Model):
    """The balance of a prepaid account; nothing left suspends it by the policy for arrears, a top-up resumes it."""

    _inherit = "crm.telecom.account"

    balance = fields.Monetary(readonly=True, copy=False, help="What is left on a prepaid account.")
    balance_noticed = fields.Boolean(readonly=True, copy=False, help="It has been said that little is left.")
    topup_ids = fields.One2many("crm.telecom.topup", "account_id", string="Top-ups", readonly=True, copy=False)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"balance": False, "balance_noticed": False}

    def _sum_topups(self):
        """Work out what is left, and do what follows from it; the caller holds the locks."""
        groups = self.env["crm.telecom.topup"]._read_group([("account_id", "in", self.ids)], ["account_id"], ["amount:sum"])
        totals = dict(groups)
        for account in self:
            account._guarded_write({"balance": account.currency_id.round(totals.get(account, 0.0))})
        policies = self.env["crm.telecom.arrears.policy"].sudo().search([("company_id", "in", self.company_id.ids)])
        by_company = {policy.company_id: policy for policy in policies}
        for account in self.filtered(lambda each: each.company_id in by_company):
            account._follow_balance(by_company[account.company_id])

    def _follow_balance(self, policy):
        """Suspend what can't be paid any more, resume what can, and say once when little is left."""
        left = self.currency_id.compare_amounts(self.balance, 0) > 0
        if left and self.arrears_stage:
            self._change_arrears(policy, self.arrears_stage, False)
        elif not left and not self.arrears_stage and not policy._exempt(set(self.partner_id.ids)):
            self._change_arrears(policy, False, "one_way" if policy.one_way_days else "two_way")
        low = self.currency_id.compare_amounts(self.balance, policy.balance_low) < 0
        if low and left and not self.balance_noticed:
            self._notice_low_balance()
        if (low and left) != self.balance_noticed:
            self._guarded_write({"balance_noticed": low and left})

    def _is_used(self):
        return super()._is_used() or bool(self.topup_ids)

    def _notice_low_balance(self):
        """Write to whoever pays. Extend or replace to say it by other ways."""
        account = self.with_context(lang=self.payer_id.lang or self.env.lang)
        account.message_post(
            body=account.env._(
                "Only %(balance)s are left on the account %(account)s. Please top it up.",
                balance=self.currency_id.format(self.balance),
                account=self.name,
            ),
            partner_ids=self.payer_id.ids,
            subtype_xmlid="mail.mt_comment",
        )

    def _unsettled_reasons(self):
        """Money that is left is given back before."""
        reasons = super()._unsettled_reasons()
        if self.currency_id.is_zero(self.balance):
            return reasons
        return [*reasons, self.env._("%(balance)s are left on it.", balance=self.currency_id.format(self.balance))]

    def action_open_topups(self):
        """Open the top-ups of the account (button)."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_telecom_topup_action")
        return action | {"domain": [("account_id", "=", self.id)], "context": {}}
