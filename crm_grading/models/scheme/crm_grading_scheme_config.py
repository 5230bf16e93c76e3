from odoo import models


class CrmGradingScheme(models.Model):
    """The configuration of a scheme as plain data. A run keeps it and reads nothing else."""

    _inherit = "crm.grading.scheme"

    def _frozen_config(self):
        """Return everything a run needs to know, fit for JSON and for being kept for years.

        The same text in whatever language it is called.

        :rtype: dict
        """
        self.ensure_one()
        scheme = self.with_context(lang=None).sudo()
        config = {
            "scheme": {
                "id": scheme.id,
                "code": scheme.code,
                "name": scheme.name,
                "version": scheme.version,
                "purpose": scheme.purpose,
                "period": scheme.period,
                "company_id": scheme.company_id.id,
            },
            "domain": scheme.domain,
            "require_business": scheme.require_business,
            "peer_keys": [key.field_id.name for key in scheme.peer_key_ids._in_order()],
            "split": scheme.split,
            "ties": scheme.ties,
            "tie_break": [tie.indicator_id.code for tie in scheme.tie_break_ids._in_order()],
            "min_group": scheme.min_group,
            "small_group": scheme.small_group,
            "max_step": scheme.max_step,
            "downgrade_runs": scheme.downgrade_runs,
            "coverage": scheme.coverage,
            "coverage_basis": scheme.coverage_basis,
            "initial_grade_id": scheme.initial_grade_id.id or None,
            "dimensions": [dimension._frozen_config() for dimension in scheme.dimension_ids._in_order()],
            "grades": [grade._frozen_config() for grade in scheme.grade_ids._in_order()],
            "caps": [cap._frozen_config() for cap in scheme.cap_ids._in_order()],
        }
        # Only where it is not as it always was: versions count changes of the configuration.
        return config if scheme.coverage_each else config | {"coverage_each": False}

