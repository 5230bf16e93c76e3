from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import formatLang

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary

# What was promised: fixed once it is decided.
TERMS = {"partner_id", "company_id", "amount", "date", "date_due", "grace_days", "invoice_ids"}


class CrmCreditPromise(models.Model):
    """A customer's word to pay an amount, in company currency, by a day.

    Whether it was kept is worked out from the payments that were matched with the customer's invoices between the promise
    and its day plus the days of grace. A payment fulfils one promise only, the one that is due first.
    """

    _name = "crm.credit.promise"
    _inherit = [
        "crm.guarded.mixin",
        "crm.credit.customer.mixin",
        "crm.credit.collection.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Promise to Pay"
    _order = "date_due desc, id desc"
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id.name", "partner_id.ref"]
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    company_id = fields.Many2one(ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        string="Promised on",
        required=True,
        default=lambda self: self.env.company._business_today(),
        help="Payments from this day on count.",
    )
    date_due = fields.Date(string="Will Pay by", required=True, tracking=True)
    grace_days = fields.Integer(
        string="Days of Grace",
        required=True,
        default=lambda self: self.env.company.root_id.sudo().credit_promise_grace_days,
        help="A payment so many days after the promised day still keeps the promise.",
    )
    date_limit = fields.Date(string="Last Day", compute="_compute_date_limit", store=True, precompute=True)
    amount = CheckedMonetary(required=True, tracking=True, help="In company currency.")
    invoice_ids = fields.Many2many(
        "account.move",
        "crm_credit_promise_move_rel",
        "promise_id",
        "move_id",
        string="Invoices",
        domain="[('commercial_partner_id', '=', partner_id), ('move_type', 'in', ('out_invoice', 'out_receipt')),"
        " ('state', '=', 'posted'), ('payment_state', 'in', ('not_paid', 'partial'))]",
        help="The promise is about these invoices; without any it is about all that the customer owes.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        ondelete="set null",
    )
    note = fields.Text()
    state = fields.Selection(
        [("open", "Running"), ("kept", "Kept"), ("partial", "Kept in part"), ("broken", "Broken"), ("cancelled", "Withdrawn")],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        tracking=True,
        index=True,
    )
    paid_amount = fields.Monetary(string="Paid", readonly=True, copy=False, help="In company currency, from matched payments.")
    date_settled = fields.Date(string="Decided on", readonly=True, copy=False)

    _amount_positive = models.Constraint("CHECK (amount > 0)", "A promise is about an amount above zero.")
    _days = models.Constraint("CHECK (date_due >= date)", "A promise can't be due before the day it is made.")
    _horizon = models.Constraint("CHECK (date_due <= date + 366)", "A promise is due within a year.")
    _grace = models.Constraint("CHECK (grace_days BETWEEN 0 AND 365)", "Days of grace are 0 to 365.")
    _partner_state_idx = models.Index("(partner_id, company_id, date_limit)")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"state": "open", "paid_amount": False, "date_settled": False}

    @api.depends("date_due", "grace_days")
    def _compute_date_limit(self):
        for promise in self:
            due = promise.date_due
            # Days out of the range are refused by the database, which needs a date to do so.
            promise.date_limit = due and due + timedelta(days=max(min(promise.grace_days, (date.max - due).days), 0))

    @api.depends("partner_id", "amount", "date_due")
    def _compute_display_name(self):
        for promise in self:
            amount = formatLang(self.env, promise.amount, currency_obj=promise.currency_id)
            promise.display_name = f"{promise.partner_id.display_name or ''}: {amount}"

    @api.onchange("invoice_ids")
    def _onchange_invoice_ids(self):
        if self.invoice_ids:
            self.amount = sum(self.invoice_ids.mapped("amount_residual_signed"))

    @api.constrains("partner_id", "company_id", "invoice_ids")
    def _check_invoices(self):
        for promise in self:
            customer = promise.partner_id
            for invoice in promise.invoice_ids:
                if invoice.commercial_partner_id != customer or invoice.company_id.root_id != promise.company_id:
                    raise ValidationError(
                        self.env._(
                            "Invoice %(invoice)s is not one of %(customer)s.",
                            invoice=invoice.display_name,
                            customer=customer.display_name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_collector()
        promises = super().create(vals_list)
        promises._collect_now()
        return promises

    def write(self, vals):
        self._check_collector()
        changed = vals.keys() & TERMS
        if changed and (decided := self.filtered(lambda promise: promise.state != "open")):
            raise UserError(
                self.env._("%(promise)s is decided and can't be changed: note a new promise.", promise=decided[0].display_name)
            )
        result = super().write(vals)
        if changed:
            self._collect_now()
        return result

    def action_cancel(self):
        """Withdraw the promise: it counts neither as kept nor as broken.

        :raise UserError: it was kept or broken already
        """
        self._check_collector()
        self.check_access("write")
        for promise in self:
            if promise.state != "open":
                raise UserError(self.env._("%(promise)s is decided and can't be withdrawn.", promise=promise.display_name))
        self._guarded_write({"state": "cancelled", "date_settled": fields.Date.context_today(self)})
        self._collect_now()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        for promise in self:
            if promise.state not in ("open", "cancelled"):
                raise UserError(self.env._("%(promise)s is decided: it can't be deleted.", promise=promise.display_name))

    def _collect_now(self):
        for company, promises in self.grouped("company_id").items():
            self.env["crm.credit.case"]._collect(company, promises.partner_id)
