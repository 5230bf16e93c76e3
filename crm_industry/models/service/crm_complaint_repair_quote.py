from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import as_text

from .crm_complaint_repair import DEVICE_BACK


class CrmComplaintRepair(models.Model):
    """The quote for a repair that the customer pays: an order of Odoo, accepted before any part is used."""

    _inherit = "crm.complaint.repair"

    quote_amount = fields.Monetary(compute="_compute_quote", string="Quote", help="Without tax, in company currency.")
    quote_status = fields.Selection(
        [
            ("none", "No Quote"),
            ("draft", "To Be Sent"),
            ("sent", "Waiting for the Customer"),
            ("grown", "More than Accepted"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
        ],
        compute="_compute_quote",
        string="Customer's Answer",
    )
    can_quote = fields.Boolean(compute="_compute_quote")

    @api.depends(
        "payer",
        "order_ids.state",
        "order_ids.sale_order_id.state",
        "order_ids.sale_order_id.amount_untaxed",
        "order_ids.sale_order_id.repair_accepted_amount",
    )
    def _compute_quote(self):
        for repair in self:
            # sudo: agents need not see orders; they tell the customer the price
            quotes = repair.sudo()._quotes()
            repair.quote_amount = sum(
                quote.amount_untaxed / (quote.currency_rate or 1.0)
                for quote in quotes.filtered(lambda each: each.state != "cancel")
            )
            repair.quote_status = quotes._repair_answer()
            repair.can_quote = repair.payer == "customer" and bool(repair.sudo().order_ids._to_quote())

    def _quotes(self):
        """Return the orders that were made for the repair orders of this device."""
        return self.order_ids.sale_order_id

    def _waits_for_answer(self):
        """Whether the customer has to say yes before the work goes on; in sudo."""
        return self.payer == "customer" and self._quotes()._repair_answer() in ("draft", "sent", "grown")

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def action_make_quote(self):
        """Make a quotation of the parts that the technician has named (button). Agents, without rights on sales.

        :raise AccessError: the user is no service agent
        :raise UserError: the customer need not pay, there is a quote already, or no parts are named
        """
        repair = self._for_agent()
        orders = repair.order_ids._to_quote()
        if repair.state in DEVICE_BACK or not orders:
            raise UserError(self.env._("%(device)s: there is nothing to quote for.", device=self.display_name))
        orders.action_create_sale_order()
        return True

    def action_send_quote(self):
        """Send the quote by mail; the link in it takes the customer to accept or refuse (button).

        :raise AccessError: the user is no service agent
        :raise UserError: there is no quote to send, or the customer has no e-mail address
        """
        repair = self._for_agent()
        quotes = repair._quotes().filtered(lambda quote: quote.state in ("draft", "sent"))
        if not quotes:
            raise UserError(self.env._("%(device)s: there is no quote to send.", device=self.display_name))
        for quote in quotes:
            if not quote.partner_id.email:
                raise UserError(
                    self.env._(
                        "%(customer)s has no e-mail address: tell the price by phone, and write the answer down here.",
                        customer=quote.partner_id.display_name,
                    )
                )
            quote._send_order_notification_mail(quote._find_mail_template())
            if quote.state == "draft":
                quote.action_quotation_sent()
        return True

    def action_accept_quote(self, note=False):
        """The customer has said yes, by phone or at the counter (button).

        :param str note: who said so, and how; optional
        :raise AccessError: the user is no service agent
        :raise UserError: nothing waits for an answer, or the order may not be confirmed
        """
        repair = self._for_agent()
        if not repair._waits_for_answer():
            raise UserError(self.env._("%(device)s: no quote waits for the customer.", device=self.display_name))
        for quote in repair._quotes().filtered(lambda each: each.state != "cancel"):
            if quote.state in ("draft", "sent"):
                quote.action_confirm()
            if quote.state != "sale":
                raise UserError(self.env._("%(quote)s could not be confirmed: ask its salesperson.", quote=quote.display_name))
            if note:
                quote.message_post(body=as_text(self.env, note))
            quote._repair_accept()
        return True

    def action_refuse_quote(self, reason):
        """The customer has said no: the device goes back as it is.

        :param str reason: in the customer's words
        :raise AccessError: the user is no service agent
        :raise UserError: nothing waits for an answer, parts have been used, or no reason is given
        """
        repair = self._for_agent()
        text = repair.complaint_id._reason(reason)
        if not repair._waits_for_answer():
            raise UserError(self.env._("%(device)s: no quote waits for the customer.", device=self.display_name))
        if repair._parts_used():
            raise UserError(
                self.env._("%(device)s: parts have been used already, a salesperson settles the order.", device=self.display_name)
            )
        repair._quotes().filtered(lambda each: each.state != "cancel")._repair_refuse(text)
        return True
