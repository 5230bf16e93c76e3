from odoo import api, models
from odoo.fields import Domain

SHOWN = 20


class CrmTelecomPortal(models.AbstractModel):
    """An account on the portal: what is open on it, or left on it."""

    _inherit = "crm.telecom.portal"

    @api.model
    def _account_head(self, account):
        """:return: as super; balance (of prepaid accounts, else False)"""
        return super()._account_head(account) | {"balance": account.payment_mode == "prepaid" and account.balance}

    @api.model
    def _account_page(self, account_id):
        """An account with its latest bills and, prepaid, what came and was used.

        :return: its head; bill_day, bills (heads), topups (date, text, amount)
        :raise AccessError: it is not the customer's
        """
        account = self._find_page_record("crm.telecom.account", account_id, self._accounts_domain())
        of_account = Domain("account_id", "=", account.id)
        bills = self._own("crm.telecom.bill", self._bills_domain() & of_account, limit=SHOWN, order="date desc, id desc")
        topups = self._own("crm.telecom.topup", of_account, limit=SHOWN, order="date desc, id desc")
        [head] = self._account_heads(account)
        return head | {
            "bill_day": account.bill_day,
            "bills": [self._bill_head(bill) for bill in bills],
            "topups": [self._topup_row(topup) for topup in topups],
        }

    @api.model
    def _topup_row(self, topup):
        channel = dict(topup._selection_channel()).get(topup.channel)
        text = " · ".join(filter(None, (channel, topup.reference)))
        return {
            "date": topup.date,
            "text": text or (self.env._("Used") if topup.amount < 0 else self.env._("Top-up")),
            "amount": topup.amount,
        }

    @api.model
    def _subscription_page(self, subscription_id):
        """:return: as super; included (texts of what the fee includes), advice (what the customer can do about a suspension)"""
        page = super()._subscription_page(subscription_id)
        subscription = self._subscription(subscription_id)
        return page | {"included": self._included(subscription.offering_id), "advice": self._advice(subscription)}

    @api.model
    def _included(self, offering):
        """What the fee of a month includes, a text each."""
        texts = []
        if offering.minutes:
            texts.append(self.env._("%(number)s minutes", number=f"{offering.minutes:,.0f}"))
        if offering.data_mb:
            texts.append(self.env._("%(number)s GB", number=f"{offering.data_mb / 1024:,.1f}".removesuffix(".0")))
        if offering.sms:
            texts.append(self.env._("%(number)s SMS", number=f"{offering.sms:,.0f}"))
        return texts

    @api.model
    def _advice(self, subscription):
        """What the customer can do so that a subscription is resumed, or False."""
        if subscription.suspension_cause != "arrears":
            return False
        if subscription.account_id.payment_mode == "prepaid":
            return self.env._("Nothing is left on the account: it works again as soon as you top it up.")
        return self.env._("Bills are overdue: it works again as soon as they are paid.")
