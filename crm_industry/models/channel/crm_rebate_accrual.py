from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.crm_grading.models.foundation.crm_approval_mixin import UNDECIDED
from odoo.addons.crm_grading.tools import period as calendar

from .crm_channel_report import MANAGER

FIGURES = ("value", "value_before", "amount", "due_amount", "reasons")


class CrmRebateAccrual(models.Model):
    """The rebate of a dealer under a rule for one period: worked out again and again until it is settled.

    accruing → (the period is over) to be submitted → submitted → approved → settled by a draft credit note. When goods
    come back after that, a *correction* takes the difference back. Amounts are net of tax in company currency.
    """

    _name = "crm.rebate.accrual"
    _description = "Rebate Accrual"
    _inherit = ["crm.approval.mixin", "crm.credit.customer.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, rule_id, partner_id, id desc"
    _approval_group = MANAGER

    rule_id = fields.Many2one("crm.rebate.rule", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one(
        "res.partner", string="Dealer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    salesperson_id = fields.Many2one(related="partner_id.user_id", string="Salesperson", store=False)
    kind = fields.Selection(
        [("regular", "Rebate"), ("correction", "Correction")], default="regular", required=True, readonly=True
    )
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    measure = fields.Selection(related="rule_id.measure")
    value = fields.Float(string="Measured", digits=(16, 4), readonly=True, help="Net sales or quantity of the period.")
    value_before = fields.Float(string="Last Year", digits=(16, 4), readonly=True)
    amount = fields.Monetary(string="Rebate", readonly=True, help="What the tiers give, before anything that stands in the way.")
    due_amount = fields.Monetary(
        string="To Settle", readonly=True, help="Nothing while something stands in the way; negative when it is taken back."
    )
    reasons = fields.Text(string="In the Way", readonly=True)
    line_ids = fields.One2many("crm.rebate.accrual.line", "accrual_id", string="Explanation", readonly=True)
    move_id = fields.Many2one(
        "account.move", string="Credit Note", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    settled_on = fields.Date(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("accruing", "Accruing"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("settled", "Settled"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )
    is_over = fields.Boolean(compute="_compute_is_over", string="Period Over")

    _regular_uniq = models.UniqueIndex(
        "(rule_id, partner_id, date_from) WHERE kind = 'regular'", "The rebate of this dealer and period exists already."
    )
    _correction_uniq = models.UniqueIndex(
        "(rule_id, partner_id, date_from) WHERE kind = 'correction' AND move_id IS NULL",
        "A correction of this rebate is being worked on already.",
    )
    _period_idx = models.Index("(company_id, date_from)")

    @api.depends("approval_state", "move_id")
    def _compute_state(self):
        for accrual in self:
            if accrual.move_id:
                accrual.state = "settled"
            else:
                accrual.state = "accruing" if accrual.approval_state == "draft" else accrual.approval_state

    @api.depends("date_to")
    def _compute_is_over(self):
        for accrual in self:
            accrual.is_over = bool(accrual.date_to) and accrual.date_to < accrual.company_id._business_today()

    @api.depends("rule_id", "partner_id", "date_from", "kind")
    def _compute_display_name(self):
        for accrual in self:
            label = calendar.label(accrual.date_from, accrual.rule_id.period)
            accrual.display_name = f"{accrual.rule_id.name} {label}, {accrual.partner_id.name}"

    @api.model
    def _guarded_fields(self):
        own = dict.fromkeys(
            ("rule_id", "partner_id", "company_id", "date_from", "date_to", "line_ids", "move_id", "settled_on", *FIGURES), False
        )
        return super()._guarded_fields() | own | {"kind": "regular", "state": "accruing"}

    @api.model
    def _approval_content_fields(self):
        return {"rule_id", "partner_id", "company_id", "date_from", "date_to", "kind"}

    def action_submit(self):
        """Ask for the approval of rebates whose period is over. Whoever may write them.

        :raise UserError: a period still runs, something stands in the way, or there is nothing to settle
        """
        for accrual in self:
            if not accrual.is_over:
                raise UserError(self.env._("%(rebate)s: the period still runs.", rebate=accrual.display_name))
            accrual._refuse_nothing()
        return super().action_submit()

    def _refuse_nothing(self):
        if self.reasons:
            raise UserError(
                self.env._("%(rebate)s cannot be paid: %(reasons)s", rebate=self.display_name, reasons=self.reasons)
            )
        if self.currency_id.is_zero(self.due_amount):
            raise UserError(self.env._("%(rebate)s comes to nothing.", rebate=self.display_name))

    def _approval_is_decider(self):
        return super()._approval_is_decider() and not self.move_id

    def _withdraw(self):
        """Set accruals back to draft whose figures have changed since they were submitted; say so."""
        for accrual in self.filtered(lambda accrual: accrual.approval_state != "draft"):
            if accrual.approval_state in ("submitted", "approved"):
                accrual.message_post(body=self.env._("The figures have changed: this rebate has to be submitted again."))
            accrual._guarded_write(dict(UNDECIDED))

    def _discard(self):
        """Delete accruals that are not settled, whatever has been decided of them."""
        open_ones = self.filtered(lambda accrual: not accrual.move_id)
        open_ones._guarded_write(dict(UNDECIDED))
        open_ones.unlink()

    @api.model
    def _rekey(self, old, new):
        """Rebates follow the dealer. What is open is worked out anew; what was settled counts as settled for the new one.

        :param old: former customer, superuser environment
        :param new: customer that takes over
        """
        self.search([("partner_id", "=", old.id), ("move_id", "=", False)])._discard()
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_rebate_accrual a SET partner_id = %(new)s,
                       kind = CASE WHEN EXISTS (
                            SELECT FROM crm_rebate_accrual n WHERE n.partner_id = %(new)s AND n.rule_id = a.rule_id
                               AND n.date_from = a.date_from AND n.kind = 'regular') THEN 'correction' ELSE a.kind END
                 WHERE a.partner_id = %(old)s
                """,
                old=old.id,
                new=new.id,
            )
        )
        self.invalidate_model()
