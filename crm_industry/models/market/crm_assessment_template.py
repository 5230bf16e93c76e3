from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedInteger

from .managers import check_managers

INTENTION = [
    ("0", "0 · Not considered"),
    ("1", "1 · Discussed"),
    ("2", "2 · Planned"),
    ("3", "3 · Decided, with people and money"),
    ("4", "4 · Part of how the company works"),
]
REALITY = [
    ("0", "0 · Not done"),
    ("1", "1 · Done here and there"),
    ("2", "2 · Done in part"),
    ("3", "3 · Mostly done"),
    ("4", "4 · Done always and everywhere"),
]


class CrmAssessmentTemplate(models.Model):
    """A version of the questions of the self-assessment, with the weights of its score. Shared by all companies.

    A published version never changes, so that scores can be explained years later: the next one is a new version.
    The weights and levels are proposals.
    """

    _name = "crm.assessment.template"
    _description = "Questions of a Self-Assessment"
    _inherit = ["crm.guarded.mixin"]
    _order = "name, version desc, id desc"

    name = fields.Char(required=True, translate=True)
    version = CheckedInteger(default=1, required=True, readonly=True, copy=False, aggregator=None)
    former_id = fields.Many2one(
        "crm.assessment.template", string="Former Version", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    published_on = fields.Date(readonly=True, copy=False, help="Since then its questions and weights stay as they are.")
    question_ids = fields.One2many("crm.assessment.question", "template_id", string="Questions", copy=True)
    question_count = fields.Integer(compute="_compute_question_count", string="Number of Questions")
    intention_weight = CheckedFloat(
        string="Weight of Intention (%)", default=40.0, digits=(16, 2), help="The rest is the weight of reality."
    )
    evidence_level = fields.Selection(
        REALITY,
        string="Evidence from",
        default="3",
        help="Who says that so much is done shows it: without evidence the assessment can't be finished. Empty: never.",
    )
    gap_level = fields.Selection(
        REALITY, string="Gap up to", required=True, default="1", help="What is done so little is a gap that needs an action."
    )
    action_days = CheckedInteger(string="Days for Actions", default=90, help="Proposed deadline of an action.")
    repeat_months = CheckedInteger(
        string="Repeat after (Months)", default=12, help="Every one or two years is usual. 0: nobody is reminded."
    )
    benchmark_mean = CheckedFloat(string="Reference: Mean (%)", digits=(16, 2), help="Shown as a line. 0: none.")
    benchmark_best = CheckedFloat(string="Reference: Best (%)", digits=(16, 2))
    benchmark_worst = CheckedFloat(string="Reference: Worst (%)", digits=(16, 2))
    benchmark_source = fields.Char(
        string="Origin of the Reference", translate=True, help="Shown beside the lines, so that nobody takes them for a norm."
    )
    active = fields.Boolean(default=True)

    _in_range = models.Constraint(
        "CHECK (intention_weight BETWEEN 0 AND 100 AND action_days BETWEEN 1 AND 3650 AND repeat_months BETWEEN 0 AND 120"
        " AND benchmark_mean BETWEEN 0 AND 100 AND benchmark_best BETWEEN 0 AND 100 AND benchmark_worst BETWEEN 0 AND 100)",
        "Weights and references are 0 to 100 %, actions have 1 to 3,650 days, the repetition comes after up to 120 months.",
    )
    _former_uniq = models.UniqueIndex(
        "(former_id) WHERE former_id IS NOT NULL", "This version has a successor already: go on with that one."
    )

    @api.depends("question_ids")
    def _compute_question_count(self):
        for template in self:
            template.question_count = len(template.question_ids)

    @api.depends("name", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for template in self:
            template.display_name = f"{template.name or ''} ({template.version})"

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"version": 1, "former_id": False, "published_on": False}

    @api.model
    def _frozen_fields(self):
        """Return the names of the fields that scores depend on: they change before the publication only."""
        return {"question_ids", "intention_weight", "evidence_level", "gap_level"}

    def write(self, vals):
        """Change versions; of a published one its name, deadlines and references only.

        :raise UserError: questions or weights of a published version would change
        """
        if vals.keys() & self._frozen_fields():
            self._check_unpublished()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_unpublished()

    def _check_unpublished(self):
        if fixed := self.filtered("published_on"):
            raise UserError(
                self.env._("%(template)s is published and stays as it is: make a new version.", template=fixed[0].display_name)
            )

    def _check_manager(self):
        check_managers(self, self.env._("Only sales, service and channel managers set up self-assessments."))

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def action_publish(self):
        """Publish versions: they can be used, and their questions stay.

        :raise AccessError: the user is no manager
        :raise UserError: one is published already, or has no questions
        """
        self._check_manager()
        self._check_unpublished()
        for template in self:
            if not template.question_ids:
                raise UserError(self.env._("%(template)s has no questions yet.", template=template.display_name))
            template._guarded_write({"published_on": self.env.company._business_today()})
        return True

    @api.model
    def _publish_shipped(self):
        """Publish the questions that come with the product, once all of them are there."""
        shipped = self.env.ref("crm_industry.assessment_template_1", raise_if_not_found=False)
        if shipped and not shipped.published_on:
            shipped.action_publish()

    def action_new_version(self):
        """Copy a published version as the draft of the next one, and open it.

        :raise AccessError: the user is no manager
        :raise UserError: it is not published, or has a successor
        """
        check_one(self)
        self._check_manager()
        if not self.published_on:
            raise UserError(self.env._("%(template)s is a draft: change that one.", template=self.display_name))
        if self.search_count([("former_id", "=", self.id), ("active", "in", (True, False))]):
            raise UserError(self.env._("%(template)s has a successor already.", template=self.display_name))
        draft = self.copy()
        draft._guarded_write({"version": self.version + 1, "former_id": self.id})
        return draft.get_formview_action()
