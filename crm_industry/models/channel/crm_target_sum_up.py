from odoo import models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_ids
from odoo.addons.crm_grading.tools.period import MONTHS, ONE_DAY, label

from ...tools.target_split import to_amount
from .crm_target import DIMENSIONS


class CrmTarget(models.Model):
    """Planning from below: targets that are there, of a file for instance, become the parts of a new whole."""

    _inherit = "crm.target"

    def action_sum_up(self):
        """Put draft wholes together: first periods of the same customers and products, then these to one target.

        :raise UserError: they don't make up a period, or differ in more than one thing
        """
        check_ids(self)
        self.check_access("write")
        self._lock_trees()
        self._expect_draft()
        self._check_summable()
        tops = self.browse()
        names = [*DIMENSIONS.values(), "with_sub_dealers"]
        for targets in self.grouped(lambda target: tuple(target[name] for name in names)).values():
            tops |= targets._sum_up_periods() if len(targets) > 1 else targets
        root = tops._sum_up_dimension() if len(tops) > 1 else tops
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": root.id, "views": [(False, "form")]}

    def _check_summable(self):
        kinds = {(target.company_id, target.measure, target.uom_id, target.basis) for target in self}
        if len(self) < 2 or len(kinds) > 1 or self.parent_id:
            raise UserError(
                self.env._("Choose several whole targets of one company, in the same unit and counted alike.")
            )

    def _sum_up_periods(self):
        """Return a new target of the period that these make up."""
        parts = self.sorted("date_from")
        period, months = parts[0].period, len(parts) * MONTHS[parts[0].period]
        longer = {count: name for name, count in MONTHS.items()}.get(months)
        follows = all(one.date_to + ONE_DAY == two.date_from for one, two in zip(parts, parts[1:], strict=False))
        if not longer or not follows or set(parts.mapped("period")) != {period}:
            raise UserError(
                self.env._("%(first)s and others don't make up a quarter, half-year or year.", first=parts[0].display_name)
            )
        name = self[0].dealer_id.name or self[0].user_id.name or self[0].region_id.name or self[0].name
        values = {"period": longer, "date_from": parts[0].date_from, "name": f"{name} {label(parts[0].date_from, longer)}"}
        return parts._put_under(values, period)

    def _sum_up_dimension(self):
        """Return a new target of all that these, which differ in one thing, count together."""
        differing = [key for key, name in DIMENSIONS.items() if len({target[name] for target in self}) > 1]
        if len({(target.period, target.date_from) for target in self}) > 1 or len(differing) != 1:
            raise UserError(
                self.env._(
                    "%(first)s and others differ in more than one thing: sum up those first that differ in one.",
                    first=self[0].display_name,
                )
            )
        [key] = differing
        first = self[0]
        values = {"period": first.period, "date_from": first.date_from, "name": label(first.date_from, first.period)}
        return self._put_under(values | {DIMENSIONS[key]: False, "with_sub_dealers": False}, key)

    def _put_under(self, values, split_by):
        """Return a new whole with these as its parts."""
        first = self[0]
        common = {name: first[name].id for name in ("company_id", "uom_id", *DIMENSIONS.values())}
        common |= {name: first[name] for name in ("measure", "basis", "with_sub_dealers")}
        total = sum(target._units() for target in self)
        whole = self.create(common | {"amount": float(to_amount(total, first._rounding()))} | values)
        if split_by not in MONTHS:
            whole._check_dimension_parts(split_by, [target[DIMENSIONS[split_by]].id for target in self])
        self._guarded_write({"parent_id": whole.id})
        whole._guarded_write({"split_by": split_by})
        whole._check_sums()
        return whole
