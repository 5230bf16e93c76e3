from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.arguments import as_text, check_ids

from .crm_diversion_case import MANAGER

CONTENT = {
    "case_id", "level_id", "nth", "goods_value", "amount", "charge", "compensation", "block_from", "block_to",
}  # fmt: skip
NOT_BOOKED = {
    "state": "draft",
    "move_id": False,
    "deposit_id": False,
    "deposit_amount": 0.0,
    "compensation_move_id": False,
    "waived_reason": False,
}


class CrmDiversionPenalty(models.Model):
    """What a confirmed case costs the dealer and brings the victim: proposed by the escalation table, booked or waived by a
    channel manager. Amounts in company currency, without tax."""

    _name = "crm.diversion.penalty"
    _description = "Diversion Penalty"
    _inherit = ["mail.thread", "crm.guarded.mixin"]
    _order = "id desc"
    _rec_name = "case_id"

    case_id = fields.Many2one("crm.diversion.case", required=True, readonly=True, index=True, ondelete="restrict")
    dealer_id = fields.Many2one(related="case_id.dealer_id", store=True, index=True)
    victim_id = fields.Many2one(related="case_id.victim_id")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    level_id = fields.Many2one("crm.diversion.penalty.level", readonly=True, ondelete="set null")
    nth = fields.Integer(string="Case Number", readonly=True, aggregator=None, help="Of the dealer's confirmed cases.")
    goods_value = fields.Monetary(readonly=True)
    amount = fields.Monetary(string="Penalty", readonly=True, tracking=True)
    charge = fields.Selection(
        [("invoice", "By invoice"), ("deposit", "From the deposit, the rest by invoice")], required=True, readonly=True
    )
    compensation = fields.Monetary(string="For the Victim", readonly=True)
    block_from = fields.Date(string="No Rebates From", readonly=True)
    block_to = fields.Date(string="No Rebates Until", readonly=True)
    state = fields.Selection(
        [("draft", "Proposed"), ("booked", "Booked"), ("waived", "Waived")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    move_id = fields.Many2one(
        "account.move", string="Invoice", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    deposit_id = fields.Many2one("crm.dealer.deposit", string="Deposit Used", readonly=True, copy=False, ondelete="restrict")
    deposit_amount = fields.Monetary(string="From the Deposit", readonly=True, copy=False)
    compensation_move_id = fields.Many2one(
        "account.move", string="Credit Note", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    waived_reason = fields.Text(readonly=True, copy=False)

    _case_uniq = models.UniqueIndex("(case_id)", "A case has one penalty.")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | NOT_BOOKED | dict.fromkeys(CONTENT, False)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Penalties are kept: waive those that are not wanted."))

    # -- proposed ------------------------------------------------------------------------------------------------------

    @api.model
    def _propose(self, case):
        """Make the penalty of a case that has just been confirmed, by the escalation table of its company."""
        today = case.company_id._business_today()
        level, nth = self.env["crm.diversion.penalty.level"]._level_for(case.company_id, case.dealer_id, today)
        if not level:
            return self.browse()
        currency, value = case.currency_id, case.goods_value
        amount = currency.round(level.amount + value * level.goods_percent / 100.0)
        share = level.compensation_percent if case.victim_id else 0.0
        first = today.replace(day=1)
        # sudo: proposed by the machinery
        penalty = self.sudo()._guarded_create(
            [
                {
                    "case_id": case.id,
                    "level_id": level.id,
                    "nth": nth,
                    "goods_value": value,
                    "amount": amount,
                    "charge": level.charge,
                    "compensation": currency.round(amount * share / 100.0),
                    "block_from": level.block_months and first,
                    "block_to": level.block_months and first + relativedelta(months=level.block_months, days=-1),
                }
            ]
        )
        return penalty.with_env(self.env)

    # -- booked or waived ----------------------------------------------------------------------------------------------

    def action_book(self):
        """Book the penalty: from the deposit as far as it goes where the level says so, else as a draft invoice to the dealer;
        and the victim's share as a draft credit note. Channel managers.

        :raise AccessError: the user is no channel manager
        :raise UserError: it is booked or waived already
        """
        check_ids(self)
        self._check_manager()
        self.env["crm.capacity.lock"]._lock_capacity(f"diversion-penalty:{penalty.id}" for penalty in self)
        self.invalidate_recordset()
        for penalty in self:
            penalty._expect_draft()
            values = penalty._use_deposit()
            rest = penalty.currency_id.round(penalty.amount - values.get("deposit_amount", 0.0))
            if penalty.currency_id.compare_amounts(rest, 0.0) > 0:
                values["move_id"] = penalty._make_move("out_invoice", penalty.dealer_id, rest).id
            if penalty.victim_id and penalty.currency_id.compare_amounts(penalty.compensation, 0.0) > 0:
                note = penalty._make_move("out_refund", penalty.victim_id, penalty.compensation)
                values["compensation_move_id"] = note.id
            penalty._guarded_write(values | {"state": "booked"})
        return True

    def action_waive(self, reason):
        """Do without the penalty; rebates are blocked no more. Channel managers, but not who decided on the case.

        :param str reason: why
        :raise AccessError: the user is no channel manager, or decided on the case
        :raise UserError: no reason is given, or it is booked or waived already
        """
        check_ids(self)
        self._check_manager()
        text = as_text(self.env, reason).strip()
        if not text:
            raise UserError(self.env._("Give the reason why the penalty is waived."))
        for penalty in self:
            penalty._expect_draft()
            if self.env.user == penalty.case_id.decided_by:
                raise AccessError(
                    self.env._("%(case)s: somebody else than who decided waives the penalty.", case=penalty.case_id.name)
                )
            penalty._guarded_write({"state": "waived", "waived_reason": text})
        return True

    def action_ask_waive(self):
        """Ask for the reason and waive (button)."""
        check_ids(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Waive Penalty"),
            "res_model": "crm.diversion.decision",
            "view_mode": "form",
            "target": "new",
            "context": {"default_verdict": "waive", "default_penalty_ids": self.ids},
        }

    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only channel managers book or waive penalties."))
        self.check_access("write")

    def _expect_draft(self):
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("The penalty of %(case)s is booked or waived already.", case=self.case_id.name))

    def _use_deposit(self):
        """Use the deposit of the agreement as far as it goes; return the values to write."""
        # sudo: the deposit is looked after by the agreement
        agreement = self.sudo().case_id.agreement_id
        if self.charge != "deposit" or not agreement:
            return {}
        part = min(agreement.deposit_balance, self.amount)
        if self.currency_id.compare_amounts(part, 0.0) <= 0:
            return {}
        reason = self.env._("Penalty of %(case)s", case=self.case_id.name)
        return {"deposit_id": agreement._use_deposit(part, reason).id, "deposit_amount": part}

    def _make_move(self, move_type, partner, amount):
        """Make a draft invoice to the dealer, or a draft credit note for the victim."""
        company = self.company_id
        # sudo: channel managers need no accounting rights; accountants look at the draft
        products = {
            "out_invoice": company.sudo().diversion_penalty_product_id,
            "out_refund": company.sudo().diversion_compensation_product_id,
        }
        texts = {
            "out_invoice": self.env._("Penalty by the agreement, case %(case)s", case=self.case_id.name),
            "out_refund": self.env._("Compensation for goods diverted into your territory"),
        }
        line = {"product_id": products[move_type].id, "name": texts[move_type], "quantity": 1.0, "price_unit": amount}
        return (
            self.env["account.move"]
            .sudo()
            .with_company(company)
            .create(
                {
                    "move_type": move_type,
                    "company_id": company.id,
                    "partner_id": partner.id,
                    "invoice_origin": self.case_id.name if move_type == "out_invoice" else False,
                    "invoice_line_ids": [(0, 0, line)],
                }
            )
        )
