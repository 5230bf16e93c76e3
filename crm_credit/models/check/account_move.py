from odoo import models
from odoo.tools import formatLang


class AccountMove(models.Model):
    _inherit = "account.move"

    def _build_credit_warning_message(self, record, current_amount=0.0, exclude_current=False, exclude_amount=0.0):
        """Odoo's banner on quotations and draft invoices, from the figures that the credit check uses.

        Odoo's own figures leave out drafts and the customer's other documents abroad, convert at today's rate and take the
        limit of whatever company is the current one.
        """
        customer = (record.partner_invoice_id if record._name == "sale.order" else record.partner_id).commercial_partner_id
        customer = customer._origin
        if not customer:
            return ""
        company = record.company_id
        figures = self.env["crm.credit.exposure"]._exposure(customer, company)[customer.id]
        added = self._credit_warning_addition(record, current_amount, exclude_amount)
        total = figures["total"] + added
        currency = company.root_id.sudo().currency_id
        if figures["limit_mode"] == "unlimited" or not self._credit_limit_exceeded(company, figures, total):
            return ""
        money = {
            "customer": customer.sudo().name,
            "limit": formatLang(self.env, figures["limit_amount"], currency_obj=currency),
            "used": formatLang(self.env, figures["total"], currency_obj=currency),
            "total": formatLang(self.env, total, currency_obj=currency),
        }
        if figures["limit_mode"] == "prepay":
            return self.env._("%(customer)s pays in advance. Not paid yet, with this document: %(total)s.", **money)
        return self.env._(
            "%(customer)s has a credit limit of %(limit)s, of which %(used)s is used. With this document: %(total)s.", **money
        )

    def _credit_limit_exceeded(self, company, figures, total):
        """Whether a total is above the limit with the tolerance that the credit check allows."""
        root = company.root_id.sudo()
        allowed = figures["limit_amount"] * (1 + root.credit_tolerance / 100)
        return root.currency_id.compare_amounts(total, allowed) > 0

    def _credit_warning_addition(self, record, amount, exclude_amount):
        """What a document will add to the figures: a saved draft invoice is in them already, a quotation isn't."""
        counted = record._origin.amount_total_signed if record._name == "account.move" and record._origin else exclude_amount
        return amount - counted
