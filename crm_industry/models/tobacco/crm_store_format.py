from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class CrmStoreFormat(models.Model):
    """What kind of shop a retailer runs. Shared by all companies; both published sets are shipped, archive what you don't use."""

    _name = "crm.store.format"
    _description = "Store Format"
    _order = "edition desc, sequence, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(string="Letter", required=True, size=1, help="Second letter of the retailer's code.")
    edition = fields.Selection(
        [("2008", "Set of 2008"), ("newer", "Newer Set"), ("own", "Own")],
        string="Set",
        required=True,
        default="own",
        help="The published set that it belongs to.",
    )
    sequence = CheckedInteger(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(edition, code)", "This set has a format with this letter.")
    _code_letter = models.Constraint("CHECK (code ~ '^[A-Z]$')", "The letter of a store format is one of A to Z.")

    @api.depends("name", "edition")
    def _compute_display_name(self):
        for store_format in self:
            old = store_format.edition == "2008"
            name = store_format.name
            store_format.display_name = self.env._("%(format)s (2008)", format=name) if old and name else name
