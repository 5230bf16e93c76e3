from copy import deepcopy

from odoo import fields, models
from odoo.fields import Command

from ..models.run.crm_grading_run_changes import WHOLE
from ..tools.arguments import check_one
from ..tools.checked_fields import CheckedFloat, CheckedInteger, CheckedSelection
from ..tools.like_selection import like

SCHEME = "crm.grading.scheme"


class CrmGradingWhatIf(models.TransientModel):
    """The configuration of a scenario to be changed: weights, scores, grades, caps. The scheme stays as it is."""

    _name = "crm.grading.what.if"
    _description = "Configuration of a Scenario"
    _rec_name = "run_id"

    run_id = fields.Many2one("crm.grading.run", string="Scenario", required=True, readonly=True, ondelete="cascade")
    source_run_id = fields.Many2one(related="run_id.source_run_id")
    dimension_ids = fields.One2many("crm.grading.what.if.dimension", "what_if_id", string="Dimensions")
    indicator_ids = fields.One2many("crm.grading.what.if.indicator", "what_if_id", string="Indicators")
    # The same rows once more, for the page that shows how a value becomes a score.
    scored_ids = fields.One2many("crm.grading.what.if.indicator", "what_if_id", string="Indicator")
    grade_ids = fields.One2many("crm.grading.what.if.grade", "what_if_id", string="Grades")
    offered_cap_ids = fields.Many2many("crm.grading.cap", compute="_compute_offered_cap_ids")
    cap_ids = fields.Many2many("crm.grading.cap", string="Caps", help="Caps that are taken out don't act in the scenario.")
    split = CheckedSelection(like(SCHEME, "split"), required=True)
    ties = CheckedSelection(like(SCHEME, "ties"), required=True)
    min_group = CheckedInteger(string="Smallest Group", help="Rated customers a peer group needs for its own split.")
    small_group = CheckedSelection(like(SCHEME, "small_group"), string="Small Groups", required=True)
    max_step = CheckedInteger(string="Largest Step", help="Grades a customer may move in one run; 0: any number.")
    downgrade_runs = CheckedInteger(
        string="Runs before a Downgrade",
        help="A customer loses its grade when so many runs one after the other give a lower one.",
    )
    coverage = CheckedFloat(string="Least Coverage (%)", digits=(16, 4))
    coverage_basis = CheckedSelection(like(SCHEME, "coverage_basis"), string="Coverage Counts", required=True)

    def _compute_offered_cap_ids(self):
        for wizard in self:
            wizard.offered_cap_ids = wizard.run_id.source_run_id.cap_ids

    def _open(self, run):
        """Return the action that opens the configuration of ``run``, a scenario, to be changed."""
        wizard = self.create(self._prepare_from(run))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What if: %(run)s", run=run.name),
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _prepare_from(self, run):
        config = run.config
        named = {
            kind: run._dashboard_names(f"crm.grading.{kind}", parts) for kind, parts in run._config_parts(config).items()
        }

        def rows(kind, parts):
            lines = self.env[f"crm.grading.what.if.{kind}"]
            return [Command.create(lines._prepare_from(part | {"name": named[kind][part["id"]]})) for part in parts]

        indicators = [
            indicator | {"dimension_id": dimension["id"], "dimension": named["dimension"][dimension["id"]]}
            for dimension in config["dimensions"]
            for indicator in dimension["indicators"]
        ]
        return {name: config[name] for name in WHOLE} | {
            "run_id": run.id,
            "dimension_ids": rows("dimension", config["dimensions"]),
            "indicator_ids": rows("indicator", indicators),
            "grade_ids": rows("grade", config["grades"]),
            "cap_ids": [Command.set([cap["id"] for cap in config["caps"]])],
        }

    def action_save(self):
        """Give the scenario this configuration; it has to be computed again.

        :raise AccessError: no grading manager
        :raise UserError: the run is no open scenario, or the configuration makes no sense
        """
        check_one(self)
        self.run_id.set_config(self._prepare_config())
        return {"type": "ir.actions.act_window_close"}

    def action_compute(self):
        """Give the scenario this configuration and compute it.

        :raise AccessError: no grading manager
        :raise UserError: as `action_save`
        """
        action = self.action_save()
        self.run_id.action_compute()
        return action

    def _prepare_config(self):
        """Return the configuration of the scenario with what was entered; what is not shown here stays as it was.

        :raise UserError: an indicator makes no sense
        """
        config = deepcopy(self.run_id.config or {})
        config |= {name: self[name] for name in WHOLE}
        caps = (self.run_id.source_run_id.config or {}).get("caps", [])
        config["caps"] = [cap for cap in caps if cap["id"] in self.cap_ids.ids]
        lines = {"dimension": self.dimension_ids, "indicator": self.indicator_ids, "grade": self.grade_ids}
        for kind, parts in self.run_id._config_parts(config).items():
            by_id = {line.part_id: line for line in lines[kind]}
            for part in parts:
                if line := by_id.get(part["id"]):
                    part |= line._prepare_config()
        return config
