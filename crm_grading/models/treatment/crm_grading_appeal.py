from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools.checked_fields import CheckedDate

ASSESSOR = "crm_grading.group_grading_assessor"
# Found by code from the customer's standing and the scheme, whatever a client sends.
FOUND = {"result_id", "grade_id", "company_id"}
# What is asked for; fixed once it is submitted.
CONTENT = {"kind", "partner_id", "scheme_id", "requested_grade_id", "reason", "valid_until"}


class CrmGradingAppeal(models.Model):
    """A request to give a customer another grade than its result says, decided by a manager other than the requester.

    An *appeal* asks for a better grade on behalf of the customer: by its salesperson, an assessor, or the customer itself on
    the portal. An *override* is proposed by an assessor and goes either way. Approved, the grade of the result and the
    customer's standing change at once; the computed grade stays beside it.
    """

    _name = "crm.grading.appeal"
    _description = "Appeal or Override of a Grade"
    _inherit = ["crm.approval.mixin", "portal.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "partner_id"

    _approval_group = "crm_grading.group_grading_manager"

    kind = fields.Selection(
        [("appeal", "Appeal"), ("override", "Override")], required=True, default="appeal", tracking=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        domain=lambda self: self.env["res.partner"]._customer_domain(),
        tracking=True,
    )
    scheme_id = fields.Many2one(
        "crm.grading.scheme",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.company._grading_scheme(),
    )
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index=True, precompute=True)
    result_id = fields.Many2one(
        "crm.grading.result",
        compute="_compute_result_id",
        store=True,
        precompute=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The customer's published result that is contested.",
    )
    run_id = fields.Many2one(related="result_id.run_id")
    computed_grade_id = fields.Many2one(related="result_id.computed_grade_id")
    grade_id = fields.Many2one(
        "crm.grading.grade",
        string="Grade Contested",
        compute="_compute_result_id",
        store=True,
        precompute=True,
        readonly=True,
        ondelete="restrict",
        help="The grade the customer had when this was written.",
    )
    requested_grade_id = fields.Many2one(
        "crm.grading.grade",
        required=True,
        ondelete="restrict",
        domain="[('scheme_id', '=', scheme_id), ('id', '!=', grade_id)]",
        tracking=True,
    )
    reason = fields.Text(required=True, tracking=True)
    valid_until = CheckedDate(
        help="Runs until this day respect the grade; empty: it holds until the next run is published.", tracking=True
    )
    ended_on = fields.Date(
        readonly=True, copy=False, tracking=True, help="The day an approved grade ran out or was taken back."
    )

    _one_open_uniq = models.UniqueIndex(
        "(partner_id, scheme_id) WHERE approval_state = 'submitted'",
        "The customer has an appeal in this scheme that is not decided yet: wait for the decision or withdraw it.",
    )
    _in_force_idx = models.Index("(scheme_id, partner_id) WHERE approval_state = 'approved' AND ended_on IS NULL")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"ended_on": False}

    @api.model
    def _approval_content_fields(self):
        return super()._approval_content_fields() | CONTENT

    @api.depends("partner_id", "scheme_id")
    def _compute_result_id(self):
        for appeal in self:
            standing = appeal._get_standing()
            appeal.result_id = standing.result_id
            appeal.grade_id = standing.grade_id

    def _get_standing(self):
        """Return the present standing of the customer in the scheme, with full rights; may be empty."""
        self.ensure_one()
        return self.env["crm.grading.standing"].sudo().search(
            [("partner_id", "=", self.partner_id._origin.id), ("scheme_id", "=", self.scheme_id.id)], limit=1
        )

    @api.depends("kind", "partner_id", "requested_grade_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for appeal in self:
            kind, customer = kinds.get(appeal.kind, ""), appeal.partner_id.display_name
            if not customer:
                appeal.display_name = kind
            elif not appeal.requested_grade_id:
                appeal.display_name = self.env._("%(kind)s: %(customer)s", kind=kind, customer=customer)
            else:
                appeal.display_name = self.env._(
                    "%(kind)s: %(customer)s to %(grade)s", kind=kind, customer=customer, grade=appeal.requested_grade_id.code
                )

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for appeal in self:
            appeal.access_url = "/my/grade"
        return result

    # -- what can be asked for ------------------------------------------------------------------------------------

    @api.constrains("partner_id", "scheme_id", "requested_grade_id", "kind")
    def _check_request(self):
        for appeal in self:
            grade, present = appeal.requested_grade_id, appeal.grade_id
            grade._check_of_scheme(appeal.scheme_id)
            if grade == present:
                raise ValidationError(
                    self.env._(
                        "%(customer)s has the grade %(grade)s already, ask for another one.",
                        customer=appeal.partner_id.display_name,
                        grade=grade.code,
                    )
                )
            if appeal.kind == "appeal" and present and present._is_better_than(grade):
                raise ValidationError(
                    self.env._(
                        "An appeal asks for a better grade than %(present)s, which %(customer)s has; %(grade)s is lower.",
                        present=present.code,
                        customer=appeal.partner_id.display_name,
                        grade=grade.code,
                    )
                )

    def _check_result(self):
        """Refuse what doesn't contest the published result of the customer's present standing.

        :raise UserError: there is none, or a newer one
        """
        for appeal in self.sudo():
            standing = appeal._get_standing()
            if not appeal.result_id or appeal.result_id.run_id.state != "published":
                raise UserError(
                    self.env._(
                        "%(customer)s has no published grade in the scheme %(scheme)s that could be contested.",
                        customer=appeal.partner_id.display_name,
                        scheme=appeal.scheme_id.display_name,
                    )
                )
            if standing.result_id != appeal.result_id:
                raise UserError(
                    self.env._(
                        "%(appeal)s contests an older result: %(customer)s has a newer grade, write a new one.",
                        appeal=appeal.display_name,
                        customer=appeal.partner_id.display_name,
                    )
                )

    def _check_kind(self):
        """Refuse overrides by others than assessors.

        :raise AccessError:
        """
        if not self.env.su and "override" in self.mapped("kind") and not self.env.user.has_group(ASSESSOR):
            raise AccessError(self.env._("Only an assessor can propose to override a grade; write an appeal instead."))

    @api.model_create_multi
    def create(self, vals_list):
        appeals = super().create([{name: vals[name] for name in vals.keys() - FOUND} for vals in vals_list])
        appeals._check_kind()
        return appeals

    def write(self, vals):
        result = super().write({name: vals[name] for name in vals.keys() - FOUND})
        if "kind" in vals:
            self._check_kind()
        return result
