from odoo import api, models
from odoo.exceptions import AccessError, UserError


class CrmAppendOnlyMixin(models.AbstractModel):
    """Records that stay as they were written down: never changed nor deleted, by administrators neither.

    The heir says why, and what to do instead; list this mixin before others that write.
    """

    _name = "crm.append.only.mixin"
    _description = "Records that Stay as Written"

    @api.model
    def _why_unchanged(self):
        """Return why records are never changed, a sentence for users. Each heir says it."""
        raise NotImplementedError

    @api.model
    def _why_kept(self):
        """Return why records are never deleted, a sentence for users: for the same reason unless the heir says so."""
        return self._why_unchanged()

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused for everybody.

        :raise AccessError: always
        """
        raise AccessError(self._why_unchanged())

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self._why_kept())

    def _move_entries(self, vals):
        """Write what entries belong to, where their owner is merged into another one; never what they tell."""
        return super().write(vals)  # pylint: disable=super-method-mismatch
