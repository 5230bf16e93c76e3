from odoo import fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class CrmDealerTier(models.Model):
    """A step of the dealer tree: national distributor, provincial dealer, city dealer. Shared by all companies."""

    _name = "crm.dealer.tier"
    _description = "Dealer Tier"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(copy=False)
    sequence = CheckedInteger(string="Level", default=1, required=True, help="1 is the top: it buys from the company itself.")
    color = fields.Integer()
    active = fields.Boolean(default=True)

    _sequence_positive = models.Constraint("CHECK (sequence > 0)", "The level of a tier is 1 or more.")
    _code_uniq = models.UniqueIndex("(code) WHERE code IS NOT NULL", "Another tier has this code.")
