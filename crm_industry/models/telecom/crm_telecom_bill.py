from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.arguments import check_one

# What has still to be paid is in these states.
OPEN = ("new", "on_hold", "validated", "sent", "partially_paid")
COMPLAINT_OVER = ("closed", "withdrawn")


class CrmTelecomBill(models.Model):
    """What an account has to pay for a period. Made by the operator's billing system and imported, never written by hand.

    Amounts are in the currency of the account. There are hundreds of thousands a month: no chatter; steps and revisions
    say who changed what.
    """

    _name = "crm.telecom.bill"
    _description = "Telecom Bill"
    _inherit = ["crm.telecom.lifecycle.mixin", "crm.telecom.intake.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["name", "external_id"]
    _log_access = False

    name = fields.Char(string="Number", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    source = fields.Char(required=True, readonly=True, help="The system that it comes from.")
    external_id = fields.Char(string="External ID", required=True, readonly=True)
    payload_hash = fields.Char(readonly=True)
    revision = fields.Integer(readonly=True, aggregator=None, help="How often its source has sent other content, and one.")
    account_id = fields.Many2one("crm.telecom.account", required=True, readonly=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="restrict")
    payer_id = fields.Many2one(
        "res.partner",
        string="Paid by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="When it was imported.",
    )
    date = fields.Date(required=True, readonly=True)
    date_due = fields.Date(string="Due Date", required=True, readonly=True)
    period_from = fields.Date(readonly=True)
    period_to = fields.Date(readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    amount_untaxed = fields.Monetary(string="Untaxed", readonly=True)
    amount_tax = fields.Monetary(string="Tax", readonly=True)
    amount_total = fields.Monetary(string="Total Amount", readonly=True)
    paid_reported = fields.Monetary(string="Paid as Reported", readonly=True, help="What its source says has been paid.")
    paid_registered = fields.Monetary(readonly=True, help="Payments that were imported or written down here.")
    amount_paid = fields.Monetary(string="Paid", readonly=True)
    amount_open = fields.Monetary(string="Open", readonly=True)
    state = fields.Selection(
        [
            ("new", "Not Validated"),
            ("on_hold", "On Hold"),
            ("validated", "Validated"),
            ("sent", "Sent"),
            ("partially_paid", "Partially Paid"),
            ("settled", "Settled"),
        ],
        required=True,
        readonly=True,
        default="new",
    )
    held_state = fields.Char(readonly=True, help="The state before it was put on hold.")
    reason_id = fields.Many2one("crm.telecom.reason", readonly=True, ondelete="restrict", help="Why it is on hold.")
    sent_on = fields.Date(readonly=True)
    recorded_on = fields.Datetime(readonly=True, help="When its present content was imported.")
    complaint_id = fields.Many2one(
        "crm.complaint",
        index="btree_not_null",
        ondelete="set null",
        help="The complaint about it; while it is open, it is disputed.",
    )
    disputed = fields.Boolean(compute="_compute_disputed", search="_search_disputed")
    overdue_days = fields.Integer(compute="_compute_overdue_days", search="_search_overdue_days")
    line_ids = fields.One2many("crm.telecom.bill.line", "bill_id", string="Lines", readonly=True)
    payment_ids = fields.One2many("crm.telecom.bill.payment", "bill_id", string="Payments", readonly=True)
    revision_ids = fields.One2many("crm.telecom.revision", "res_id", string="Former Contents", readonly=True)

    _external_uniq = models.UniqueIndex("(company_id, source, external_id)", "A bill of a source is recorded once for a company.")
    _of_account = models.Index("(account_id, date)")
    _by_name = models.Index("(company_id, name)")
    _by_external_id = models.Index("(company_id, external_id)")
    _open_idx = models.Index("(company_id, date_due) WHERE state <> 'settled'")
    _hold_remembers = models.Constraint(
        "CHECK ((state = 'on_hold') = (held_state IS NOT NULL))", "A bill on hold remembers its state."
    )

    # -- computes ------------------------------------------------------------------------------------------------------

    @api.depends("state", "complaint_id.state")
    def _compute_disputed(self):
        for bill in self:
            # sudo: whoever sees the bill may know that it is disputed
            complaint = bill.sudo().complaint_id
            bill.disputed = bill.state == "on_hold" or bool(complaint and complaint.state not in COMPLAINT_OVER)

    @api.model
    def _search_disputed(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Whoever sees the bill may know that it is disputed.
        complaints = Domain("complaint_id", "any!", Domain("state", "not in", COMPLAINT_OVER))
        disputed = Domain("state", "=", "on_hold") | complaints
        return Domain.OR(disputed if flag else ~disputed for flag in value)

    @api.depends("state", "date_due", "amount_open")
    def _compute_overdue_days(self):
        for bill in self:
            late = (bill.company_id.sudo()._business_today() - bill.date_due).days if bill.date_due else 0
            bill.overdue_days = max(late, 0) if bill.state in OPEN and bill.amount_open > 0 else 0

    @api.model
    def _search_overdue_days(self, operator, value):
        """Only "more than" is served: overdue since more than so many days."""
        if operator not in (">", ">=") or not isinstance(value, int) or value < (operator == ">="):
            return NotImplemented
        days = value + (operator == ">")
        day = fields.Date.subtract(self.env.company._business_today(), days=days)
        return Domain("state", "in", OPEN) & Domain("amount_open", ">", 0) & Domain("date_due", "<=", day)

    # -- nobody writes it ----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        free = {"complaint_id", "id"}
        own = {name: False for name, field in self._fields.items() if field.store and name not in free}
        return super()._guarded_fields() | own | {"state": "new"}

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused for everybody.

        :raise AccessError: always
        """
        raise AccessError(self.env._("Bills come from the billing system: import them."))

    @api.model
    def record_bills(self, entries, source):
        """Record up to 5,000 bills of the current company; the same bill twice is recorded once.

        Made for Odoo's JSON-2 API with an API key. An entry is a dict: ``external_id``, ``account`` (its number or external
        ID) and ``date`` are needed; ``name``, ``date_due``, ``period_from``, ``period_to``, ``state`` and ``paid`` are not. A
        bill has ``amount`` (before tax) and ``tax``, or a list of ``lines``: dicts with ``line`` (its number), ``amount``,
        ``tax``, ``kind``, ``description`` and ``subscription``. Another content of a bill on record is a revision, refused once
        it is settled or posted. Good entries are recorded even when others are bad.

        :param list entries: the bills
        :param str source: the system that they come from; external ids are unique in it
        :return: {"new", "changed", "same": counts of lines, "errors": [{"index", "external_id", "message"}]}
        :raise AccessError: the user is no telecom manager
        :raise UserError: the call as a whole makes no sense
        """
        return self._intake_entries(entries, source)

    def action_open_usage(self):
        """Open the usage that this bill is for (button)."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_telecom_usage_action")
        return action | {"domain": [("bill_id", "=", self.id)], "context": {}}
