from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_ids


class CrmReassignMixin(models.AbstractModel):
    """Customers and what is theirs get other salespeople: item by item, few at once, many by a job, undone within some hours.

    The heir has the field `state`, the fields named below, a model of items with `state` and `_note`, and a step `_step_<key>`
    for each of its `_job_steps`. It says who may do it (`_check_manager`) and what nobody else may touch at the same time
    (`_lock_key`).
    """

    _name = "crm.reassign.mixin"
    _inherit = ["mail.thread", "crm.job.mixin", "crm.credit.root.mixin"]
    _description = "Reassignment That Can Be Undone"

    # Name of the field with the items.
    _item_field = None
    # Name of the field with the time when it was carried out.
    _carried_out_field = None
    # Up to so many items the user waits, for more there is a job.
    _at_once = 200
    # Items of a piece: under 30 seconds with a tracked change for each.
    _piece = 200

    company_id = fields.Many2one(ondelete="cascade")
    undo_until = fields.Datetime(compute="_compute_undo_until")

    @api.depends(lambda self: [self._carried_out_field, "company_id"] if self._carried_out_field else [])
    def _compute_undo_until(self):
        for record in self:
            carried_out = record[self._carried_out_field]
            hours = record.company_id.sudo().channel_undo_hours
            record.undo_until = carried_out and carried_out + timedelta(hours=hours)

    # -- for the heir ----------------------------------------------------------------------------------------------

    @api.model
    def _check_manager(self):
        """The heir says who may reassign customers, fewer than may write it.

        :raise AccessError: the user may not
        """
        self.check_access("write")

    def _lock_key(self):
        """Return the key of the lock (`crm.capacity.lock`) that a verb of this record takes."""
        raise NotImplementedError

    # -- verbs -----------------------------------------------------------------------------------------------------

    def action_job_resume(self):
        self._check_manager()
        return super().action_job_resume()

    def action_job_stop(self):
        self._check_manager()
        return super().action_job_stop()

    def _begin(self, states):
        """Return these records for a verb: locked and checked.

        :raise AccessError: the user may not reassign customers
        :raise UserError: one of them is being worked on, or in none of `states`
        """
        check_ids(self)
        self._check_manager()
        self.check_access("write")
        self.env["crm.capacity.lock"]._lock_capacity(record._lock_key() for record in self)
        self.invalidate_recordset()
        for record in self:
            record._job_refuse_pending()
            if record.state not in states:
                label = dict(self._fields["state"]._description_selection(self.env))[record.state]
                raise UserError(
                    self.env._("%(record)s: %(state)s. This can't be done any more.", record=record.display_name, state=label)
                )
        return self

    def _begin_undo(self, state):
        """Return these records for being undone: in `state`, and carried out not too long ago.

        :raise UserError: one of them is not in this state, or was carried out too long ago
        """
        for record in self._begin((state,)):
            if fields.Datetime.now() > record.undo_until:
                raise UserError(
                    self.env._(
                        "%(record)s was carried out more than %(hours)s hours ago: make a new one instead.",
                        record=record.display_name,
                        hours=record.company_id.sudo().channel_undo_hours,
                    )
                )
        return self

    # -- machinery -------------------------------------------------------------------------------------------------

    def _go(self, number):
        """Work at once for a few items, by a job for many."""
        if number <= self._at_once:
            self._job_run_now()
        else:
            self._job_start()

    def _job_run_step(self, key, cursor):
        self.env.flush_all()
        return getattr(self, f"_step_{key}")(cursor)

    def _next_items(self, state, cursor):
        """Return the items of the next piece: those in `state` behind the cursor. The first piece counts them all."""
        field = self._fields[self._item_field]
        items = self.env[field.comodel_name]
        domain = [(field.inverse_name, "=", self.id), ("state", "=", state), ("id", ">", cursor or 0)]
        if cursor is None:
            self._job_count(0, items.search_count(domain))
        return items.search(domain, order="id", limit=self._piece)

    def _piece_done(self, items):
        """Count the items of a piece and return where the next one begins, None after the last one."""
        self.env.flush_all()
        self._job_count(self.job_done + len(items))
        return items[-1].id if len(items) == self._piece else None

    def _carry(self, items, act, otherwise):
        """Do something with items together, or one by one where something objects, so that the others go on.

        :param act: function of items
        :param otherwise: state of an item that can't be done
        """
        if not items:
            return
        try:
            with self.env.cr.savepoint():
                act(items)
        except UserError as error:
            if len(items) == 1:
                items._note(otherwise, str(error))
                return
            for item in items:
                self._carry(item, act, otherwise)
