from odoo import api, models
from odoo.exceptions import UserError

DERIVED = ("scheme_id", "company_id")


class CrmGradingSchemePart(models.AbstractModel):
    """What is common to the records a scheme is made of: a change of one is a change of the scheme."""

    _name = "crm.grading.scheme.part"
    _description = "Part of a Grading Scheme"

    # Field of the run by which it keeps such parts, for those that its results name.
    _kept_by_run = None

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create([self._without_derived(vals) for vals in vals_list])
        parts.scheme_id._note_change()
        return parts

    def write(self, vals):
        schemes = {part: part.scheme_id for part in self}
        result = super().write(self._without_derived(vals))
        for part, scheme in schemes.items():
            if part.scheme_id != scheme:
                raise UserError(self.env._("“%(part)s” stays in its scheme: make another one there.", part=part.display_name))
        self.scheme_id._note_change()
        return result

    def unlink(self):
        schemes = self.scheme_id
        result = super().unlink()
        schemes.exists()._note_change()
        return result

    @api.model
    def _without_derived(self, vals):
        """Return the values without what follows from others: whose part it is decides who may change it."""
        return {name: value for name, value in vals.items() if name not in DERIVED or not self._fields[name].related}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        if not self._kept_by_run:
            return
        runs = self.env["crm.grading.run"].sudo()
        for part in self:
            run = runs.search([(self._kept_by_run, "in", part.ids)], limit=1)
            if run:
                raise UserError(
                    self.env._(
                        "“%(part)s” can't be deleted: %(run)s has results with it. Duplicate the scheme and change the copy.",
                        part=part.display_name,
                        run=run.display_name,
                    )
                )

    def _in_order(self):
        """Return the parts by sequence, also those that were added since they were read."""
        return self.sorted(lambda part: (part.sequence, part._origin.id))

    def _frozen_config(self):
        """Return the part of the scheme's configuration that this record makes up, fit for JSON."""
        raise NotImplementedError
