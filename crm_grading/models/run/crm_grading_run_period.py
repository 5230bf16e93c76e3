from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import period as periods
from ...tools.arguments import check_one

OPEN = ("draft", "computed", "review")


class CrmGradingRun(models.Model):
    """A second run of a published period: told early, not only when it is published."""

    _inherit = "crm.grading.run"

    blocking_run_id = fields.Many2one(
        "crm.grading.run",
        string="Published Already",
        compute="_compute_blocking_run_id",
        help="The published run of the period; only a correction replaces it.",
    )

    @api.depends("scheme_id", "date_from", "date_to", "state", "scenario", "on_demand", "is_correction")
    def _compute_blocking_run_id(self):
        for run in self:
            asked = run.state in OPEN and not (run.scenario or run.on_demand or run.is_correction)
            # sudo: one publication by period, whoever may see the other one
            run.blocking_run_id = asked and run.sudo()._find_published()

    def action_make_correction(self):
        """Let the run replace the published one of its period when it is published itself.

        :raise AccessError: no grading manager
        :raise UserError: nothing is published for the period, or the run is no open one
        """
        check_one(self)
        self._check_manager()
        if not self.blocking_run_id:
            raise UserError(self.env._("Nothing is published for the period of %(run)s: no correction is needed.", run=self.name))
        self.is_correction = True
        return True

    def action_next_period(self):
        """Move a draft to the first period after its own that has no published run.

        :raise AccessError: no grading manager
        :raise UserError: the run is computed, or being computed
        """
        check_one(self)
        self._check_manager()
        # sudo: one publication by period, whoever may see the other one
        published = self.sudo().search([("scheme_id", "=", self.scheme_id.id), ("state", "=", "published")])
        taken = set(published.mapped("date_from"))
        first, last = self.date_from, self.date_to
        while first in taken:
            first, last = periods.containing(last + relativedelta(days=1), self.scheme_id.period)
        self.write({"date_from": first, "date_to": last})
        return True
