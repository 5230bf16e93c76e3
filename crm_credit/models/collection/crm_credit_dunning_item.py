from odoo import api, fields, models

ITEM_STATES = [
    ("included", "In the letter"),
    ("dispute", "Disputed"),
    ("promise", "Promise running"),
    ("gone", "Paid or reminded meanwhile"),
]


class CrmCreditDunningItem(models.Model):
    """A journal item in a dunning letter; the sent ones are the memory of which level the item has reached."""

    _name = "crm.credit.dunning.item"
    _inherit = ["crm.guarded.mixin"]
    _description = "Dunned Item"
    _order = "letter_id desc, date_due, id"
    _rec_name = "move_id"

    letter_id = fields.Many2one(
        "crm.credit.dunning.letter", string="Dunning Letter", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    move_line_id = fields.Many2one("account.move.line", required=True, readonly=True, ondelete="cascade")
    move_id = fields.Many2one("account.move", string="Invoice", required=True, readonly=True, index=True, ondelete="cascade")
    invoice_date = fields.Date(related="move_id.invoice_date")
    date_due = fields.Date(string="Due Date", readonly=True)
    days = fields.Integer(string="Days Overdue", readonly=True, aggregator=None)
    residual = fields.Monetary(string="Open", readonly=True)
    disputed = fields.Monetary(readonly=True)
    amount = fields.Monetary(string="Overdue", readonly=True, help="What is open less what is disputed.")
    level_id = fields.Many2one("crm.credit.dunning.level", readonly=True, index=True, ondelete="restrict")
    level_days = fields.Integer(readonly=True, aggregator=None, help="Days of the level when the letter was made.")
    raised = fields.Boolean(readonly=True, help="The item reaches its level with this letter.")
    state = fields.Selection(ITEM_STATES, required=True, readonly=True, default="included")
    sent = fields.Boolean(readonly=True)
    sent_date = fields.Date(related="letter_id.sent_date")
    letter_state = fields.Selection(related="letter_id.state", string="Letter")

    _level_once = models.UniqueIndex("(move_line_id, level_id) WHERE sent AND raised", "An item is dunned once at each level.")
    _memory_idx = models.Index("(move_line_id, level_days) WHERE sent AND raised")

    @api.model
    def _guarded_fields(self):
        names = (
            "letter_id", "company_id", "move_line_id", "move_id", "date_due", "days", "residual", "disputed", "amount",
            "level_id", "level_days", "raised", "sent",
        )  # fmt: skip
        return super()._guarded_fields() | dict.fromkeys(names, False) | {"state": "included"}
