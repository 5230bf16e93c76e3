from odoo import models
from odoo.tools import formatLang

from ...tools.credit_verdict import decide


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
        policy = self.env["crm.credit.check"]._credit_policy("confirm", company.root_id.sudo(), customer)
        verdict = decide(policy, figures, added)
        currency = company.root_id.sudo().currency_id
        prefix, name = ("group_", "group_total") if verdict.group_binds else ("", "total")
        mode, limit, used = figures[f"{prefix}limit_mode"], figures[f"{prefix}limit_amount"], figures[name]
        allowed = verdict.group_allowed if verdict.group_binds else verdict.allowed
        if allowed is None or currency.compare_amounts(used + added, allowed) <= 0:
            return ""
        money = {
            "customer": customer.sudo().name,
            "limit": formatLang(self.env, limit, currency_obj=currency),
            "used": formatLang(self.env, used, currency_obj=currency),
            "total": formatLang(self.env, used + added, currency_obj=currency),
        }
        if mode == "prepay":
            return self.env._("%(customer)s pays in advance. Not paid yet, with this document: %(total)s.", **money)
        if verdict.group_binds:
            return self.env._(
                "The group of %(customer)s has a credit limit of %(limit)s, of which %(used)s is used. With this document:"
                " %(total)s.",
                **money,
            )
        return self.env._(
            "%(customer)s has a credit limit of %(limit)s, of which %(used)s is used. With this document: %(total)s.", **money
        )

    def _credit_warning_addition(self, record, amount, exclude_amount):
        """What a document will add to the figures: a saved draft invoice is in them already, a quotation isn't."""
        counted = record._origin.amount_total_signed if record._name == "account.move" and record._origin else exclude_amount
        return amount - counted
