from odoo import models

# What is paid, disputed or open again decides about the arrears of the account.
DECIDING = ("pay", "reopen", "hold", "release")
LEADING_BACK = ("pay", "hold")


class CrmTelecomBill(models.Model):
    """Paying resumes what arrears had stopped, in the same step."""

    _inherit = "crm.telecom.bill"

    def _transition_locks(self, verb):
        """The arrears of the account are not looked at while what is owed changes."""
        locks = super()._transition_locks(verb)
        return locks | self.account_id._own_locks() if verb in DECIDING else locks

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        # sudo: whoever may write the payment down need not see the account
        accounts = self.sudo().account_id.filtered("arrears_stage") if verb in LEADING_BACK else None
        if accounts:
            accounts._review_arrears()
        return result
