from odoo import api, models


class CrmGradingSchemePart(models.AbstractModel):
    """What is common to the records a scheme is made of: a change of one is a change of the scheme."""

    _name = "crm.grading.scheme.part"
    _description = "Part of a Grading Scheme"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.scheme_id._note_change()
        return parts

    def write(self, vals):
        schemes = self.scheme_id
        result = super().write(vals)
        (schemes | self.scheme_id)._note_change()
        return result

    def unlink(self):
        schemes = self.scheme_id
        result = super().unlink()
        schemes.exists()._note_change()
        return result

    def _in_order(self):
        """Return the parts by sequence, also those that were added since they were read."""
        return self.sorted(lambda part: (part.sequence, part.id))

    def _frozen_config(self):
        """Return the part of the scheme's configuration that this record makes up, fit for JSON."""
        raise NotImplementedError
