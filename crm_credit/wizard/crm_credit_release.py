from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary


class CrmCreditRelease(models.TransientModel):
    """Asks an officer for reason, amount and last day of a release; the rules are the documents' own."""

    _name = "crm.credit.release"
    _description = "Release from Credit Hold"

    order_ids = fields.Many2many("sale.order")
    picking_ids = fields.Many2many("stock.picking", string="Transfers")
    move_ids = fields.Many2many("account.move", string="Invoices")
    account_id = fields.Many2one("crm.credit.account", string="Credit Account", help="Releases the customer for an amount.")
    single = fields.Boolean(compute="_compute_single")
    quotations = fields.Boolean(compute="_compute_single", help="Whether there is anything left to confirm.")
    refusable = fields.Boolean(compute="_compute_single", help="Whether all of it is still waiting.")
    company_id = fields.Many2one("res.company", compute="_compute_single")
    currency_id = fields.Many2one(related="company_id.currency_id")
    why_held = fields.Text(compute="_compute_single")
    reason = fields.Text(required=True)
    amount = CheckedMonetary(
        string="Released up to",
        compute="_compute_amount",
        store=True,
        readonly=False,
        help="What the document, or all documents of the customer, may put on credit in all; in the currency of the company.",
    )
    expiry = fields.Date(string="Until", compute="_compute_expiry", store=True, readonly=False)
    confirm_now = fields.Boolean(string="Confirm right away", default=True)

    def _documents(self):
        """The documents to be decided about, all of one kind."""
        return self.order_ids or self.picking_ids or self.move_ids

    @api.depends("order_ids", "picking_ids", "move_ids", "account_id")
    def _compute_single(self):
        for wizard in self:
            documents = wizard._documents()
            wizard.single = bool(wizard.account_id) or len(documents) == 1
            wizard.quotations = any(order.state in ("draft", "sent") for order in wizard.order_ids)
            wizard.refusable = any(document._credit_pending() for document in documents)
            wizard.company_id = (documents or wizard.account_id).company_id.root_id[:1]
            wizard.why_held = "\n".join(
                f"{document.display_name}: {document.credit_message}" for document in documents if document.credit_message
            )

    @api.depends("order_ids", "picking_ids", "move_ids")
    def _compute_amount(self):
        for wizard in self:
            documents = wizard._documents()
            wizard.amount = documents._credit_amount() if len(documents) == 1 else 0.0

    @api.depends("order_ids", "picking_ids", "move_ids", "account_id")
    def _compute_expiry(self):
        for wizard in self:
            company = wizard.company_id or self.env.company.root_id
            wizard.expiry = fields.Date.add(company._business_today(), days=company.credit_release_days)

    def action_release(self):
        """Release the documents and, if wanted, go on with the confirmation that the hold stopped."""
        self.ensure_one()
        (self._documents() or self.account_id).action_release_credit(
            self.reason, amount=self.amount if self.single else None, expiry=self.expiry
        )
        quotations = self.order_ids.filtered(lambda order: order.state in ("draft", "sent"))
        if self.confirm_now and quotations:
            # Their salespeople asked for it and the officer has just agreed, whether or not officers may edit orders.
            result = quotations.sudo().action_confirm()
            return result if isinstance(result, dict) else self._notification(self.env._("Released and confirmed"))
        return self._notification(self.env._("Released"))

    def _notification(self, title):
        """Close the dialog and say what was done to which documents."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": title,
                "message": ", ".join((self._documents() or self.account_id).mapped("display_name")),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_refuse(self):
        """Refuse the documents with the reason given."""
        self.ensure_one()
        self._documents().action_refuse_credit(self.reason)
        return {"type": "ir.actions.act_window_close"}
