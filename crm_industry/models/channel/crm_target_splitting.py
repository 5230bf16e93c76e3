from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_ids, check_one
from odoo.addons.crm_grading.tools.period import MONTHS, ONE_DAY

from ...tools.target_split import to_amount
from .crm_target import DIMENSIONS, SHAPE


class CrmTarget(models.Model):
    """Splitting a target into parts that make it up exactly."""

    _inherit = "crm.target"

    def action_split(self):
        """Open the window that splits the target; several targets are split alike.

        :raise UserError: one of them is no draft
        """
        check_ids(self)
        self.check_access("write")
        self._expect_draft()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Split"),
            "res_model": "crm.target.split",
            "view_mode": "form",
            "target": "new",
            "context": {"default_target_ids": self.ids},
        }

    def action_split_lowest(self):
        """Open the window that splits all lowest parts below these targets alike."""
        check_ids(self)
        lowest = [("id", "child_of", self.ids), ("split_by", "=", False), ("reserve", "=", False)]
        return self.search(lowest).action_split()

    def action_unsplit(self):
        """Take the parts of the target away, with all below.

        :raise UserError: it is no draft
        """
        check_one(self)
        self.check_access("write")
        self._lock_trees()
        self._expect_draft()
        self.child_ids._drop_parts()
        self._guarded_write({"split_by": False})
        return True

    @api.model
    def _split_all(self, split_by, plan):
        """Replace the parts of draft targets. A part of the same period, customers or products is kept with all below it.

        Two who split the same tree at once come one after the other: the second one is asked to look again.

        :param split_by: key of `_selection_split_by`
        :param plan: {target: parts}, a part being a dict: ``values`` (the fields that it is narrowed down by, empty for what is
            not assigned), ``name``, ``units`` and, optional, ``with_sub_dealers``
        :raise UserError: the parts don't make up their target, or it is no draft
        :raise ValidationError: two parts count the same, or one counts what the target doesn't
        """
        targets = self.browse().concat(*plan)
        targets._lock_trees()
        targets.check_access("write")
        targets._expect_draft()
        added = []
        for target, parts in plan.items():
            target._check_parts(split_by, parts)
            added += target._keep_parts(split_by, parts)
        self._create_nodes(added)
        targets._guarded_write({"split_by": split_by})
        targets.invalidate_recordset(["child_ids"])
        targets._check_sums()

    def _keep_parts(self, split_by, parts):
        """Drop the parts that are not wanted any more, change those that are, and return the values of those to be added."""
        if self.split_by != split_by:
            self.child_ids._drop_parts()
        known = {part._part_key(split_by): part for part in self.child_ids}
        wanted = {self._key_of(split_by, part["values"]): part for part in parts}
        self.browse().concat(*(part for key, part in known.items() if key not in wanted))._drop_parts()
        kept = {part: wanted[key] for key, part in known.items() if key in wanted}
        self.browse().concat(*kept)._spread({part: given["units"] for part, given in kept.items()})
        return self._part_values([part for key, part in wanted.items() if key not in known])

    def _check_parts(self, split_by, parts):
        if self.reserve:
            raise UserError(self.env._("%(part)s counts no sales and is not split.", part=self.display_name))
        total = sum(part["units"] for part in parts)
        if total != self._units() or any(part["units"] < 0 for part in parts):
            raise UserError(
                self.env._(
                    "%(whole)s is %(amount)s and its parts are %(parts)s: work the parts out again.",
                    whole=self.display_name,
                    amount=self._unit_text(self._units()),
                    parts=self._unit_text(total),
                )
            )
        if split_by in MONTHS:
            self._check_period_parts(split_by, [part["values"] for part in parts])
        else:
            self._check_dimension_parts(split_by, [part["values"].get(DIMENSIONS[split_by]) for part in parts])
        if split_by == "dealer":
            self._refuse_sub_dealers([part["values"].get("dealer_id") for part in parts if part.get("with_sub_dealers")])

    def _check_period_parts(self, period, values):
        expected = [first for first, _last in self._periods(period)]
        if not expected or [value.get("date_from") for value in values] != expected:
            raise ValidationError(self.env._("%(whole)s is not made up of these periods.", whole=self.display_name))

    def _check_dimension_parts(self, split_by, ids):
        """Every value once, inside of what the target counts, and none inside of another one."""
        field = self._fields[DIMENSIONS[split_by]]
        values = self.env[field.comodel_name].browse([value for value in ids if value])
        if len(set(ids)) != len(ids) or not values:
            raise ValidationError(
                self.env._(
                    "%(whole)s: choose each %(what)s once.", whole=self.display_name, what=field._description_string(self.env)
                )
            )
        own = self[field.name]
        for value in values:
            if not self._is_inside(split_by, value, own):
                raise ValidationError(
                    self.env._("%(whole)s does not count %(value)s.", whole=self.display_name, value=value.display_name)
                )
            if split_by in ("region", "category"):
                self._refuse_nested(value, values)

    def _is_inside(self, split_by, value, own):
        """Return whether sales of a value are a part of those of the target's own value."""
        if not own:
            return True
        if split_by in ("region", "category"):
            return value != own and value.parent_path.startswith(own.parent_path)
        # Dealers below the dealer of the target come under what it counts, whoever is below.
        return split_by == "dealer" and self.with_sub_dealers

    def _refuse_nested(self, value, values):
        if inner := values.filtered(lambda other: other != value and other.parent_path.startswith(value.parent_path)):
            raise ValidationError(
                self.env._(
                    "%(inner)s is a part of %(outer)s: its sales would count twice.",
                    inner=inner[0].display_name,
                    outer=value.display_name,
                )
            )

    def _refuse_sub_dealers(self, ids):
        """Of dealers that count with those below them none stands below another one, today or on the nearest day there is."""
        company = self.company_id.sudo()
        day = min(max(company._business_today(), self.date_from), self.date_to)
        below = self.env.execute_query(
            SQL(
                "SELECT dealer_id, ancestor_id FROM (%s) tree"
                " WHERE distance > 0 AND dealer_id = ANY(%s) AND ancestor_id = ANY(%s) LIMIT 1",
                self.env["crm.dealer.position"]._ancestors_query(day, company),
                ids,
                ids,
            )
        )
        if below:
            inner, outer = self.env["res.partner"].browse(below[0])
            raise ValidationError(
                self.env._(
                    "%(inner)s stands below %(outer)s: its sales would count twice.",
                    inner=inner.display_name,
                    outer=outer.display_name,
                )
            )

    def _periods(self, period):
        """Return [(first day, last day)] of the periods that make up the target; empty when it isn't longer than one."""
        step, count = MONTHS[period], MONTHS[self.period]
        if step >= count:
            return []
        first, found = self.date_from, []
        for _number in range(count // step):
            last = self._last_day(first, period)
            found.append((first, last))
            first = last + ONE_DAY
        return found

    def _key_of(self, split_by, values):
        """Return what a part is known by among its siblings."""
        return values.get("date_from" if split_by in MONTHS else DIMENSIONS[split_by]) or False

    def _part_key(self, split_by):
        if split_by in MONTHS:
            return self.date_from
        return not self.reserve and self[DIMENSIONS[split_by]].id

    def _part_values(self, parts):
        """Return the values of parts that count what the target counts, narrowed down."""
        shape = {name: self[name].id if self._fields[name].relational else self[name] for name in SHAPE}
        return [
            shape
            | {"parent_id": self.id, "name": part["name"], "reserve": not part["values"], "pinned": False}
            | {"amount": float(to_amount(part["units"], self._rounding()))}
            | {name: part[name] for name in ("with_sub_dealers",) if name in part}
            | part["values"]
            for part in parts
        ]

    def _create_nodes(self, vals_list):
        """Create nodes of trees, without a message for each."""
        return self.with_context(tracking_disable=True)._guarded_create(vals_list).with_env(self.env)
