from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat


class CrmLabourOperation(models.Model):
    """A piece of work with its standard hours, kept once for all stations. What an hour costs is in the labour rates."""

    _name = "crm.labour.operation"
    _description = "Labour Operation"
    _order = "code, id"
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    hours = CheckedFloat(required=True, default=1, digits=(16, 2), help="Standard hours.")
    product_id = fields.Many2one(
        "product.product", required=True, ondelete="restrict", domain="[('type', '=', 'service')]", help="By which it is sold."
    )
    model_ids = fields.Many2many("crm.vehicle.model", string="Vehicle Models", help="Empty: all.")
    active = fields.Boolean(default=True)
    note = fields.Text(string="Instructions", translate=True)

    _code_uniq = models.UniqueIndex("(code)", "Another operation has this code.")
    _hours_sensible = models.Constraint("CHECK (hours > 0 AND hours <= 1000)", "An operation takes 0 to 1,000 hours.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for operation in self:
            operation.display_name = f"[{operation.code}] {operation.name}" if operation.code else operation.name
