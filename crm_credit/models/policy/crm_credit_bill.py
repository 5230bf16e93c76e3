from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary

# As long as a bill is in one of these, somebody can still fail to pay it.
OUTSTANDING = ("received", "endorsed", "discounted", "dishonoured")
STEPS = {
    "endorsed": ("received",),
    "discounted": ("received",),
    "honoured": ("received", "endorsed", "discounted"),
    "dishonoured": ("received", "endorsed", "discounted"),
    "settled": ("dishonoured",),
}
CONTENT_FIELDS = {"partner_id", "company_id", "amount", "payment_id", "number", "acceptor"}


class CrmCreditBill(models.Model):
    """An acceptance bill (承兑汇票) that a customer paid with: nobody has paid in money until it is honoured.

    It adds to the exposure of the customer while the payment that stands for it in the books is posted and the bill is
    outstanding: received, endorsed, discounted (both may come back to us) or dishonoured. Before the payment is posted, and
    after it has been reversed, the invoice is open and counts itself. Amounts are in company currency.
    """

    _name = "crm.credit.bill"
    _description = "Acceptance Bill"
    _inherit = ["mail.thread", "mail.activity.mixin", "crm.guarded.mixin", "crm.credit.root.mixin"]
    _order = "due_date, id"
    _rec_name = "number"
    _check_company_auto = True

    number = fields.Char(required=True, tracking=True)
    kind = fields.Selection(
        [("bank", "Bank acceptance bill"), ("commercial", "Commercial acceptance bill")],
        required=True,
        default="bank",
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        domain=lambda self: self.env["res.partner"]._customer_domain(),
        tracking=True,
        help="Who paid with the bill and answers for it.",
    )
    drawer_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="restrict")
    acceptor = fields.Char(required=True, tracking=True, help="Bank or company that promises to pay.")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = CheckedMonetary(required=True, tracking=True)
    issue_date = fields.Date(required=True)
    due_date = fields.Date(required=True, tracking=True)
    payment_id = fields.Many2one(
        "account.payment",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="The payment that stands for the bill in the books; the bill counts while it is posted.",
    )
    state = fields.Selection(
        [
            ("received", "Received"),
            ("endorsed", "Endorsed"),
            ("discounted", "Discounted"),
            ("honoured", "Honoured"),
            ("dishonoured", "Dishonoured"),
            ("settled", "Settled"),
        ],
        default="received",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    note = fields.Text(string="Notes")

    _number_uniq = models.UniqueIndex(
        "(company_id, number, acceptor)", "The company already has a bill with this number of this acceptor."
    )
    _in_range = models.Constraint(
        "CHECK (amount > 0 AND amount <= 1000000000000)", "A bill is more than 0 and at most 1,000,000,000,000."
    )
    _dates_in_order = models.Constraint("CHECK (due_date >= issue_date)", "A bill can't be due before it was issued.")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"state": "received"}

    @api.constrains("payment_id", "partner_id", "company_id")
    def _check_payment(self):
        for bill in self.filtered("payment_id"):
            payment = bill.payment_id.sudo()
            if payment.payment_type != "inbound" or payment.partner_id.commercial_partner_id != (
                bill.partner_id.commercial_partner_id
            ):
                raise ValidationError(
                    self.env._(
                        "The payment of bill %(bill)s must be one received from %(customer)s.",
                        bill=bill.number,
                        customer=bill.partner_id.commercial_partner_id.display_name,
                    )
                )
            if payment.company_id.root_id != bill.company_id:
                raise ValidationError(
                    self.env._(
                        "The payment of bill %(bill)s must be one of %(company)s.", bill=bill.number, company=bill.company_id.name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        bills = super().create(vals_list)
        bills._lock_customers()
        return bills

    def write(self, vals):
        if vals.keys() & CONTENT_FIELDS:
            if fixed := self.filtered(lambda bill: bill.state != "received"):
                raise UserError(
                    self.env._("Bill %(bill)s has been passed on and can't be changed any more.", bill=fixed[0].number)
                )
            self._lock_customers()
        result = super().write(vals)
        if "partner_id" in vals:
            self._lock_customers()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_received(self):
        if kept := self.filtered(lambda bill: bill.state != "received"):
            raise UserError(self.env._("Bill %(bill)s has been passed on and is kept.", bill=kept[0].number))
        if booked := self.filtered(lambda bill: bill.payment_id.sudo().move_id.state == "posted"):
            raise UserError(
                self.env._("Bill %(bill)s stands for a payment in the books and is kept.", bill=booked[0].number)
            )
        self._lock_customers()

    def _lock_customers(self):
        for company, bills in self.grouped("company_id").items():
            self.env["crm.capacity.lock"]._lock_capacity(
                self.env["crm.credit.account"]._capacity_keys(bills.partner_id.commercial_partner_id, company)
            )

    def action_endorse(self):
        """The bill was passed on to a supplier; it may come back to us."""
        return self._step("endorsed")

    def action_discount(self):
        """The bill was sold to a bank; it may come back to us."""
        return self._step("discounted")

    def action_honour(self):
        """The acceptor has paid."""
        return self._step("honoured")

    def action_dishonour(self):
        """The acceptor has not paid: the customer owes the amount again."""
        return self._step("dishonoured")

    def action_settle(self):
        """The customer has paid for the dishonoured bill, or owes it by another document now."""
        return self._step("settled")

    def _step(self, state):
        if not self.env.user.has_group("crm_credit.group_credit_officer"):
            raise AccessError(self.env._("Only credit officers record what becomes of a bill."))
        self.check_access("write")
        self._lock_customers()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for bill in self:
            if bill.state not in STEPS[state]:
                raise UserError(
                    self.env._(
                        "Bill %(bill)s is %(old)s and can't become %(new)s.",
                        bill=bill.number,
                        old=labels[bill.state],
                        new=labels[state],
                    )
                )
            bill._guarded_write({"state": state})
        return True
