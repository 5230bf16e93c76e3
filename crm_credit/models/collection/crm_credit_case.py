from odoo import api, fields, models

ACTIONS = [
    ("call", "Call"),
    ("write", "Write"),
    ("visit", "Visit"),
    ("wait", "Wait for payment"),
    ("settle", "Settle dispute"),
    ("legal", "Hand over to a lawyer"),
]
RESULTS = [
    ("reached", "Reached"),
    ("not_reached", "Not reached"),
    ("message", "Message left"),
    ("promise", "Promised to pay"),
    ("dispute", "Disputes the invoice"),
    ("refused", "Refuses to pay"),
    ("wrong_number", "Wrong number"),
]


class CrmCreditCase(models.Model):
    """A customer that owes overdue money to a company: what to do next, and what was done.

    Cases open while something is overdue and close when nothing is, at night and after payments. `priority` and what it
    is made of are stored, for the order of the list; the figures on the form are live.
    """

    _name = "crm.credit.case"
    _inherit = ["crm.guarded.mixin", "crm.credit.collection.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Collection Case"
    _order = "state desc, priority desc, id"
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id.name", "partner_id.ref"]

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, ondelete="restrict")
    phone = fields.Char(related="partner_id.phone")
    email = fields.Char(related="partner_id.email")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection([("open", "Open"), ("closed", "Closed")], required=True, readonly=True, default="open")
    date_open = fields.Date(string="Opened", readonly=True)
    date_close = fields.Date(string="Closed on", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        tracking=True,
        ondelete="set null",
        help="By default the credit officer of the account, else the salesperson, else the company's credit officer.",
    )
    amount = fields.Monetary(string="Overdue", readonly=True, help="As of the last refresh (at night and after payments).")
    disputed = fields.Monetary(readonly=True, help="The part of the overdue amount that is disputed.")
    oldest_days = fields.Integer(string="Oldest (Days)", readonly=True, aggregator="max")
    risk = fields.Float(
        readonly=True,
        digits=(8, 2),
        aggregator=None,
        help="1, plus days of the oldest item ÷ 90 (at most 2), 0.5 for each promise broken within twelve months (at most 2), and"
        " 0.25, 0.5 or 1 for an account on watch, on hold or blocked, and 0 for the best risk class up to 1 for the worst.",
    )
    priority = fields.Float(
        readonly=True,
        digits=(16, 2),
        aggregator=None,
        help="Whom to ask first: overdue and not disputed × risk. A weight, no money; the list begins with the highest one.",
    )
    level_id = fields.Many2one("crm.credit.dunning.level", string="Dunning Level", readonly=True, ondelete="set null")
    next_action = fields.Selection(ACTIONS, tracking=True)
    next_date = fields.Date(index=True, tracking=True)
    last_date = fields.Date(string="Last Contact", readonly=True)
    last_result = fields.Selection(RESULTS, readonly=True)
    contact_ids = fields.One2many("crm.credit.contact", "case_id", string="Contacts", readonly=True)

    _open_uniq = models.UniqueIndex("(partner_id, company_id) WHERE state = 'open'", "A customer has one open case.")
    _partner_idx = models.Index("(partner_id, company_id)")

    @api.model
    def _guarded_fields(self):
        names = (
            "partner_id", "company_id", "date_open", "date_close", "amount", "disputed", "oldest_days", "risk", "priority",
            "level_id", "last_date", "last_result",
        )  # fmt: skip
        return super()._guarded_fields() | dict.fromkeys(names, False) | {"state": "open"}

    def _get_caller(self, *first):
        """Return who is to call the customer: somebody who works here, a credit manager if need be.

        :param first: users who come before the case's responsible, the account's officer, the level's user and the company's
            officer
        """
        self.ensure_one()
        account = self.env["crm.credit.account"].sudo()._for_customers(self.partner_id, self.company_id)
        managers = self.env.ref("crm_credit.group_credit_manager").sudo().all_user_ids.sorted("id")
        return self._first_working(
            self.company_id,
            *first,
            self.user_id,
            account.officer_id,
            self.level_id.sudo().user_id,
            self.company_id.sudo().credit_officer_id,
            managers,
        )

    def action_log_contact(self):
        """A form to note what was said."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log a Contact"),
            "res_model": "crm.credit.contact",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id},
        }

    def action_promise(self):
        """A form to note a promise of the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Promise to Pay"),
            "res_model": "crm.credit.promise",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_id": self.partner_id.id, "default_company_id": self.company_id.id},
        }
