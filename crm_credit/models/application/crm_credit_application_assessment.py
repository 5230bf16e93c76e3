from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Command

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary

from ..policy.crm_credit_limit_change import MODES
from .crm_credit_application import FILE_READERS


class CrmCreditApplication(models.Model):
    """What the officer finds out: the score with its explanation, the limit by the formula, and the proposal."""

    _inherit = "crm.credit.application"

    officer_id = fields.Many2one(
        "res.users", string="Assessed By", readonly=True, copy=False, ondelete="restrict", groups=FILE_READERS
    )
    assessor_ids = fields.Many2many(
        "res.users",
        "crm_credit_application_assessor_rel",
        string="Worked on the Proposal",
        readonly=True,
        copy=False,
        groups=FILE_READERS,
        help="Everybody who scored the application or wrote the proposal: none of them approves it.",
    )
    assessed_on = fields.Datetime(readonly=True, copy=False, groups=FILE_READERS)
    assessment_note = fields.Text(string="Assessment", copy=False, groups=FILE_READERS)

    result_id = fields.Many2one(
        "crm.grading.result", readonly=True, copy=False, index="btree_not_null", ondelete="set null", groups=FILE_READERS
    )
    scored_on = fields.Datetime(readonly=True, copy=False, groups=FILE_READERS)
    score_status = fields.Selection(
        [("rated", "Rated"), ("not_rated", "Not Rated")], readonly=True, copy=False, groups=FILE_READERS
    )
    score = fields.Float(digits=(16, 2), readonly=True, copy=False, aggregator="avg", groups=FILE_READERS, help="0 to 100.")
    coverage = fields.Float(
        string="Coverage (%)",
        digits=(16, 2),
        readonly=True,
        copy=False,
        aggregator="avg",
        groups=FILE_READERS,
        help="Share of the score that is measured; what is missing or stale in the credit file lowers it.",
    )
    score_class_id = fields.Many2one(
        "crm.credit.class", string="Class by Score", readonly=True, copy=False, ondelete="restrict", groups=FILE_READERS
    )
    figure_ids = fields.One2many(
        "crm.credit.application.figure", "application_id", string="Limit by the Formula", readonly=True, groups=FILE_READERS
    )
    proposed_amount = fields.Monetary(
        string="Limit by Formula", readonly=True, copy=False, groups=FILE_READERS, help="What the formula of the class gives."
    )

    decided_mode = fields.Selection(MODES, string="Credit Proposed", copy=False, groups=FILE_READERS, tracking=True)
    decided_amount = CheckedMonetary(string="Amount Proposed", copy=False, groups=FILE_READERS, tracking=True)
    decided_class_id = fields.Many2one(
        "crm.credit.class",
        string="Class Proposed",
        copy=False,
        check_company=True,
        domain="[('company_id', '=', company_id)]",
        ondelete="restrict",
        groups=FILE_READERS,
        tracking=True,
    )
    decided_term_id = fields.Many2one(
        "account.payment.term",
        string="Terms Proposed",
        copy=False,
        check_company=True,
        ondelete="restrict",
        groups=FILE_READERS,
        help="Become the customer's payment terms; empty: they stay.",
    )
    present_credit = fields.Char(compute="_compute_present_credit", compute_sudo=True, groups=FILE_READERS)
    seen_mode = fields.Selection(MODES, string="Credit Then", readonly=True, copy=False, groups=FILE_READERS)
    seen_amount = fields.Monetary(string="Limit Then", readonly=True, copy=False, groups=FILE_READERS)

    @api.model
    def _guarded_fields(self):
        """What the user can't write anyway, by the groups of the field, is left to Odoo."""
        names = [name for name in self._assessed_fields() if self._has_field_access(self._fields[name], "write")]
        return super()._guarded_fields() | dict.fromkeys(names, False)

    @api.model
    def _decision_fields(self):
        return super()._decision_fields() | self._assessed_fields()

    @api.model
    def _assessed_fields(self):
        """Return the names of the fields that the verbs of assessment and decision write; extend by super."""
        return {
            "account_id", "officer_id", "assessor_ids", "assessed_on", "result_id", "scored_on", "score_status", "score",
            "coverage", "score_class_id", "figure_ids", "proposed_amount", "seen_mode", "seen_amount",
        }  # fmt: skip

    @api.depends("partner_id", "company_id")
    def _compute_present_credit(self):
        for application in self:
            account = application._get_account()
            application.present_credit = account._credit_text() if account else self.env._("Company default")

    def _get_account(self, create=False):
        """Return the credit account of the customer with full rights, which is made on demand."""
        self.ensure_one()
        accounts = self.env["crm.credit.account"].sudo()
        if not self.partner_id or not self.company_id:
            return accounts
        return accounts._for_customers(self.partner_id._origin, self.company_id._origin, create=create)

    # -- verbs -----------------------------------------------------------------------------------------------------

    def action_score(self):
        """Score the customers as of now, and work the limits out. Credit officers.

        :raise AccessError: the user is no officer
        :raise UserError: the application isn't to be assessed
        """
        self._check_officer()
        for application in self:
            application._expect_stage("assess")
            application._note_assessor()
            application._score()
            application._propose()
        return True

    def action_work_out(self):
        """Work the limit out again, for the class and the terms that the officer chose. Credit officers."""
        self._check_officer()
        for application in self:
            application._expect_stage("assess")
            application._note_assessor()
            application._write_figures()
        return True

    def _note_assessor(self):
        """Remember that the user worked on the proposal, unless it is known."""
        application = self.sudo()
        if self.env.uid != SUPERUSER_ID and self.env.user not in application.assessor_ids:
            application._guarded_write({"assessor_ids": [Command.link(self.env.uid)]})

    def _score(self):
        """Keep the result of the credit score and the class that belongs to it; the one before is dropped."""
        company = self.company_id
        former = self.sudo().result_id.run_id
        self.env["crm.customer.metrics"].sudo()._refresh(self.partner_id, company)
        scheme = company._credit_scheme()
        result = self.env["crm.grading.run"]._score_customers(scheme, self.partner_id).get(self.partner_id)
        rated = bool(result) and result.status == "rated"
        score = result.total if rated else 0.0
        risk = self.env["crm.credit.class"].sudo()._class_of_score(score, company) if rated else False
        self._guarded_write(
            {
                "result_id": result.id if result else False,
                "scored_on": fields.Datetime.now(),
                "score_status": "rated" if rated else "not_rated",
                "score": score,
                "coverage": result.coverage if result else 0.0,
                "score_class_id": risk and risk.id,
            }
        )
        former.unlink()

    def _propose(self):
        """Fill what the officer left open: class by the score, terms as asked for, the amount by request and formula."""
        account = self._get_account()
        # As superuser: a proposal of the system, which the officer may change.
        proposal = self.sudo()
        proposal.decided_class_id = proposal.score_class_id or proposal.decided_class_id or account.class_id
        proposal.decided_term_id = proposal.decided_term_id or self.payment_term_id
        proposal._write_figures()
        if proposal.decided_mode:
            return
        mode, amount = self.requested_mode, self.requested_amount
        if mode == "limited" and self.kind in ("new", "increase") and proposal.figure_ids:
            amount = min(amount, proposal.proposed_amount)
        proposal.write({"decided_mode": mode, "decided_amount": amount if mode == "limited" else 0.0})

    @api.readonly
    def score_card(self):
        """Return badge and explanation of the score, as `crm.grading.result.result_card` does, for people in credit.

        :rtype: dict | bool
        :raise AccessError: the user may not read the application, or no credit files
        """
        self.ensure_one()
        self.check_access("read")
        self._check_field_access(self._fields["result_id"], "read")
        return self.sudo().result_id.result_card() if self.result_id else False
