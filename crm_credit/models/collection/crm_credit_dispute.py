from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary


class CrmCreditDispute(models.Model):
    """A part of an invoice that the customer doesn't accept, in company currency.

    It is left out of dunning while it is open, or accepted and the credit note not posted yet; the policy says whether
    the overdue rule leaves it out, too. When it is rejected, the clock goes on: days overdue were counted all the time.
    """

    _name = "crm.credit.dispute"
    _inherit = ["crm.guarded.mixin", "crm.credit.collection.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Dispute"
    _order = "date desc, id desc"
    _rec_name = "move_id"
    _rec_names_search = ["move_id.name", "partner_id.name"]

    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('move_type', 'in', ('out_invoice', 'out_receipt')), ('state', '=', 'posted'),"
        " ('payment_state', 'in', ('not_paid', 'partial'))]",
    )
    partner_id = fields.Many2one(related="move_id.commercial_partner_id", string="Customer", store=True, index=True)
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    residual = fields.Monetary(string="Open", compute="_compute_residual", help="What is left to pay of the invoice.")
    amount = CheckedMonetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="The disputed part of what is open, in company currency; all of it by default.",
    )
    reason_id = fields.Many2one("crm.credit.dispute.reason", required=True, ondelete="restrict", tracking=True)
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
        ondelete="set null",
        help="Who finds out whether the customer is right.",
    )
    date = fields.Date(required=True, default=lambda self: self.env.company._business_today())
    note = fields.Text()
    state = fields.Selection(
        [("open", "Open"), ("accepted", "Accepted"), ("rejected", "Rejected")],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        tracking=True,
        index=True,
    )
    date_decided = fields.Date(readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="set null")
    credit_note_id = fields.Many2one(
        "account.move",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('move_type', '=', 'out_refund'), ('commercial_partner_id', '=', partner_id), ('state', '!=', 'cancel')]",
        help="What the customer gets back; until it is posted the amount stays out of dunning.",
    )

    _open_uniq = models.UniqueIndex("(move_id) WHERE state = 'open'", "The invoice has an open dispute already.")
    _amount_positive = models.Constraint("CHECK (amount > 0)", "A dispute is about an amount above zero.")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"state": "open", "date_decided": False, "decided_by_id": False}

    @api.depends("move_id")
    def _compute_company_id(self):
        for dispute in self:
            dispute.company_id = dispute.move_id.company_id.root_id

    @api.depends("move_id.amount_residual_signed")
    def _compute_residual(self):
        for dispute in self:
            dispute.residual = dispute.move_id.amount_residual_signed

    @api.depends("move_id")
    def _compute_amount(self):
        for dispute in self:
            dispute.amount = dispute.amount or dispute.move_id.amount_residual_signed

    @api.constrains("move_id", "amount")
    def _check_invoice(self):
        for dispute in self.filtered(lambda dispute: dispute.state == "open"):
            move = dispute.move_id
            if move.state != "posted" or move.move_type not in ("out_invoice", "out_receipt"):
                raise ValidationError(
                    self.env._("%(invoice)s is no posted customer invoice: it can't be disputed.", invoice=move.display_name)
                )
            if dispute.currency_id.compare_amounts(dispute.amount, move.amount_total_signed) > 0:
                raise ValidationError(
                    self.env._("More than the total of %(invoice)s can't be disputed.", invoice=move.display_name)
                )

    @api.constrains("credit_note_id")
    def _check_credit_note(self):
        for dispute in self.filtered("credit_note_id"):
            note = dispute.credit_note_id
            if note.move_type != "out_refund" or note.commercial_partner_id != dispute.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(note)s is no credit note of %(customer)s.",
                        note=note.display_name,
                        customer=dispute.partner_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_collector()
        disputes = super().create(vals_list)
        disputes._collect_now()
        return disputes

    def write(self, vals):
        self._check_collector()
        if "move_id" in vals and any(dispute.move_id.id != vals["move_id"] for dispute in self):
            raise UserError(self.env._("A dispute stays with its invoice: open one of the other invoice."))
        if vals.keys() & {"amount", "reason_id", "date"} and any(dispute.state != "open" for dispute in self):
            raise UserError(self.env._("A dispute that has been decided can't be changed: open a new one."))
        result = super().write(vals)
        if vals.keys() & {"amount", "credit_note_id"}:
            self._collect_now()
        return result

    def action_accept(self):
        """The customer is right: the amount stays out of dunning until its credit note is posted."""
        self._decide("accepted")

    def action_reject(self):
        """The customer is wrong: the amount is dunned again, with the days overdue that it has."""
        self._decide("rejected")

    def _decide(self, state):
        self._check_collector()
        self.check_access("write")
        for dispute in self:
            if dispute.state != "open":
                raise UserError(self.env._("The dispute of %(invoice)s is decided.", invoice=dispute.move_id.display_name))
        self._lock_customers()
        self._guarded_write({"state": state, "date_decided": fields.Date.context_today(self), "decided_by_id": self.env.uid})
        self.activity_ids.unlink()
        self._collect_now()

    def action_create_credit_note(self):
        """Odoo's form to credit the invoice; the credit note is linked when it is made."""
        self.ensure_one()
        self._check_collector()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("account.action_view_account_move_reversal"),
            "context": {
                "active_model": "account.move",
                "active_ids": self.move_id.ids,
                "default_reason": self.reason_id.name,
                "default_journal_id": self.move_id.journal_id.id,
            },
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        for dispute in self:
            if dispute.state != "open":
                raise UserError(
                    self.env._(
                        "The dispute of %(invoice)s is decided: it can't be deleted.", invoice=dispute.move_id.display_name
                    )
                )

    def _lock_customers(self):
        """The overdue rule may look at disputes: checks that run at the same time start again."""
        accounts = self.env["crm.credit.account"]
        self.env["crm.capacity.lock"]._lock_capacity(
            key for dispute in self for key in accounts._capacity_keys(dispute.partner_id, dispute.company_id)
        )

    def _collect_now(self):
        for company, disputes in self.grouped("company_id").items():
            self.env["crm.credit.case"]._collect(company, disputes.partner_id)
            # What was held because of overdue items may pass now.
            self.env["crm.credit.recheck"]._enqueue(disputes.partner_id, company)

    @api.model
    def _disputed_lines_query(self, condition=None):
        """Rows move_line_id, amount: the disputed part of open receivable items, the item due first takes first.

        :param condition: SQL on the alias `partner`, the customer; None: all
        :rtype: SQL
        """
        return SQL(
            """
            SELECT move_line_id, LEAST(residual, GREATEST(disputed - earlier, 0)) AS amount
              FROM (
                SELECT line.id AS move_line_id, line.amount_residual AS residual, dispute.amount AS disputed,
                       SUM(line.amount_residual) OVER (
                           PARTITION BY line.move_id ORDER BY COALESCE(line.date_maturity, line.date), line.id
                       ) - line.amount_residual AS earlier
                  FROM (%s) dispute
                  JOIN account_move_line line ON line.move_id = dispute.move_id
                  JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
                 WHERE line.parent_state = 'posted' AND line.reconciled IS NOT TRUE AND line.amount_residual > 0
              ) item
             WHERE disputed > earlier
            """,
            self._standing_query(condition),
        )

    @api.model
    def _standing_query(self, condition=None):
        """Rows move_id, amount: what is disputed of invoices, or accepted and not credited yet."""
        return SQL(
            """
            SELECT dispute.move_id, SUM(dispute.amount) AS amount
              FROM crm_credit_dispute dispute
              JOIN res_partner partner ON partner.id = dispute.partner_id
              LEFT JOIN account_move note ON note.id = dispute.credit_note_id
             WHERE (dispute.state = 'open' OR (dispute.state = 'accepted' AND note.state IS DISTINCT FROM 'posted'))
               AND %s
             GROUP BY dispute.move_id
            """,
            condition or SQL("TRUE"),
        )
