from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import format_date

OFFICER = "crm_credit.group_credit_officer"


class AccountMoveLine(models.Model):
    """Due dates of receivables that are overdue: a later one takes them out of dunning, so nobody puts it off silently."""

    _inherit = "account.move.line"

    def write(self, vals):
        """:raise AccessError: an overdue item is put off by somebody who is no credit officer, where the settings guard it"""
        if "date_maturity" not in vals:
            return super().write(vals)
        before = self._credit_overdue_since()
        result = super().write(vals)
        for line, since in before.items():
            if line._credit_due_date() > since:
                line.sudo(self.env.su)._credit_put_off(since)
        self.browse(line.id for line in before)._collect_after_matching()
        return result

    def _credit_due_date(self):
        return self.date_maturity or self.date

    def _credit_put_off(self, since):
        """Note in the histories of the invoice and of the open case that overdue items fall due later.

        :param since: day on which the first of the items, all of one move, fell due before
        :raise AccessError: the company leaves this to credit officers and the user is none
        """
        items = self.sudo()
        move, company = items.move_id, items.company_id.root_id
        if company.credit_guard_due_dates and not self.env.su and not self.env.user.has_group(OFFICER):
            raise AccessError(
                self.env._(
                    "%(invoice)s has been overdue since %(day)s: only a credit officer puts its due date off. Note a promise to"
                    " pay instead.",
                    invoice=move.display_name,
                    day=format_date(self.env, since),
                )
            )
        body = self.env._(
            "Due date of %(invoice)s put off from %(old)s to %(new)s: %(amount)s was %(days)s days overdue.",
            invoice=move.display_name,
            old=format_date(self.env, since),
            new=format_date(self.env, min(item._credit_due_date() for item in items)),
            amount=company.currency_id.format(sum(items.mapped("amount_residual"))),
            days=(company._business_today() - since).days,
        )
        customers = items.partner_id.commercial_partner_id
        cases = items.env["crm.credit.case"].search(
            [("partner_id", "in", customers.ids), ("company_id", "=", company.id), ("state", "=", "open")]
        )
        for record in (move, *cases):
            record.message_post(body=body, author_id=self.env.user.partner_id.id, subtype_xmlid="mail.mt_note")
        self.env["crm.credit.recheck"]._enqueue(customers, company)

    def _credit_overdue_since(self):
        """The days on which those of the items fell due that are posted, not paid and overdue.

        :rtype: dict[account.move.line, datetime.date]
        """
        # sudo: what decides is the item, whatever the user may see of it
        owed = self.sudo().filtered(
            lambda line: line.parent_state == "posted"
            and line.account_type == "asset_receivable"
            and line.amount_residual > 0
        )
        since = {}
        for company, lines in owed.grouped(lambda line: line.company_id.root_id).items():
            today = company._business_today()
            since |= {line: line._credit_due_date() for line in lines if line._credit_due_date() < today}
        return since
