from odoo import api, models
from odoo.tools import SQL

from ...tools.ratios import quotient


class CrmRatioMixin(models.AbstractModel):
    """A report whose ratios are those of the sums, in a row as in any group of rows, never an average of rows.

    The heir names its ratios in ``_ratios`` and declares a field for each of them with ``compute="_compute_ratios"``.
    """

    _name = "crm.ratio.mixin"
    _description = "Figures with Ratios"

    @api.model
    def _ratios(self):
        """Return {field: Ratio over stored columns}. Extend by super."""
        return {}

    @api.depends(lambda self: sorted(set().union(*(ratio.columns for ratio in self._ratios().values()))))
    def _compute_ratios(self):
        for row in self:
            for name, ratio in row._ratios().items():
                row[name] = quotient(ratio, row) or 0.0

    @api.model
    def _ratio_measures(self):
        """Return the fields to offer as measures, by which groups are summed up in ``_read_group_select``."""
        return self._ratios().keys()

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Offer the ratios as measures. The fields themselves have no aggregator: exports would average rows by it."""
        result = super().fields_get(allfields, attributes)
        for name in result.keys() & self._ratio_measures():
            if attributes is None or "aggregator" in attributes:
                result[name]["aggregator"] = "avg"
        return result

    def _read_group_select(self, aggregate_spec, query):
        """Ratios of a group are those of its sums, whatever function is asked for; no value without a divisor."""
        ratio = self._ratios().get(aggregate_spec.partition(":")[0])
        if not ratio:
            return super()._read_group_select(aggregate_spec, query)
        # 1.0: the quotient of two columns of whole numbers would be a whole number
        return SQL(
            "1.0 * %s * (%s) / NULLIF(GREATEST(%s, 0), 0)",
            ratio.factor,
            self._signed_sum(ratio.above, query),
            self._signed_sum(ratio.below, query),
        )

    def _signed_sum(self, terms, query):
        return SQL(" + ").join(
            SQL("%s * COALESCE(SUM(%s), 0)", sign, self._field_to_sql(self._table, name, query)) for sign, name in terms
        )
