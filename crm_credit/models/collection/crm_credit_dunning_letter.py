from odoo import api, fields, models
from odoo.exceptions import UserError

LETTER_STATES = [
    ("proposed", "To send"),
    ("excluded", "Taken out"),
    ("skipped", "Left out"),
    ("sent", "Sent"),
    ("called", "To call"),
]
REASONS = [
    ("no_email", "No e-mail address: to be called"),
    ("dispute", "Disputed"),
    ("promise", "Promise running"),
    ("interval", "Reminded a short time ago"),
    ("minimum", "Too small an amount"),
    ("hand", "Taken out by hand"),
    ("gone", "Paid or reminded meanwhile"),
]


class CrmCreditDunningLetter(models.Model):
    """What one customer is reminded of in one run: all its overdue items, or why it is not reminded."""

    _name = "crm.credit.dunning.letter"
    _inherit = ["crm.guarded.mixin", "crm.credit.collection.mixin"]
    _description = "Dunning Letter"
    _order = "run_id desc, amount desc, id"
    _rec_name = "partner_id"

    run_id = fields.Many2one("crm.credit.dunning.run", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(readonly=True, help="Day of the run.")
    level_id = fields.Many2one("crm.credit.dunning.level", readonly=True, ondelete="restrict", index="btree_not_null")
    kind = fields.Selection(related="level_id.kind")
    amount = fields.Monetary(string="Overdue", readonly=True, help="What the letter asks for, without what is disputed.")
    credits = fields.Monetary(
        string="Not Allocated", readonly=True, help="Credit notes and payments not matched with invoices (negative)."
    )
    net_amount = fields.Monetary(string="To Pay", compute="_compute_net_amount")
    state = fields.Selection(LETTER_STATES, required=True, readonly=True, default="proposed", index=True)
    reason = fields.Selection(REASONS, readonly=True)
    recipient_id = fields.Many2one("res.partner", readonly=True, ondelete="set null", help="Who gets the letter by e-mail.")
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True, ondelete="set null")
    sent_date = fields.Date(readonly=True)
    mail_id = fields.Many2one("mail.mail", readonly=True, ondelete="set null", index="btree_not_null")
    item_ids = fields.One2many("crm.credit.dunning.item", "letter_id", string="Items", readonly=True)
    dunned_item_ids = fields.One2many(
        "crm.credit.dunning.item",
        "letter_id",
        domain=[("state", "=", "included")],
        string="Items in the Letter",
        readonly=True,
    )

    _run_partner_uniq = models.UniqueIndex("(run_id, partner_id)", "A customer gets one letter in a run.")
    _partner_date_idx = models.Index("(partner_id, company_id, sent_date)")

    @api.model
    def _guarded_fields(self):
        names = (
            "run_id", "partner_id", "company_id", "date", "level_id", "amount", "credits", "reason", "recipient_id", "user_id",
            "sent_date", "mail_id",
        )  # fmt: skip
        return super()._guarded_fields() | dict.fromkeys(names, False) | {"state": "proposed"}

    @api.depends("amount", "credits")
    def _compute_net_amount(self):
        for letter in self:
            letter.net_amount = letter.amount + letter.credits

    def action_exclude(self):
        """Take the letters out of their run before it is sent.

        :raise UserError: a letter is not to be sent any more
        """
        self._change_by_hand("proposed", {"state": "excluded", "reason": "hand"})

    def action_include(self):
        """Take letters back in that were taken out by hand."""
        self._change_by_hand("excluded", {"state": "proposed", "reason": False})

    def _change_by_hand(self, state, vals):
        self._check_collector()
        self.check_access("read")
        for letter in self:
            if letter.state != state or letter.run_id.state != "proposed":
                raise UserError(
                    self.env._(
                        "The letter to %(customer)s can't be changed any more: %(state)s.",
                        customer=letter.partner_id.display_name,
                        state=dict(letter._fields["state"]._description_selection(self.env))[letter.state],
                    )
                )
        # sudo: the fields are the machinery's, nobody has the right to write them
        self.sudo()._guarded_write(vals)
