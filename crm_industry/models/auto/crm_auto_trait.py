from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection


class CrmAutoTrait(models.Model):
    """An occupation or an income band of vehicle owners; customers are segmented by them. Shared by all companies."""

    _name = "crm.auto.trait"
    _description = "Occupation or Income of Vehicle Owners"
    _order = "kind, sequence, name, id"

    name = fields.Char(required=True, translate=True)
    kind = CheckedSelection("_selection_kind", required=True, default="occupation", index=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    @api.model
    def _selection_kind(self):
        return list({"occupation": self.env._("Occupation"), "income": self.env._("Income")}.items())
