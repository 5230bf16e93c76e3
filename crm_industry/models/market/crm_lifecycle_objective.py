from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_grading.models.metrics.selections import STAGES
from odoo.addons.crm_grading.tools.arguments import check_ids, check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedFloat, CheckedInteger
from odoo.addons.crm_grading.tools.period import months_until

METRICS = [
    ("customers", "Customers in the Stage"),
    ("share", "Share of All Customers (%)"),
    ("net_sales", "Net Sales (12 Months)"),
    ("average_sales", "Net Sales per Customer (12 Months)"),
    ("margin", "Margin (12 Months)"),
    ("orders", "Orders per Customer (12 Months)"),
    ("kept", "Still Buying Some Months Later (%)"),
    ("lost", "Lost Some Months Later (%)"),
]
FLOWS = ("kept", "lost")
SHOWN_MONTHS = 13


class CrmLifecycleObjective(models.Model):
    """What a company wants to reach with the customers of one stage of their lifecycle: from a baseline to a target by a month.

    Baseline and actual come from the monthly snapshots of the customers (``crm_lifecycle_objective_values``), in company
    currency and percent.
    """

    _name = "crm.lifecycle.objective"
    _description = "Lifecycle Objective"
    _inherit = ["mail.thread", "crm.guarded.mixin", "crm.owner.mixin"]
    _order = "company_id, stage_place, target_month, id"

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    stage = fields.Selection(STAGES, string="Lifecycle Stage", required=True, tracking=True)
    stage_place = fields.Integer(compute="_compute_stage_place", store=True, precompute=True, aggregator=None)
    metric = fields.Selection(METRICS, required=True, default="customers", tracking=True)
    months_later = CheckedInteger(
        string="Months Later",
        default=12,
        required=True,
        aggregator=None,
        help="Of those who were in the stage so many months before: how many buy, or are lost, in the month that is measured.",
    )
    baseline_month = CheckedDate(
        required=True, default=lambda self: self._default_baseline_month(), help="Any day of the month that it begins with."
    )
    baseline = CheckedFloat(
        digits=(16, 2), aggregator=None, tracking=True, help="Where it begins. Taken from the snapshots unless you know better."
    )
    target = CheckedFloat(required=True, digits=(16, 2), aggregator=None, tracking=True)
    target_month = CheckedDate(required=True, tracking=True, help="Any day of the month by the end of which it is to be reached.")
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    strategy = fields.Text(help="How it is to be reached.")
    campaign_ids = fields.Many2many("utm.campaign", string="Campaigns")
    active = fields.Boolean(default=True)
    actual = fields.Float(compute="_compute_actual", digits=(16, 2), help="At the end of the latest month with snapshots.")
    actual_month = fields.Date(string="Month Measured", compute="_compute_actual")
    progress = fields.Float(
        string="Way Covered (%)", compute="_compute_actual", digits=(16, 1), help="(Actual - baseline) ÷ (target - baseline)."
    )
    status = fields.Selection(
        [("none", "Not Measured"), ("behind", "Behind"), ("good", "On the Way"), ("reached", "Achieved")],
        compute="_compute_actual",
        help="On the way: at least as much of the way is covered as of the time.",
    )

    _in_range = models.Constraint("CHECK (months_later BETWEEN 1 AND 60)", "Some months later are 1 to 60 months.")
    _months = models.Constraint("CHECK (baseline_month < target_month)", "The month of the target is after that of the baseline.")

    # -- defaults and computes -----------------------------------------------------------------------------------------

    @api.model
    def _default_baseline_month(self):
        return self.env.company._business_today().replace(day=1) - relativedelta(months=1)

    @api.depends("stage")
    def _compute_stage_place(self):
        places = {key: place for place, (key, _label) in enumerate(STAGES)}
        for objective in self:
            objective.stage_place = places.get(objective.stage, len(STAGES))

    @api.depends("stage", "metric")
    @api.depends_context("lang")
    def _compute_display_name(self):
        stages = dict(self._fields["stage"]._description_selection(self.env))
        metrics = dict(self._fields["metric"]._description_selection(self.env))
        for objective in self:
            objective.display_name = f"{stages.get(objective.stage, '')}: {metrics.get(objective.metric, '')}"

    @api.depends("company_id", "stage", "metric", "months_later", "baseline", "target", "baseline_month", "target_month")
    def _compute_actual(self):
        whole = self.filtered(lambda each: each.company_id and each.target_month and each.baseline_month)
        months = whole._latest_months()
        wanted = [each._wanted(months[each]) for each in whole if months[each]]
        values = self.env["crm.lifecycle.objective.values"]._values(wanted)
        for objective in self:
            month = months.get(objective)
            value = values.get(objective._wanted(month)) if month else None
            objective.actual = value or 0.0
            objective.actual_month = month if value is not None else False
            way = objective.target - objective.baseline
            objective.progress = round(100 * (value - objective.baseline) / way, 4) if value is not None and way else 0.0
            objective.status = objective._status_of(value, month)

    def _status_of(self, value, month):
        """Return the status of an objective whose progress is known."""
        if value is None:
            return "none"
        if self.progress >= 100 or round(value - self.target, 2) == 0:
            return "reached"
        begin, end = self.baseline_month.replace(day=1), self.target_month.replace(day=1)
        passed = min(max((month - begin).days / max((end - begin).days, 1), 0), 1)
        return "good" if passed and self.progress >= 100 * passed else "behind"

    @api.constrains("target", "baseline_month", "target_month")
    def _check_months(self):
        for objective in self:
            if objective.baseline_month.replace(day=1) >= objective.target_month.replace(day=1):
                raise ValidationError(self.env._("The month of the target is after that of the baseline."))

    @api.model_create_multi
    def create(self, vals_list):
        """Set objectives; a baseline that is not given is taken from the snapshots."""
        objectives = super().create(vals_list)
        given = (objective.id for objective, vals in zip(objectives, vals_list, strict=True) if "baseline" in vals)
        for objective, value in (objectives - self.browse(given))._baseline_values().items():
            objective.baseline = value or 0.0
        return objectives

    # -- figures -------------------------------------------------------------------------------------------------------

    def action_take_baseline(self):
        """Take the baseline from the snapshots of its month (button).

        :raise UserError: there are no snapshots of that month
        """
        check_ids(self)
        self.check_access("write")
        for objective, value in self._baseline_values().items():
            if value is None:
                raise UserError(
                    self.env._(
                        "%(objective)s: there are no figures of %(month)s.",
                        objective=objective.display_name,
                        month=objective.baseline_month.strftime("%Y-%m"),
                    )
                )
            objective.baseline = value
        return True

    @api.readonly
    def trend_data(self):
        """Return the months up to the latest one, with baseline and target, for the chart.

        :return: {"labels": [ISO first days], "lines": [{"name", "values"}]}; values are None where nothing was measured
        :rtype: dict
        :raise AccessError: the user may not read the objective
        :raise UserError: it is not one objective
        """
        check_one(self)
        self.check_access("read")
        last = self._latest_months()[self]
        if not last:
            return {"labels": [], "lines": []}
        months = months_until(last, SHOWN_MONTHS)
        values = self.env["crm.lifecycle.objective.values"]._values([self._wanted(month) for month in months])
        return {
            "labels": [month.isoformat() for month in months],
            "lines": [
                {"name": self.env._("Actual"), "values": [values.get(self._wanted(month)) for month in months]},
                {"name": self.env._("Baseline"), "values": [self.baseline] * len(months)},
                {"name": self.env._("Target"), "values": [self.target] * len(months)},
            ],
        }

    def _baseline_values(self):
        """Return {objective: figure of the month that it begins with, None where there are no snapshots}."""
        wanted = {each: each._wanted(each.baseline_month.replace(day=1)) for each in self}
        values = self.env["crm.lifecycle.objective.values"]._values(list(wanted.values()))
        return {objective: values.get(key) for objective, key in wanted.items()}

    def _wanted(self, month):
        window = self.months_later if self.metric in FLOWS else 0
        return (self.company_id.root_id.id, month, self.stage, self.metric, window)

    def _latest_months(self):
        """Return {objective: first day of its latest month with snapshots, up to that of its target, or None}."""
        keys = {each: (each.company_id.root_id.id, each.target_month.replace(day=1)) for each in self}
        found = self.env["crm.lifecycle.objective.values"]._last_months(set(keys.values()))
        return {objective: found.get(key) for objective, key in keys.items()}
