from odoo import models

HOLD_ACTIVITY = "crm_credit.mail_activity_credit_hold"


class SaleOrder(models.Model):
    """Who is told about held, released and refused orders."""

    _inherit = "sale.order"

    def _credit_tell_officers(self):
        """Log why the orders are held and give the responsible officer one activity an order."""
        if not self:
            return
        # A salesperson may not read the officers' settings or assign activities everywhere.
        orders = self.sudo()
        orders._message_log_batch(bodies={order.id: order.credit_message for order in orders})
        waiting = orders.activity_ids.filtered(lambda act: act.activity_type_id == self.env.ref(HOLD_ACTIVITY)).mapped("res_id")
        untold = orders.filtered(lambda order: order.id not in waiting)
        for officer, held in untold.grouped(lambda order: order._credit_officer()).items():
            if officer:
                held.activity_schedule(HOLD_ACTIVITY, user_id=officer.id)

    def _credit_officer(self):
        """Who decides about the held order: the officer of the customer's account, of the company, else the first one."""
        self.ensure_one()
        company = self.company_id.root_id
        account = self.env["crm.credit.account"]._for_customers(self._credit_partner(), company)
        if officer := account.officer_id or company.credit_officer_id:
            return officer
        officers = self.env.ref("crm_credit.group_credit_officer").sudo().all_user_ids
        return officers.filtered(lambda user: company in user.company_ids and not user.share).sorted("id")[:1]

    def _credit_close_activities(self):
        """Take back what the officers were asked about orders still on hold."""
        held = self.filtered(lambda order: order.sudo().credit_state == "held")
        held.sudo().activity_unlink([HOLD_ACTIVITY])

    def _credit_tell_salesperson(self, decision):
        """Post an officer's decision on the order, addressed to its salesperson."""
        for order in self:
            if decision.event == "release":
                body = self.env._(
                    "Released from credit hold for %(amount)s until %(day)s: %(reason)s",
                    amount=decision.currency_id.format(decision.release_amount),
                    day=decision.release_expiry,
                    reason=decision.reason,
                )
            else:
                body = self.env._("Credit refused: %(reason)s", reason=decision.reason)
            order.message_post(
                body=body,
                author_id=decision.user_id.partner_id.id,
                partner_ids=order.user_id.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )
