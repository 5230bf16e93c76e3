from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary

CONTENT_FIELDS = {"account_id", "kind", "amount", "coverage", "date_from", "date_to", "guarantor_id", "reference"}


class CrmCreditSecurity(models.Model):
    """What covers a part of a customer's debt: a guarantee, a deposit, a mortgage, a credit insurance.

    While it is accepted and valid, amount × coverage % lowers the exposure, even below zero: it really gives room. It is
    accepted by a credit manager who has neither made nor changed it, and fixed from then on.
    """

    _name = "crm.credit.security"
    _description = "Credit Security"
    _inherit = ["mail.thread", "mail.activity.mixin", "crm.guarded.mixin"]
    _order = "date_to, id desc"
    _rec_name = "reference"

    account_id = fields.Many2one("crm.credit.account", required=True, index=True, ondelete="cascade", tracking=True)
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [
            ("guarantee", "Guarantee"),
            ("deposit", "Deposit"),
            ("mortgage", "Mortgage"),
            ("insurance", "Credit insurance"),
        ],
        required=True,
        default="guarantee",
        tracking=True,
    )
    reference = fields.Char(required=True, tracking=True, help="Number of the deed, policy or receipt.")
    guarantor_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="restrict", tracking=True)
    amount = CheckedMonetary(required=True, tracking=True, help="Company currency.")
    coverage = fields.Float(
        string="Coverage (%)", digits=(16, 2), default=100.0, tracking=True, help="Share of the amount that counts."
    )
    covered_amount = fields.Monetary(string="Counts", compute="_compute_covered_amount")
    date_from = fields.Date(
        string="Valid From",
        required=True,
        default=lambda self: self.env.company.root_id._business_today(),
        tracking=True,
    )
    date_to = fields.Date(string="Valid Until", tracking=True, help="Last day; empty: until it is returned.")
    state = fields.Selection(
        [("draft", "Draft"), ("accepted", "Accepted"), ("returned", "Returned")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    entered_by = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict", help="Who changed what is accepted, last."
    )
    editor_ids = fields.Many2many(
        "res.users",
        "crm_credit_security_editor_rel",
        string="Changed By",
        readonly=True,
        copy=False,
        help="Everybody who changed what is accepted: none of them accepts it.",
    )
    accepted_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict", tracking=True)
    accepted_on = fields.Datetime(readonly=True, copy=False)
    notified_on = fields.Date(readonly=True, copy=False, help="When the officer was told that it is about to end.")
    note = fields.Text(string="Notes")

    _in_range = models.Constraint(
        "CHECK (amount > 0 AND amount <= 1000000000000 AND coverage > 0 AND coverage <= 100)",
        "A security is worth more than 0 and at most 1,000,000,000,000; its coverage is above 0 and at most 100 percent.",
    )
    _dates_in_order = models.Constraint("CHECK (date_to >= date_from)", "A security can't end before it starts.")

    @api.depends("amount", "coverage", "currency_id")
    def _compute_covered_amount(self):
        for security in self:
            covered = security.amount * security.coverage / 100.0
            security.covered_amount = security.currency_id.round(covered) if security.currency_id else covered

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "state": "draft",
            "entered_by": False,
            "editor_ids": False,
            "accepted_by": False,
            "accepted_on": False,
            "notified_on": False,
        }

    @api.model_create_multi
    def create(self, vals_list):
        # The company follows from the account; Odoo would take another one from a client.
        return super().create([{name: value for name, value in vals.items() if name != "company_id"} for vals in vals_list])

    def write(self, vals):
        vals = {name: value for name, value in vals.items() if name != "company_id"}
        if vals.keys() & CONTENT_FIELDS:
            if fixed := self.filtered(lambda security: security.state != "draft"):
                raise UserError(
                    self.env._(
                        "%(security)s was accepted as it is and can't be changed: return it and enter another one.",
                        security=fixed[0].display_name,
                    )
                )
            result = super().write(vals)
            self._guarded_write({"entered_by": self.env.uid, "editor_ids": [Command.link(self.env.uid)]})
            # Odoo looks at the record rules before a write only: not with somebody else's account.
            self.check_access("write")
            return result
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if fixed := self.filtered(lambda security: security.state != "draft"):
            raise UserError(
                self.env._("%(security)s has been accepted and is kept: return it instead.", security=fixed[0].display_name)
            )

    def action_accept(self):
        """Let the securities count. Credit managers, but not for what they entered or changed themselves.

        :raise AccessError: the user is no credit manager, or entered it
        """
        self._check_manager()
        self.check_access("write")
        self.account_id._lock_customers()
        for security in self:
            security._expect_value("state", "draft")
            if self.env.user in security.create_uid | security.entered_by | security.editor_ids:
                raise AccessError(
                    self.env._(
                        "%(security)s has to be accepted by somebody else than who entered it.",
                        security=security.display_name,
                    )
                )
            security._guarded_write(
                {"state": "accepted", "accepted_by": self.env.uid, "accepted_on": fields.Datetime.now()}
            )
        return True

    def action_return(self):
        """The securities count no more. Credit managers."""
        self._check_manager()
        self.check_access("write")
        self.account_id._lock_customers()
        for security in self:
            security._expect_value("state", "accepted")
            security._guarded_write({"state": "returned"})
        return True

    def _move_to(self, account):
        """Give the securities to the account that absorbs theirs."""
        # Past our own `write`, which keeps what was accepted.
        return super().write({"account_id": account.id})  # pylint: disable=super-method-mismatch

    def _check_manager(self):
        if not self.env.user.has_group("crm_credit.group_credit_manager"):
            raise AccessError(self.env._("Only credit managers accept and return securities."))
