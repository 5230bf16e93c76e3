from odoo import models

HOLD_ACTIVITY = "crm_credit.mail_activity_credit_hold"


class SaleOrder(models.Model):
    """Who is told about held, released and refused orders."""

    _inherit = "sale.order"

    def _credit_log_hold(self):
        """Log on the orders why they are held."""
        if self:
            # Salespeople may not read decisions, whose figures are part of the message.
            self._message_log_batch(bodies={order.id: order.sudo().credit_message for order in self})

    def _credit_ask_officers(self):
        """Give the officers who decide one activity for each order.

        The work list and the activity menu tell them; an e-mail for each order would be noise.
        """
        # A salesperson may not read the officers' settings or assign activities everywhere.
        orders = self.sudo().with_context(mail_activity_quick_update=True)
        officers = orders._credit_officers()
        for officer, held in orders.filtered(officers.get).grouped(officers.get).items():
            # The summary is for the officer, whatever the salesperson's language.
            held.with_context(lang=officer.lang).activity_schedule(HOLD_ACTIVITY, user_id=officer.id)

    def _credit_officers(self):
        """Who decides about held orders: the officer of the customer's account, else the company's, else the first one.

        :rtype: dict[sale.order, res.users]
        """
        officers = {}
        for company, orders in self.grouped(lambda order: order._credit_company()).items():
            partners = self.env["res.partner"].union(*(order._credit_partner() for order in orders))
            accounts = self.env["crm.credit.account"]._for_customers(partners, company)
            by_partner = {account.partner_id: account.officer_id for account in accounts}
            default = company.credit_officer_id or self._credit_first_officer(company)
            officers.update({order: by_partner.get(order._credit_partner()) or default for order in orders})
        return officers

    def _credit_first_officer(self, company):
        officers = self.env.ref("crm_credit.group_credit_officer").all_user_ids
        return officers.filtered(lambda user: company in user.company_ids and not user.share).sorted("id")[:1]

    def _credit_close_activities(self):
        """Take back what the officers were asked about orders still on hold."""
        held = self.filtered(lambda order: order.sudo().credit_state == "held")
        held.sudo().activity_unlink([HOLD_ACTIVITY])

    def _credit_tell_salesperson(self, decision):
        """Post an officer's decision on the order, addressed to its salesperson."""
        for record in self:
            order = record.with_context(lang=record.user_id.lang or self.env.lang)
            if decision.event == "release":
                body = order.env._(
                    "Released from credit hold for %(amount)s until %(day)s: %(reason)s",
                    amount=decision.currency_id.format(decision.release_amount),
                    day=decision.release_expiry,
                    reason=decision.reason,
                )
            else:
                body = order.env._("Credit refused: %(reason)s", reason=decision.reason)
            order.message_post(
                body=body,
                author_id=decision.user_id.partner_id.id,
                partner_ids=order.user_id.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )
