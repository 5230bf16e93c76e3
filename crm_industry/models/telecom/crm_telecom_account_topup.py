from odoo import models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import as_number, as_text, check_one

from .crm_telecom_lifecycle_mixin import MANAGER

# What agents write down comes from this source; the reference makes it unique.
COUNTER = "counter"


class CrmTelecomAccount(models.Model):
    """What a customer pays in at the counter or on the phone."""

    _inherit = "crm.telecom.account"

    def action_top_up(self, amount=False, channel=False, reference=False):
        """Write down what a customer has paid in on a prepaid account; the same reference is written down once. Agents.

        Without an amount a window asks for it. What was suspended as nothing was left is resumed at once.

        :param float amount: in the currency of the account; below zero (a correction) by telecom managers alone
        :param str channel: how it was paid, see `crm.telecom.topup._selection_channel`
        :param str reference: of the receipt or the card; unique
        :return: True, or the window
        :raise AccessError: the user is no telecom agent
        :raise UserError: the account is closed or not prepaid, or an argument makes no sense
        """
        check_one(self)
        self._check_telecom_agent()
        if amount is False:
            return self._ask_top_up()
        amount = as_number(self.env, amount)
        if amount < 0 and not self.env.user.has_group(MANAGER):
            raise UserError(self.env._("Only telecom managers take money from an account: give an amount above zero."))
        entry = {
            "account": self.name,
            "amount": amount,
            "channel": as_text(self.env, channel).strip(),
            "external_id": as_text(self.env, reference).strip(),
            "reference": as_text(self.env, reference).strip(),
        }
        if not entry["external_id"]:
            raise UserError(self.env._("Give the reference: the number of the receipt or the card."))
        # sudo: top-ups have no other way in
        topups = self.env["crm.telecom.topup"].sudo().with_company(self.company_id)
        answer = topups._intake_take([entry], COUNTER)
        if answer["errors"]:
            raise UserError(answer["errors"][0]["message"])
        return True

    def _ask_top_up(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Top Up"),
            "res_model": "crm.telecom.account.topup",
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_id": self.id},
        }
