from odoo import models
from odoo.fields import Command

from .crm_rebate_accrual import FIGURES


class CrmRebateAccrual(models.Model):
    """What the calculation finds is written here, if it has changed."""

    _inherit = "crm.rebate.accrual"

    def _is_needed(self, vals, known):
        """Return whether there has to be an open accrual with these values.

        :param known: all accruals of the same rebate
        """
        if vals["kind"] == "correction" or known.filtered("move_id"):
            return not known.currency_id.is_zero(vals["amount"])
        return bool(vals["value"])

    def _take_over(self, vals, lines):
        """Write the figures if they have changed; what was submitted or approved has to be so again."""
        self.ensure_one()
        changed = [name for name in (*FIGURES, "kind", "date_to") if self._differs(vals, name)]
        if not changed:
            return
        if set(changed) & {"due_amount", "reasons", "kind", "date_to"}:
            self._withdraw()
        self._guarded_write(
            {name: vals[name] for name in changed}
            | {"line_ids": [Command.clear(), *(Command.create(line) for line in lines)]}
        )

    def _differs(self, vals, name):
        field, old, new = self._fields[name], self[name], vals[name]
        if field.type == "float":
            return bool(round(old - new, 4))
        if field.type == "monetary":
            return bool(self.currency_id.compare_amounts(old, new))
        return (old or False) != (new or False)
