from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.crm_grading.tools.arguments import check_ids
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedFloat

from .managers import is_manager

OWED = "crm_industry.mail_activity_assessment_action"
UNDONE = {"state": "open", "done_on": False}


class CrmAssessmentAction(models.Model):
    """What is done about a gap: by whom, until when, at which cost, and what came of it.

    Owners see their own and say how far they are; managers decide who does what until when.
    """

    _name = "crm.assessment.action"
    _description = "Improvement Action"
    _inherit = ["mail.thread", "mail.activity.mixin", "crm.guarded.mixin", "crm.owner.mixin"]
    _order = "state desc, deadline, id"

    name = fields.Char(string="Action", required=True, tracking=True)
    assessment_id = fields.Many2one("crm.assessment", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="assessment_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    answer_id = fields.Many2one(
        "crm.assessment.answer",
        string="Gap",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('assessment_id', '=', assessment_id)]",
        help="The answer that showed the gap.",
    )
    section_id = fields.Many2one(related="answer_id.section_id", store=True, index="btree_not_null", precompute=True)
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    deadline = CheckedDate(required=True, tracking=True)
    planned_cost = CheckedFloat(digits=(16, 2), help="In company currency.")
    cost = CheckedFloat(string="Cost so Far", digits=(16, 2), help="In company currency.")
    result = fields.Text(help="What came of it, or why it was given up.")
    state = fields.Selection(
        [("open", "Open"), ("done", "Done"), ("cancelled", "Given Up")],
        required=True,
        readonly=True,
        copy=False,
        default="open",
        index=True,
        tracking=True,
    )
    done_on = fields.Date(string="Done on", readonly=True, copy=False)
    late = fields.Boolean(compute="_compute_late")

    _cost_positive = models.Constraint("CHECK (planned_cost >= 0 AND cost >= 0)", "Costs are not below 0.")

    @api.depends("state", "deadline", "done_on")
    def _compute_late(self):
        for action in self:
            day = action.done_on or (action.company_id or self.env.company)._business_today()
            action.late = bool(action.deadline and action.state != "cancelled" and day > action.deadline)

    @api.constrains("answer_id", "assessment_id")
    def _check_answer(self):
        for action in self:
            if action.answer_id and action.answer_id.assessment_id != action.assessment_id:
                raise ValidationError(self.env._("“%(action)s” is about an answer of another assessment.", action=action.name))

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | UNDONE

    @api.model
    def _managers_fields(self):
        """Return the names of the fields that owners who are no managers don't change."""
        return {"name", "assessment_id", "answer_id", "user_id", "deadline", "planned_cost"}

    @api.model_create_multi
    def create(self, vals_list):
        """Begin actions; their owners are told."""
        actions = super().create(vals_list)
        for action in actions:
            action._tell_owner()
        return actions

    def write(self, vals):
        """Change actions: managers all, owners cost and result.

        :raise AccessError: an owner would change what managers decide
        :raise UserError: one would leave the gap of a finished assessment
        """
        for name in vals.keys() & {"assessment_id", "answer_id"}:
            self.filtered(lambda each, name=name: each[name].id != (vals[name] or False))._check_stays_with_gap()
        if vals.keys() & self._managers_fields() and not is_manager(self.env):
            raise AccessError(self.env._("Only managers decide who does what until when: you tell cost and result."))
        result = super().write(vals)
        if "assessment_id" in vals:
            # Odoo looks at the record rules before a write only.
            self.check_access("write")
        if vals.keys() & {"user_id", "deadline"}:
            for action in self.filtered(lambda each: each.state == "open"):
                action._tell_owner()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_finished(self):
        self._check_stays_with_gap()

    def _check_stays_with_gap(self):
        """:raise UserError: the assessment of one is finished"""
        if fixed := self.filtered(lambda each: each.assessment_id.state == "done"):
            raise UserError(
                self.env._(
                    "“%(action)s” came of the finished assessment “%(assessment)s” and stays there:"
                    " give it up if it is not needed.",
                    action=fixed[0].name,
                    assessment=fixed[0].assessment_id.name,
                )
            )

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def action_done(self):
        """Say that actions are done; their result has been written down.

        :raise UserError: one has no result, or is not open
        """
        self._end_action("done")
        return True

    def action_give_up(self):
        """Give actions up; the result says why.

        :raise AccessError: the user is no manager
        :raise UserError: one has no result, or is not open
        """
        if not is_manager(self.env):
            raise AccessError(self.env._("Only managers give an action up."))
        self._end_action("cancelled")
        return True

    def action_open_again(self):
        """Open actions again; those that were given up only by managers.

        :raise AccessError: an owner who is no manager opens what was given up
        :raise UserError: one is open
        """
        check_ids(self)
        self.check_access("write")
        if not is_manager(self.env) and "cancelled" in self.mapped("state"):
            raise AccessError(self.env._("Only managers open again what was given up."))
        for action in self:
            action._expect_value("state", "done", "cancelled")
            action._guarded_write(UNDONE)
            action._tell_owner()
        return True

    def _end_action(self, state):
        check_ids(self)
        self.check_access("write")
        for action in self:
            action._expect_value("state", "open")
            if not (action.result or "").strip():
                raise UserError(self.env._("“%(action)s”: write down what came of it first.", action=action.name))
            action._guarded_write({"state": state, "done_on": action.company_id._business_today()})
            action.activity_unlink([OWED])

    def _tell_owner(self):
        """Keep the activity of the owner in step."""
        self.activity_unlink([OWED])
        self.activity_schedule(OWED, date_deadline=self.deadline, user_id=self.user_id.id, summary=self.name)
