from odoo import api, models
from odoo.tools import SQL


class CrmScoreMixin(models.AbstractModel):
    """Scores of which 0 means that nothing was said: averages leave those out.

    The heir names its scores in ``_score_fields``. The fields themselves have no aggregator: exports would average rows by it.
    """

    _name = "crm.score.mixin"
    _description = "Averages of Scores"

    @api.model
    def _score_fields(self):
        """Return the names of the scores, integers. Extend by super."""
        return ()

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Offer the scores as measures."""
        result = super().fields_get(allfields, attributes)
        for name in result.keys() & set(self._score_fields()):
            if attributes is None or "aggregator" in attributes:
                result[name]["aggregator"] = "avg"
        return result

    def _read_group_select(self, aggregate_spec, query):
        name, _colon, function = aggregate_spec.partition(":")
        if function != "avg" or name not in self._score_fields():
            return super()._read_group_select(aggregate_spec, query)
        return SQL("AVG(NULLIF(%s, 0))", self._field_to_sql(self._table, name, query))
