from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

from .crm_grading_run import KEPT

FROZEN = ("computed", "review", *KEPT)


class CrmGradingRun(models.Model):
    """Computing again on the same customers and raw values: as it was, or what if."""

    _inherit = "crm.grading.run"

    def action_repeat(self):
        """Compute a scenario with the same configuration on the same inputs; its results are identical.

        :raise AccessError: no grading manager
        :raise UserError: the run is not computed
        :return: action that opens the new run
        """
        scenario = self._make_scenario()
        scenario.action_compute()
        return scenario._get_records_action()

    def action_scenario(self):
        """Make a draft scenario on the inputs of this run, whose configuration `set_config` changes.

        :raise AccessError: no grading manager
        :raise UserError: the run is not computed
        :return: action that opens it
        """
        return self._make_scenario()._get_records_action()

    def _make_scenario(self):
        self.ensure_one()
        self._check_manager()
        if self.state not in FROZEN or not self.config:
            raise UserError(self.env._("%(run)s is not computed: there is nothing to repeat.", run=self.name))
        values = {
            "scheme_id": self.scheme_id.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "scenario": True,
            "source_run_id": (self.source_run_id or self).id,
            "config": self.config,
        }
        return self._guarded_create([values])

    def set_config(self, config):
        """Change the configuration of a draft scenario: weights, normalisations, split, caps and so on.

        Customers, peers' values and raw values stay those of the run it was made from, so there are no other indicators,
        grades and dimensions than there.

        :param dict config: as in `config`, whole
        :raise AccessError: no grading manager
        :raise UserError: no draft scenario, or the configuration makes no sense
        """
        self.ensure_one()
        self._check_manager()
        if not self.scenario or self.state not in ("draft", "computed"):
            raise UserError(self.env._("%(run)s is no open scenario: its configuration is frozen.", run=self.name))
        self._job_refuse_pending()
        if problem := self._config_problem(config):
            raise UserError(self.env._("The configuration of %(run)s: %(problem)s", run=self.name, problem=problem))
        self._guarded_write({"config": config, "state": "draft"})
        return True

    @api.model
    def _config_problem(self, config):
        """Return what is wrong with a changed configuration, or None."""
        source = self.source_run_id.config
        try:
            if config.keys() != source.keys() or config["scheme"] != source["scheme"]:
                return self.env._("parts are missing, or it belongs to another scheme.")
            if not _names(config) <= _names(source):
                return self.env._("it names other indicators, dimensions or grades than the run it was made from.")
            if not _positive(config):
                return self.env._("weights and targets must be above zero, ratios whole numbers, not all of them zero.")
            known = {indicator["code"] for dimension in config["dimensions"] for indicator in dimension["indicators"]}
            if not set(config["tie_break"]) <= known:
                return self.env._("ties are broken by indicators that it has not.")
            for text in [config["domain"], *(cap["domain"] for cap in config["caps"])]:
                Domain(safe_eval(text or "[]", {})).validate(self.env["res.partner"])
        except (KeyError, TypeError, ValueError, AttributeError, SyntaxError) as error:
            return self.env._("it cannot be read (%(error)s).", error=error)
        return None


def _names(config):
    """What the rows of results refer to."""
    dimensions = {("dimension", dimension["id"], dimension["code"]) for dimension in config["dimensions"]}
    grades = {("grade", grade["id"], grade["code"]) for grade in config["grades"]}
    caps = {("cap", cap["id"]) for cap in config["caps"]}
    granted = {("grade_id", grade["id"]) for grade in config["grades"]}
    used = {("grade_id", cap["grade_id"]) for cap in config["caps"] if cap["grade_id"]}
    if config["initial_grade_id"]:
        used.add(("grade_id", config["initial_grade_id"]))
    return dimensions | grades | caps | granted | used


def _positive(config):
    ratios = [grade["ratio"] for grade in config["grades"]]
    weights = [dimension["weight"] for dimension in config["dimensions"]]
    for dimension in config["dimensions"]:
        weights += [indicator["weight"] for indicator in dimension["indicators"]]
        weights += [item["target"] for item in dimension["indicators"] if item["normalisation"] == "target"]
    whole = all(isinstance(ratio, int) and ratio >= 0 for ratio in ratios)
    return bool(weights) and whole and any(ratios) and all(weight > 0 for weight in weights)
