from odoo import api, fields, models

from .crm_grading_run import ASSESSOR

# What a scenario may change: of the configuration as a whole, and of its parts.
WHOLE = ("split", "ties", "min_group", "small_group", "max_step", "downgrade_runs", "coverage", "coverage_basis")
PARTS = {
    "dimension": ("weight",),
    "indicator": ("weight", "direction", "normalisation", "target", "band_ids", "cap_low", "cap_high", "nulls"),
    "grade": ("ratio", "min_score"),
}


class CrmGradingRun(models.Model):
    """What a scenario has otherwise than the run it was made from."""

    _inherit = "crm.grading.run"

    changes = fields.Text(
        compute="_compute_changes", groups=ASSESSOR, help="Against the configuration of the run it was made from."
    )

    @api.depends("config", "source_run_id.config")
    @api.depends_context("lang")
    def _compute_changes(self):
        for run in self:
            source, config = run.source_run_id.config, run.config
            run.changes = "\n".join(run._get_changes(source, config)) if run.scenario and source and config else False

    def _get_changes(self, source, config):
        """Yield a line for each figure in which two configurations of one scheme differ."""
        yield from self._compared(False, "scheme", WHOLE, source, config)
        before = self._config_parts(source)
        for kind, parts in self._config_parts(config).items():
            old = {part["id"]: part for part in before[kind]}
            names = self._dashboard_names(f"crm.grading.{kind}", parts)
            for part in parts:
                yield from self._compared(names[part["id"]], kind, PARTS[kind], old[part["id"]], part)
        left = {cap["id"] for cap in config["caps"]}
        dropped = [cap for cap in source["caps"] if cap["id"] not in left]
        for name in self._dashboard_names("crm.grading.cap", dropped).values():
            yield self.env._("without the cap “%(cap)s”", cap=name)

    @api.model
    def _config_parts(self, config):
        """Return {kind: its parts} of a configuration, the very dicts it holds."""
        dimensions = config.get("dimensions", [])
        indicators = [indicator for dimension in dimensions for indicator in dimension["indicators"]]
        return {"dimension": dimensions, "indicator": indicators, "grade": config.get("grades", [])}

    @api.model
    def _compared(self, part, kind, names, before, after):
        for name in names:
            key = name.replace("band_ids", "bands")
            if before[key] != after[key]:
                field = self.env[f"crm.grading.{kind}"]._fields[name]
                label = field._description_string(self.env)
                old, new = (self._config_text(field, values[key]) for values in (before, after))
                if part:
                    yield self.env._(
                        "%(part)s, %(figure)s: %(before)s → %(after)s", part=part, figure=label, before=old, after=new
                    )
                else:
                    yield self.env._("%(figure)s: %(before)s → %(after)s", figure=label, before=old, after=new)

    @api.model
    def _config_text(self, field, value):
        """Return a value of a configuration as a text, a table of bands as the points of each lower bound."""
        if field.type == "selection":
            return dict(field._description_selection(self.env))[value]
        if isinstance(value, list):
            return "; ".join(f"{'…' if lower is None else f'{lower:g}'}: {score:g}" for lower, _upper, score in value) or "–"
        return "–" if value is None else f"{value:g}"
