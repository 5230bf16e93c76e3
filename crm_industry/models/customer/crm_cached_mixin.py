from odoo import api, models


class CrmCachedMixin(models.AbstractModel):
    """Configuration that is asked for often and kept in the registry's cache: a change clears it, in all workers."""

    _name = "crm.cached.mixin"
    _description = "Configuration Kept in the Cache"

    # Names of the fields that the cached answers depend on.
    _cached_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        if not self._cached_fields.isdisjoint(vals):
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
