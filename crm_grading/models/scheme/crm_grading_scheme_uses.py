from odoo import fields, models

from ...tools.arguments import check_one


class CrmGradingScheme(models.Model):
    """What a change of schemes touches."""

    _inherit = "crm.grading.scheme"

    run_count = fields.Integer(string="Number of Runs", compute="_compute_run_count")
    impact = fields.Char(string="A Change Touches", compute="_compute_impact")

    def _compute_run_count(self):
        groups = self.env["crm.grading.run"]._read_group(
            [("scheme_id", "in", self.ids), ("on_demand", "=", False)], ["scheme_id"], ["__count"]
        )
        counts = {scheme: count for scheme, count in groups}
        for scheme in self:
            scheme.run_count = counts.get(scheme._origin, 0)

    def _compute_impact(self):
        for scheme in self:
            scheme.impact = scheme._get_impact()

    def _get_impact(self):
        """Return a sentence on what a change of these schemes touches and what it leaves alone."""
        if not self.ids:
            return self.env._("Nothing yet: no scheme uses it.")
        runs = self.env["crm.grading.run"].sudo().search(
            [("scheme_id", "in", self.ids), ("scenario", "=", False), ("on_demand", "=", False)]
        )
        kept = len(runs.filtered(lambda run: run.state != "draft"))
        return self.env._(
            "The next runs of %(schemes)s. %(kept)s computed runs keep the configuration they were computed with.",
            schemes=", ".join(self.mapped("name")),
            kept=kept,
        )

    def action_view_runs(self):
        """Open the runs of this scheme."""
        check_one(self)
        return {
            "name": self.env._("Runs"),
            "type": "ir.actions.act_window",
            "res_model": "crm.grading.run",
            "views": [(False, "list"), (False, "form")],
            "domain": [("scheme_id", "=", self.id), ("on_demand", "=", False)],
            "context": {"default_scheme_id": self.id},
        }
