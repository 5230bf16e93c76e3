from odoo import models

# After these steps a subscription is in use on its account, and was not before.
BEGINNING = ("activate", "withdraw_notice", "transfer", "change_account")


class CrmTelecomSubscription(models.Model):
    """What begins to be in use on an account in arrears is suspended as the others are; paying resumes all of them."""

    _inherit = "crm.telecom.subscription"

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        if verb in BEGINNING:
            # sudo: whoever may take the step need not see the policy
            for account, subscriptions in self.sudo().grouped("account_id").items():
                account._suspend_newcomers(subscriptions)
        return result
