from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.crm_grading.tools.arguments import check_ids


class CrmTelecomCharge(models.Model):
    """Charges become draft invoices where no bill takes them."""

    _inherit = "crm.telecom.charge"

    def action_invoice_charges(self):
        """Put charges that wait into draft invoices, one for each payer and currency; credit notes where credits prevail.

        :return: the action that opens them
        :raise AccessError: the user may not make invoices
        :raise UserError: there are none, or one of them does not wait any more
        """
        check_ids(self)
        self.check_access("read")
        if not self.env["account.move"].has_access("create"):
            raise AccessError(self.env._("Only people with the right to invoice put charges into invoices."))
        if not self:
            raise UserError(self.env._("Choose charges that are waiting."))
        self._lock_charges()
        self._check_waiting()
        invoices = self.env["account.move"]
        # sudo: accountants need not see accounts and subscriptions, and write no charges but this
        by_payer = self.sudo().grouped(lambda each: (each.company_id.id, each.account_id.payer_id.id, each.currency_id.id))
        for (company_id, payer_id, currency_id), charges in by_payer.items():
            values = charges._prepare_charge_invoice()
            values |= {"company_id": company_id, "partner_id": payer_id, "currency_id": currency_id}
            invoice = self.env["account.move"].with_company(company_id).create(values)
            invoices |= invoice
            charges.invoice_id._supersede_telecom()
            for charge in charges:
                charge._guarded_write({"invoice_id": invoice.id})
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_out_invoice_type")
        return action | {"domain": [("id", "in", invoices.ids)], "context": {"create": False}}

    def _prepare_charge_invoice(self):
        """Return the values of the draft invoice of these charges, which are of one payer. Extend by super."""
        sign = -1 if self.currency_id.compare_amounts(sum(self.mapped("amount")), 0) < 0 else 1
        return {
            "move_type": "out_refund" if sign < 0 else "out_invoice",
            "invoice_origin": ", ".join(sorted(set(self.account_id.mapped("name")))),
            "invoice_line_ids": [Command.create(charge._prepare_charge_line(sign)) for charge in self],
        }

    def _prepare_charge_line(self, sign):
        """Return the values of a line; account and taxes follow from the product of the offering."""
        self.ensure_one()
        product = self.subscription_id.offering_id.product_tmpl_id.product_variant_id
        return {
            "name": f"{self.account_id.name}: {self.name}",
            "quantity": 1,
            "price_unit": sign * self.amount,
            "product_id": product.id,
        }
