from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_ids, check_one

from .crm_telecom_lifecycle_mixin import MANAGER

ACCOUNTANT = "account.group_account_invoice"
POSTABLE = ("validated", "sent")
AT_ONCE = 20


class CrmTelecomBill(models.Model):
    """Bills as invoices to their payers, where the company wants them: receivables, limits and dunning see them then."""

    _inherit = "crm.telecom.bill"

    invoice_id = fields.Many2one("account.move", readonly=True, copy=False, index="btree_not_null", ondelete="restrict")
    posting_error = fields.Char(string="Why It Is Not Posted", readonly=True, copy=False)

    def action_post_invoices(self):
        """Post validated bills as invoices to their payers; those that are posted stay. Telecom managers and accountants.

        :return: action that shows the invoices
        :raise AccessError: the user is neither
        :raise UserError: the company has no invoices of bills, or something stands against one of them
        """
        check_ids(self)
        if not (self.env.user.has_group(MANAGER) or self.env.user.has_group(ACCOUNTANT)):
            raise AccessError(self.env._("Only telecom managers and accountants post bills."))
        self.check_access("read")
        # sudo: a telecom manager need not be an accountant
        bills = self.sudo()
        bills._post_bills()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", bills.invoice_id.ids)],
            "name": self.env._("Invoices"),
        }

    def action_open_invoice(self):
        """Open the invoice of the bill (button)."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.invoice_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _post_bills(self):
        """Post these bills, but those that are posted already."""
        keys = {key for bill in self for key in bill._transition_locks("post")}
        self.env["crm.capacity.lock"]._lock_capacity(keys)
        for bill in self.filtered(lambda bill: not bill.invoice_id):
            if against := bill._posting_reasons():
                raise UserError(" ".join([f"{bill.name}:", *against]))
            bill._post_bill()

    def _posting_reasons(self):
        """Return what stands against posting this bill, a sentence each. Extend by super."""
        self.ensure_one()
        reasons = []
        if self.company_id.telecom_bill_posting == "none":
            reasons.append(self.env._("The settings say that bills don't become invoices."))
        if self.state not in POSTABLE:
            reasons.append(self.env._("Validated bills alone are posted, before something is paid."))
        elif not self.currency_id.is_zero(self.amount_paid):
            reasons.append(self.env._("Payments have been written down for it."))
        return reasons

    def _post_bill(self):
        self.ensure_one()
        # sudo: invoices of the company, whatever rights its telecom managers have in accounting
        moves = self.env["account.move"].sudo().with_company(self.company_id).with_context(default_move_type=False)
        move = moves.create(self._prepare_bill_invoice())
        self._round_bill_invoice(move)
        self._guarded_write({"invoice_id": move.id, "posting_error": False})
        move._post(soft=False)
        self._settle_by_invoice()

    # -- what the invoice says -----------------------------------------------------------------------------------------

    def _prepare_bill_invoice(self):
        """Return the values of the invoice of this bill, or of the credit note where it is below zero. Extend by super."""
        payer = self.payer_id.browse(self.payer_id.address_get(["invoice"])["invoice"])
        return {
            "move_type": "out_invoice" if self.amount_total >= 0 else "out_refund",
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "partner_id": payer.id,
            "invoice_date": self.date,
            "invoice_date_due": self.date_due,
            "invoice_payment_term_id": False,
            "invoice_origin": self.name,
            "ref": self.name,
            "invoice_line_ids": [fields.Command.create(values) for values in self._prepare_bill_invoice_lines()],
        }

    def _prepare_bill_invoice_lines(self):
        taxes = self._bill_taxes()
        sign = 1 if self.amount_total >= 0 else -1
        product = self.company_id.telecom_bill_product_id
        lines = [(line._invoice_text(), line.amount, taxes[line]) for line in self.line_ids]
        if self.company_id.telecom_bill_posting == "total":
            title = self.env._("Telecom bill %(bill)s", bill=self.name)
            groups = self.line_ids.grouped(lambda line: taxes[line])
            lines = [(title, sum(found.mapped("amount")), tax) for tax, found in groups.items()]
        return [
            {
                "product_id": product.id,
                "name": text,
                "quantity": 1,
                "price_unit": sign * amount,
                "tax_ids": [fields.Command.set(tax.ids)],
            }
            for text, amount, tax in lines
        ]

    def _bill_taxes(self):
        """Return {line: sales tax of the company that comes to the line's amount of tax}.

        :raise UserError: there is none
        """
        known = self.env["account.tax"].search(
            [
                *self.env["account.tax"]._check_company_domain(self.company_id),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
                ("price_include_override", "!=", "tax_included"),
            ]
        )
        known = known.filtered(lambda tax: not tax.price_include)
        return {line: line._matching_tax(known) for line in self.line_ids}

    def _round_bill_invoice(self, move):
        """The bill's cents are those that count: what Odoo's taxes come to otherwise is a line of its own.

        :raise UserError: the difference is more than rounding
        """
        sign = 1 if self.amount_total >= 0 else -1
        difference = self.currency_id.round(sign * self.amount_total - move.amount_total)
        if self.currency_id.is_zero(difference):
            return
        if abs(difference) > self.currency_id.rounding * (len(self.line_ids) + 1):
            raise UserError(
                self.env._(
                    "%(bill)s: the invoice would come to %(found)s instead of %(wanted)s: check the taxes.",
                    bill=self.name,
                    found=self.currency_id.format(sign * move.amount_total),
                    wanted=self.currency_id.format(self.amount_total),
                )
            )
        line = {"name": self.env._("Rounding"), "quantity": 1, "price_unit": difference, "tax_ids": [fields.Command.clear()]}
        move.write({"invoice_line_ids": [fields.Command.create(line)]})

    # -- what the invoice settles --------------------------------------------------------------------------------------

    def _settle_by_invoice(self):
        """What has been paid of posted bills is what has been paid of their invoices."""
        for bill in self.filtered("invoice_id"):
            sign = 1 if bill.amount_total >= 0 else -1
            posted = bill.invoice_id.state == "posted"
            paid = bill.amount_total - sign * bill.invoice_id.amount_residual if posted else 0.0
            bill._write_paid(0.0, bill.currency_id.round(paid))
        self._settle("invoice")

    def _payment_reasons(self, amount, day, reference):
        reasons = super()._payment_reasons(amount, day, reference)
        if self.invoice_id:
            # sudo: telecom managers need not see invoices
            name = self.sudo().invoice_id.name
            reasons = [self.env._("The bill %(bill)s is the invoice %(invoice)s: pay that.", bill=self.name, invoice=name)]
        return reasons

    @api.model
    def _intake_bill_refusals(self):
        posted = (
            SQL("t.invoice_id IS NOT NULL AND t.payload_hash <> b.hash"),
            self.env._("The bill %(bill)s is posted as an invoice: its content stays.", bill="{bill}"),
            {"bill": SQL("t.name")},
        )
        return [posted, *super()._intake_bill_refusals()]

    # -- in the background ---------------------------------------------------------------------------------------------

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        if verb in ("validate", "release") and any(company.telecom_bill_posting != "none" for company in self.company_id.sudo()):
            self._wake_posting()
        return result

    @api.model
    def _intake_write(self, order):
        result = super()._intake_write(order)
        if order["company"].sudo().telecom_bill_posting != "none":
            self._wake_posting()
        return result

    @api.model
    def _wake_posting(self):
        # sudo: whoever validates bills has them posted
        self.env.ref("crm_industry.ir_cron_telecom_bill_posting").sudo()._trigger()

    @api.model
    def _to_post(self):
        """Return the domain of the bills that the scheduled job posts."""
        companies = self.env["res.company"].search([("telecom_bill_posting", "!=", "none")])
        return [
            ("company_id", "in", companies.ids),
            ("state", "in", POSTABLE),
            ("invoice_id", "=", False),
            ("posting_error", "=", False),
            ("amount_total", "!=", 0),
            ("amount_paid", "=", 0),
        ]

    @api.model
    def _cron_post_bills(self):
        """Post what is to be posted, some at a time; a bill that can't be posted says why."""
        cron, domain = self.env["ir.cron"], self._to_post()
        cron._commit_progress(remaining=self.search_count(domain))
        while bills := self.search(domain, order="id", limit=AT_ONCE):
            for bill in bills:
                try:
                    with self.env.cr.savepoint():
                        bill._post_bills()
                except UserError as error:
                    bill._guarded_write({"posting_error": str(error)})
            if not cron._commit_progress(len(bills)):
                break
