from contextvars import ContextVar

from odoo import api, models
from odoo.exceptions import UserError

# Opens the guarded fields for exactly one create or write of certain records. It belongs to this process: no client can
# set it, and what that write sets off (automation rules, server actions) finds it used up.
_pass = ContextVar("crm_grading_guarded_pass", default=None)

# Whose a record is: the record rules of the heirs look at these.
OWNERS = frozenset(("company_id", "partner_id", "scheme_id"))


def _take_pass(records):
    """Use up the pass for ``records``, if there is one; return whether there was."""
    passes = _pass.get()
    return bool(passes and passes[-1] == (records._name, records._ids) and passes.pop())


class CrmGuardedMixin(models.AbstractModel):
    """Fields that only code may write: states, decisions, results, progress.

    Forms, RPC, imports, multi-edit, server actions, ``copy`` and ``default_...`` keys of the context all end in ``create`` and
    ``write``; there the fields named by ``_guarded_fields`` are refused, whoever the user is.
    """

    _name = "crm.guarded.mixin"
    _inherit = ["crm.derived.mixin"]
    _description = "Fields Written by Code Only"

    @api.model
    def _guarded_fields(self):
        """Return {field name: value of a new record}. Extend by super."""
        return {}

    @api.model
    def _is_derived(self, name):
        """Guarded fields that are computed as well are ours to write."""
        return super()._is_derived(name) and name not in self._guarded_fields()

    @api.model_create_multi
    def create(self, vals_list):
        """Create with the initial values of the guarded fields.

        :raise AccessError: a guarded field is given another value
        """
        if _take_pass(self.browse()):
            return super().create(vals_list)
        initial = self._guarded_fields()
        for vals in vals_list:
            given = [name for name in vals.keys() & initial.keys() if (vals[name] or False) != (initial[name] or False)]
            self._refuse_guarded(given)
        hidden = self._hidden_guarded_fields()
        shown = {name: value for name, value in initial.items() if name not in hidden}
        return super().create([vals | shown for vals in vals_list])

    @api.model
    def default_get(self, fields):
        """Without the user's own defaults of guarded fields that the user may not see: they begin empty."""
        hidden = self._hidden_guarded_fields()
        return {name: value for name, value in super().default_get(fields).items() if name not in hidden}

    @api.model
    def _hidden_guarded_fields(self):
        """Return the names of guarded fields that begin empty and may not be named by the user, not even as empty."""
        return {
            name
            for name, value in self._guarded_fields().items()
            if not value and not self._has_field_access(self._fields[name], "write")
        }

    def write(self, vals):
        """Write other fields than the guarded ones, and don't give records to companies or customers out of the user's reach.

        :raise AccessError: a guarded field is given, or the user could not write the records afterwards
        """
        if _take_pass(self):
            return super().write(vals)
        self._check_direct_write(vals)
        result = super().write(vals)
        if not OWNERS.isdisjoint(vals):
            # Odoo looks at the record rules before a write only.
            self.check_access("write")
        return result

    def _check_direct_write(self, vals):
        """Refuse what only code may write to these records, as `_guarded_write` does. Extend by super.

        :raise AccessError: a guarded field is given
        """
        self._refuse_guarded(vals.keys() & self._guarded_fields().keys())

    @api.model
    def _guarded_create(self, vals_list):
        """Create records with values of guarded fields; for the methods that decide, never for what a client sent."""
        token = _pass.set([(self._name, ())])
        try:
            return self.create(vals_list)
        finally:
            _pass.reset(token)

    def _guarded_write(self, vals):
        """Write guarded fields; for the methods that decide, never for what a client sent."""
        token = _pass.set([(self._name, self._ids)])
        try:
            return self.write(vals)
        finally:
            _pass.reset(token)

    def _expect_value(self, field, *values):
        """Check that a selection of the record, such as its state, has one of these values.

        :raise UserError: it has another one
        """
        self.ensure_one()
        if self[field] not in values:
            labels = dict(self._fields[field]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(record)s is in the state %(state)s: this is not possible any more.",
                    record=self.display_name,
                    state=labels[self[field]],
                )
            )
