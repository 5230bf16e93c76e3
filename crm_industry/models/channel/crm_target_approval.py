from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.arguments import check_ids, check_one

from .crm_target import DIMENSIONS, MANAGER, SHAPE


class CrmTarget(models.Model):
    """The decision on a tree, its lock, and revisions: new trees, the old ones are kept."""

    _inherit = "crm.target"

    approval_state = fields.Selection(tracking=True)
    version = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    previous_id = fields.Many2one(
        "crm.target", string="Revision of", readonly=True, copy=False, ondelete="restrict", index="btree_not_null"
    )
    replaced_by_id = fields.Many2one("crm.target", readonly=True, copy=False, ondelete="set null", index="btree_not_null")
    in_force = fields.Boolean(readonly=True, copy=False, help="Approved, and not replaced by a revision.")

    _in_force_uniq = models.UniqueIndex(
        "(company_id, measure, date_from, date_to, (COALESCE(uom_id, 0)), (COALESCE(dealer_id, 0)), (COALESCE(user_id, 0)),"
        " (COALESCE(region_id, 0)), (COALESCE(categ_id, 0)), (COALESCE(brand_id, 0)), (COALESCE(customer_type_id, 0)),"
        " (COALESCE(grade_id, 0))) WHERE in_force AND parent_id IS NULL",
        "A target of the same period for the same customers and products is in force already: make a revision of that one.",
    )
    _revision_uniq = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL AND approval_state IN ('draft', 'submitted')",
        "A revision of this target is being worked on already.",
    )
    _in_force_idx = models.Index("(company_id, date_from, date_to) WHERE in_force")

    # -- verbs of the mixin, for whole trees ---------------------------------------------------------------------------

    def action_submit(self):
        """Ask for the decision on whole trees.

        :raise UserError: a target is a part, no draft, or its parts don't make it up
        """
        self._begin_decision()
        self._check_sums()
        super().action_submit()
        return self._spread_state()

    def action_approve(self, note=False):
        """Approve trees, which are fixed from then on; a revision replaces the tree it was made of.

        :raise AccessError: the user is no channel manager, or asked for it
        :raise UserError: a target is a part, or does not wait for a decision
        """
        self._begin_decision()
        self._check_sums()
        super().action_approve(note)
        return self._spread_state()

    def action_refuse(self, note=False):
        self._begin_decision()
        result = super().action_refuse(note)
        self._spread_state()
        return result

    def action_cancel_request(self):
        """Withdraw trees, or take their approval back: the tree that a revision replaced is in force again.

        :raise UserError: a tree has been replaced by a revision
        """
        self._begin_decision()
        self._refuse_replaced()
        super().action_cancel_request()
        return self._spread_state()

    def action_draft_request(self):
        """Set refused or cancelled trees back to draft."""
        self._begin_decision()
        super().action_draft_request()
        return self._spread_state()

    def _begin_decision(self):
        check_ids(self)
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only channel managers plan and decide on targets."))
        if parts := self.filtered("parent_id"):
            raise UserError(
                self.env._("%(part)s is decided on with its tree: open %(root)s.", part=parts[0].name, root=parts[0].root_id.name)
            )
        self._lock_trees()

    def _spread_state(self):
        """The parts have the state of their root."""
        for root in self:
            parts = (root._tree_nodes() - root).with_context(tracking_disable=True)
            parts._guarded_write({"approval_state": root.approval_state})
        return True

    def _approval_apply(self):
        result = super()._approval_apply()
        if old := self.previous_id:
            old._lock_trees()
            old._tree_nodes()._guarded_write({"in_force": False})
            old._guarded_write({"replaced_by_id": self.id})
            self.env.flush_all()
        self._tree_nodes()._guarded_write({"in_force": True})
        return result

    def _approval_revert(self):
        """The tree that this one replaced is in force again."""
        result = super()._approval_revert()
        self._tree_nodes()._guarded_write({"in_force": False})
        if old := self.previous_id:
            self.env.flush_all()
            old._guarded_write({"replaced_by_id": False})
            if old.approval_state == "approved":
                old._tree_nodes()._guarded_write({"in_force": True})
        return result

    def _refuse_replaced(self):
        for target in self.filtered("replaced_by_id"):
            raise UserError(
                self.env._(
                    "%(target)s has been replaced by version %(version)s: take that one back.",
                    target=target.display_name,
                    version=target.replaced_by_id.version,
                )
            )

    # -- revisions -----------------------------------------------------------------------------------------------------

    def action_revise(self):
        """Copy the tree as a draft; it stays in force until the copy is approved. Channel managers.

        :raise UserError: the tree is not in force, or a revision of it is being worked on
        """
        check_one(self)
        self._begin_decision()
        if not self.in_force:
            raise UserError(self.env._("%(target)s is not in force: revise the latest version.", target=self.display_name))
        open_states = [("approval_state", "in", ("draft", "submitted"))]
        if revision := self.search([("previous_id", "=", self.id), *open_states], limit=1):
            raise UserError(self.env._("%(target)s is being revised already.", target=revision.display_name))
        copy = self._copy_tree()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": copy.id,
            "views": [(False, "form")],
        }

    def _copy_tree(self):
        """Return the root of a copy of the tree, the next version of it, made level by level."""
        last = max(self.search([("previous_id", "=", self.id)]).mapped("version"), default=self.version)
        copies = {}
        level = self
        while level:
            made = self._create_nodes([node._copy_values(copies, last + 1) for node in level])
            copies |= dict(zip(level, made, strict=True))
            level = level.child_ids
        return copies[self]

    def _copy_values(self, copies, version):
        names = SHAPE | {"name", "amount", "pinned", "reserve", "split_by", "note"}
        values = {name: self[name].id if self._fields[name].relational else self[name] for name in names}
        if self.parent_id:
            return values | {"parent_id": copies[self.parent_id].id, "version": version}
        return values | {"previous_id": self.id, "version": version}

    def _same_in_force(self, dealer):
        """Return the whole in force of another dealer that is otherwise about the same as this one."""
        names = ("company_id", "measure", "date_from", "date_to", "uom_id", *DIMENSIONS.values())
        same = {name: self[name].id if self._fields[name].relational else self[name] for name in names}
        same |= {"dealer_id": dealer.id, "in_force": True, "parent_id": False}
        return self.search([(name, "=", value) for name, value in same.items()])

    @api.depends("complete_name", "version", "parent_id")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        for target in self:
            if target.version > 1 and not target.parent_id:
                target.display_name = self.env._(
                    "%(target)s (version %(version)s)", target=target.complete_name, version=target.version
                )
        return result
