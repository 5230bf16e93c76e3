from odoo import api, models
from odoo.exceptions import AccessError


class CrmDerivedMixin(models.AbstractModel):
    """Stored fields that follow from others are nobody's to choose.

    Odoo computes them and shows them read-only, yet takes over what a client writes into them, sends with a new record, or
    has as a default in its context or among its own defaults.
    """

    _name = "crm.derived.mixin"
    _description = "Fields that Follow from Others"

    @api.model
    def default_get(self, fields):
        return {name: value for name, value in super().default_get(fields).items() if not self._is_derived(name)}

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: a user gives a value that follows from others"""
        for vals in vals_list:
            self._refuse_derived(vals)
        return super().create(vals_list)

    def write(self, vals):
        """:raise AccessError: a user gives a value that follows from others"""
        self._refuse_derived(vals)
        return super().write(vals)

    @api.model
    def _is_derived(self, name):
        field = self._fields.get(name)
        if not field or not field.store:
            return False
        return bool(field.compute and field.readonly) or (name == "parent_path" and self._parent_store)

    @api.model
    def _refuse_derived(self, vals):
        if not self.env.su:
            self._refuse_guarded([name for name in vals if self._is_derived(name)])

    @api.model
    def _refuse_guarded(self, names):
        if names:
            labels = ", ".join(sorted(str(self._fields[name].get_description(self.env, ["string"])["string"]) for name in names))
            raise AccessError(
                self.env._(
                    "%(fields)s of %(model)s cannot be written directly: they follow from what is done.",
                    fields=labels,
                    model=self.env["ir.model"]._get(self._name).sudo().name or self._description,
                )
            )
