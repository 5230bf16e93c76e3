from odoo import models
from odoo.exceptions import UserError

from ...tools.arguments import check_one
from .config_check import ConfigCheck
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
        """Make a draft scenario on the inputs of this run, whose configuration can be changed.

        :raise AccessError: no grading manager
        :raise UserError: the run is not computed
        :return: action that opens it
        """
        return self._make_scenario()._get_records_action()

    def action_configure(self):
        """Open the configuration of a scenario: weights, scores, grades, caps.

        :raise AccessError: no grading manager
        :raise UserError: no scenario that can still be changed
        :return: action
        """
        check_one(self)
        self._check_configurable()
        return self.env["crm.grading.what.if"]._open(self)

    def action_compare_scenario(self):
        """Compare a scenario with the run it was made from, and with the published run of the period where that is another.

        :raise UserError: it is no computed scenario
        :return: action
        """
        check_one(self)
        if not self.source_run_id or self.state not in FROZEN:
            raise UserError(self.env._("%(run)s is no computed scenario: there is nothing to compare.", run=self.name))
        runs = self._find_published() | self.source_run_id | self
        action = self.env["ir.actions.client"]._for_xml_id("crm_grading.crm_grading_run_comparison_action")
        # The screen puts the last one first.
        return action | {"context": {"active_model": self._name, "active_ids": runs.ids[::-1]}}

    def _make_scenario(self):
        check_one(self)
        self._check_manager()
        if self.state not in FROZEN or not self.config:
            raise UserError(self.env._("%(run)s is not computed: there is nothing to repeat.", run=self.name))
        (self.source_run_id or self)._check_inputs_kept()
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
        check_one(self)
        self._check_configurable()
        if problem := ConfigCheck(self).problem(config):
            raise UserError(self.env._("The configuration of %(run)s: %(problem)s", run=self.name, problem=problem))
        self._guarded_write({"config": config, "state": "draft"})
        return True

    def _check_configurable(self):
        """:raise AccessError: no grading manager
        :raise UserError: no open scenario, or it is being computed
        """
        self._check_manager()
        if not self.scenario or self.state not in ("draft", "computed"):
            raise UserError(self.env._("%(run)s is no open scenario: its configuration is frozen.", run=self.name))
        self._job_refuse_pending()

    def _check_inputs_kept(self):
        """:raise UserError: the raw values of a run were dropped by retention"""
        for run in self.filtered("detail_emptied_on"):
            raise UserError(
                self.env._(
                    "The indicators of %(run)s were dropped on %(day)s by retention: it cannot be computed again.",
                    run=run.name,
                    day=run.detail_emptied_on,
                )
            )
