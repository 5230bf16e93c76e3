from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from ...tools.target_split import CannotShare, Node, reshare, spread, to_amount, to_units


class CrmTarget(models.Model):
    """The amounts of a tree: a change goes down to the parts and sideways to the siblings, never up."""

    _inherit = "crm.target"

    def _lock_trees(self):
        """Take the locks of the trees before anything that decides is read: two people at one tree come one after the other."""
        self.env["crm.capacity.lock"]._lock_capacity(f"target:{root.id}" for root in self.root_id)

    def _tree_nodes(self):
        """Return all nodes of the trees, the root first."""
        # sudo: whoever may see a root may see what it is made of; the verbs have checked the rights to the root
        return self.sudo().search([("root_id", "in", self.root_id.ids)], order="parent_path").with_env(self.env)

    def _take_amounts(self, vals):
        """Return the values without amounts, and {id: amount} of these targets and of parts that are edited in their list."""
        vals, amounts = dict(vals), {}
        if "amount" in vals:
            amounts = dict.fromkeys(self.ids, vals.pop("amount"))
        commands = []
        for command in vals.pop("child_ids", []):
            if command[0] == Command.UPDATE and "amount" in command[2]:
                part = self.browse(command[1])
                if part.parent_id not in self:
                    raise UserError(self.env._("%(part)s is no part of this target.", part=part.display_name))
                command = (command[0], command[1], dict(command[2]))
                amounts[command[1]] = command[2].pop("amount")
            commands.append(command)
        return vals | ({"child_ids": commands} if commands else {}), amounts

    def _change_amounts(self, amounts):
        """Set the amounts of targets of draft trees; what is given together stays, the other free siblings make up the rest.

        :param amounts: {id: amount}
        :raise UserError: a number makes no sense, or no sibling is free to make up the whole
        """
        wanted = {}
        for target in self:
            wanted[target] = to_units(self._checked_amount(amounts[target.id]), target._rounding())
        roots = self.filtered(lambda target: not target.parent_id)
        for root in roots:
            root._spread({root: wanted[root]})
        # From the top down: a level is settled before the one below, whose whole it is.
        for parent in (self - roots).parent_id.sorted(lambda target: target.parent_path.count("/")):
            parent._reshare_parts({part: units for part, units in wanted.items() if part.parent_id == parent})

    def _reshare_parts(self, given):
        """Give some parts new units and let the free others make up the whole.

        :param given: {part: units}
        :raise UserError: the others can't
        """
        parts = self.child_ids
        fixed = [index for index, part in enumerate(parts) if part.pinned or part in given]
        units = [given.get(part, part._units()) for part in parts]
        try:
            changed = reshare(self._units(), units, fixed)
        except CannotShare:
            raise self._cannot_share(sum(units[index] for index in fixed)) from None
        self._spread(dict(zip(parts, changed, strict=True)))

    def _cannot_share(self, fixed):
        """Return the error that the fixed parts leave no way to make up the whole."""
        return UserError(
            self.env._(
                "%(whole)s is %(amount)s, its fixed parts are %(fixed)s and no other part makes up the difference:"
                " change another part with it, or unfix one.",
                whole=self.display_name,
                amount=self._unit_text(self._units()),
                fixed=self._unit_text(fixed),
            )
        )

    def _spread(self, totals):
        """Set the units of targets and of all parts below them that change by it, and write them at once.

        :param totals: {target: units}
        """
        changed = {}
        for target, units in totals.items():
            if units != target._units():
                try:
                    changed |= spread(target._node(), units)
                except CannotShare as error:
                    whole = self.browse(error.key)
                    fixed = whole.child_ids.filtered("pinned")
                    raise whole._cannot_share(sum(part._units() for part in fixed)) from None
        self._write_units(changed)

    def _node(self):
        """Return the target with all below as a plain tree."""
        return Node(self.id, self._units(), self.pinned, tuple(part._node() for part in self.child_ids))

    def _write_units(self, units):
        """Write {id: units}, by one statement."""
        if not units:
            return
        targets = self.browse(units)
        targets.check_access("write")
        rounding = targets[0]._rounding()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_target target SET amount = given.amount, write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
                  FROM unnest(%s::int[], %s::numeric[]) AS given (id, amount) WHERE given.id = target.id
                """,
                self.env.uid,
                list(units),
                [to_amount(value, rounding) for value in units.values()],
            )
        )
        targets.invalidate_recordset(["amount"])
        targets.modified(["amount"])

    def _check_sums(self):
        """:raise UserError: the parts of a target of these trees don't make it up; nothing should ever let them"""
        self.env.flush_all()
        wrong = self.env.execute_query(
            SQL(
                """
                SELECT whole.id FROM crm_target whole JOIN crm_target part ON part.parent_id = whole.id
                 WHERE whole.root_id = ANY(%s) GROUP BY whole.id HAVING sum(part.amount) != whole.amount LIMIT 1
                """,
                self.root_id.ids,
            )
        )
        if wrong:
            raise UserError(self.env._("The parts of %(whole)s don't make it up.", whole=self.browse(wrong[0][0]).display_name))
