from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL, format_date, formatLang

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary

from ..account.crm_credit_account import LARGEST_LIMIT
from ..policy.crm_credit_limit_change import MODES
from .crm_credit_approval_level import OFFICER

FILE_READERS = "crm_credit.group_credit_user"
KINDS = [
    ("new", "New limit"),
    ("increase", "Increase"),
    ("decrease", "Decrease"),
    ("temporary", "Temporary limit"),
    ("review", "Review"),
]
# What is asked for; fixed once it is submitted.
REQUEST = {
    "kind", "partner_id", "company_id", "requested_mode", "requested_amount", "payment_term_id", "date_from", "date_to",
    "expected_monthly_sales", "reason",
}  # fmt: skip
# What the officer proposes and the approvers decide on; written while the application is assessed.
PROPOSAL = {"decided_mode", "decided_amount", "decided_class_id", "decided_term_id", "assessment_note"}


class CrmCreditApplication(models.Model):
    """Somebody asks for credit for a customer; an officer assesses it, the approvers of the amount decide.

    draft → to assess → to approve → approved or refused; cancelled from anywhere before. Who asked, wrote, sells or assessed
    never approves. What is approved reaches the credit account at once. Salespeople see their customers' applications and
    the outcome, not the assessment. Amounts are in the currency of the company.
    """

    _name = "crm.credit.application"
    _description = "Credit Application"
    _inherit = ["crm.approval.mixin", "crm.credit.customer.mixin", "portal.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _approval_group = OFFICER

    name = fields.Char(string="Number", readonly=True, copy=False, default="/", index="trigram")
    kind = fields.Selection(KINDS, required=True, default="increase", tracking=True)
    partner_id = fields.Many2one(tracking=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    salesperson_id = fields.Many2one(
        "res.users", compute="_compute_salesperson_id", store=True, precompute=True, readonly=True, index="btree_not_null"
    )
    account_id = fields.Many2one(
        "crm.credit.account", readonly=True, copy=False, index="btree_not_null", ondelete="set null", groups=FILE_READERS
    )
    requested_mode = fields.Selection(MODES, string="Credit Requested", required=True, default="limited", tracking=True)
    requested_amount = CheckedMonetary(
        tracking=True, help="The limit asked for; of a temporary limit, what comes on top of the standing one."
    )
    payment_term_id = fields.Many2one("account.payment.term", string="Terms Requested", check_company=True)
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until")
    expected_monthly_sales = CheckedMonetary(help="Of a customer that has not bought yet: expected net sales of a month.")
    reason = fields.Text(required=True, tracking=True)
    stage = fields.Selection(
        [
            ("draft", "Draft"),
            ("assess", "To Assess"),
            ("approve", "To Approve"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_stage",
        store=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    outcome = fields.Char(compute="_compute_outcome", compute_sudo=True, help="What was decided, in words.")

    _one_open_uniq = models.UniqueIndex(
        "(partner_id, company_id, (kind = 'temporary')) WHERE approval_state = 'submitted'",
        "The customer has an application that is not decided yet: wait for the decision or withdraw it.",
    )
    _amount_range = models.Constraint(
        "CHECK (requested_amount >= 0 AND requested_amount <= 1000000000000 AND expected_monthly_sales >= 0)",
        "The amounts of a credit application can't be negative, nor above 1,000,000,000,000.",
    )
    _dates_in_order = models.Constraint("CHECK (date_from <= date_to)", "A temporary limit begins before it ends.")

    # -- computes --------------------------------------------------------------------------------------------------

    @api.depends("partner_id.user_id")
    def _compute_salesperson_id(self):
        for application in self.filtered(lambda application: application.approval_state == "draft"):
            application.salesperson_id = application.partner_id.user_id

    @api.depends("approval_state", "assessed_on")
    def _compute_stage(self):
        for application in self:
            stage = application.approval_state
            if stage == "submitted":
                stage = "approve" if application.assessed_on else "assess"
            application.stage = stage

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for application in self:
            application.display_name = " · ".join(
                filter(None, (application.name != "/" and application.name, application.partner_id.display_name))
            )

    @api.depends("stage", "decided_mode", "decided_amount", "decision_note", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_outcome(self):
        for application in self:
            application.outcome = application._get_outcome()

    def _get_outcome(self):
        """Return what was decided in words, False before."""
        if self.stage == "refused":
            return self.env._("Refused: %(reason)s", reason=self.decision_note or "")
        if self.stage != "approved":
            return False
        credit = self._credit_text(self.decided_mode, self.decided_amount)
        if self.kind == "temporary":
            return self.env._(
                "Approved: %(amount)s more from %(first)s until %(last)s",
                amount=credit,
                first=format_date(self.env, self.date_from),
                last=format_date(self.env, self.date_to),
            )
        return self.env._("Approved: %(credit)s", credit=credit)

    def _credit_text(self, mode, amount):
        if mode == "limited":
            return formatLang(self.env, amount, currency_obj=self.currency_id)
        return dict(self._fields["requested_mode"]._description_selection(self.env)).get(mode, "")

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for application in self:
            application.access_url = "/my/credit"
        return result

    # -- what can be asked for -------------------------------------------------------------------------------------

    @api.constrains("kind", "requested_mode", "requested_amount", "date_from", "date_to")
    def _check_request(self):
        for application in self:
            limited = application.requested_mode == "limited"
            if application.kind == "temporary" and not (
                limited and application.requested_amount and application.date_from and application.date_to
            ):
                raise ValidationError(
                    self.env._(
                        "%(application)s: a temporary limit needs an amount and the days from which and until which it holds.",
                        application=application.display_name,
                    )
                )

    def _approval_content_fields(self):
        return super()._approval_content_fields() | REQUEST

    # -- doors -----------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        prepared = []
        for vals in vals_list:
            self._refuse_proposal(PROPOSAL & {name for name, value in vals.items() if value})
            self._check_amounts(vals)
            values = {name: value for name, value in vals.items() if name not in ("salesperson_id", "stage")}
            prepared.append(values | {"name": self._next_number(vals)})
        return super().create(prepared)

    def write(self, vals):
        vals = {name: value for name, value in vals.items() if name not in ("salesperson_id", "stage", "name")}
        if names := PROPOSAL & vals.keys():
            for application in self:
                application._refuse_proposal(names if not application._may_propose() else ())
                application._note_assessor()
        self._check_amounts(vals)
        return super().write(vals)

    @api.model
    def default_get(self, fields):
        """Defaults of the context or of the user decide nothing: Odoo doesn't look at the groups of fields there."""
        return super().default_get([name for name in fields if name not in self._decision_fields()])

    @api.model
    def _decision_fields(self):
        """Return the names of the fields that assessment and decision fill; extend by super."""
        return PROPOSAL | {"stage", "salesperson_id"}

    @api.model
    def _next_number(self, vals):
        company = vals.get("company_id") or self.env.company.root_id.id
        # sudo: whoever may apply gets a number
        return self.env["ir.sequence"].sudo().with_company(company).next_by_code("crm.credit.application") or "/"

    @api.model
    def _check_amounts(self, vals):
        """Refuse what is no amount of money; the database would store infinity and "not a number"."""
        for name in ("requested_amount", "decided_amount", "expected_monthly_sales"):
            amount = vals.get(name) or 0.0
            if not isinstance(amount, int | float) or not 0 <= amount <= LARGEST_LIMIT:
                raise ValidationError(
                    self.env._(
                        "The amounts of a credit application must be between 0 and %(largest)s, not %(amount)s.",
                        largest=formatLang(self.env, LARGEST_LIMIT, digits=0),
                        amount=amount,
                    )
                )

    def _may_propose(self):
        """Whether the user may write the proposal now: a credit officer, while it is to be assessed."""
        return self.stage == "assess" and (self.env.su or self.env.user.has_group(OFFICER))

    @api.model
    def _refuse_proposal(self, names):
        if names:
            raise AccessError(
                self.env._("The proposal of a credit application is written by a credit officer, while it is to be assessed.")
            )

    def copy_data(self, default=None):
        return [vals | {"name": "/"} for vals in super().copy_data(default)]

    def _check_officer(self):
        """:raise AccessError: the user is no credit officer of the company"""
        self.check_access("write")
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only credit officers assess credit applications."))

    def _expect_stage(self, *stages):
        """:raise UserError: the application is somewhere else"""
        self.ensure_one()
        if self.stage not in stages:
            labels = dict(self._fields["stage"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(application)s is in the stage %(stage)s: this is not possible now.",
                    application=self.display_name,
                    stage=labels[self.stage],
                )
            )

    @api.model
    def _rekey(self, old, new):
        """Give the applications of a customer to the one that absorbs it; superuser environment.

        An open one is cancelled where that customer has one of its own.
        """
        moved = self.search([("partner_id", "=", old.id)])
        waiting = self.search([("partner_id", "=", new.id), ("approval_state", "=", "submitted")])
        keys = {(one.company_id, one.kind == "temporary") for one in waiting}
        double = moved.filtered(
            lambda one: one.approval_state == "submitted" and (one.company_id, one.kind == "temporary") in keys
        )
        double._guarded_write({"approval_state": "cancelled"})
        self.flush_model()
        self.env.cr.execute(SQL("UPDATE crm_credit_application SET partner_id = %s WHERE partner_id = %s", new.id, old.id))
        self.invalidate_model()
        for application in moved:
            account = application._get_account()
            application._guarded_write({"account_id": account.id})
            if application.stage == "approve":
                # It was assessed for somebody else.
                application._drop_assessment()
            application.message_post(body=self.env._("Formerly of %(customer)s.", customer=old.display_name))
