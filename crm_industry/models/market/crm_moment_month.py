from odoo import api, fields, models

from odoo.addons.crm_grading.tools.ratios import ratio

FIGURES = ("moment_id", "month", "number", "total", "target")


class CrmMomentMonth(models.Model):
    """What a moment of truth was like in one month. Written by its measuring alone; months of one moment add up."""

    _name = "crm.moment.month"
    _description = "Month of a Moment of Truth"
    _inherit = ["crm.ratio.mixin", "crm.guarded.mixin"]
    _order = "month desc, id desc"
    _rec_name = "moment_id"

    moment_id = fields.Many2one(
        "crm.moment", string="Moment of Truth", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="moment_id.company_id", store=True, index=True, precompute=True)
    month = fields.Date(required=True, readonly=True)
    number = fields.Integer(string="Count", readonly=True, help="Contacts, ratings or cases.")
    total = fields.Float(readonly=True, digits=(16, 4), help="Sum of their values.")
    target = fields.Float(string="Standard", readonly=True, digits=(16, 2), aggregator="avg", help="That held in the month.")
    value = fields.Float(string="Measured Value", compute="_compute_ratios", digits=(16, 2), help="Sum of the values ÷ number.")
    status = fields.Selection([("few", "Too Few"), ("missed", "Missed"), ("met", "Met")], compute="_compute_status")

    _once_a_month = models.UniqueIndex("(moment_id, month)", "A moment of truth is measured once a month.")

    @api.model
    def _ratios(self):
        return super()._ratios() | {"value": ratio("total", "number", factor=1)}

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(FIGURES, False)

    @api.depends("number", "total", "target", "moment_id.measure", "moment_id.least_number")
    def _compute_status(self):
        measures = self.env["crm.moment"]._measures()
        for row in self:
            low = measures.get(row.moment_id.measure, {}).get("low")
            met = row.value <= row.target if low else row.value >= row.target
            row.status = "few" if row.number < max(row.moment_id.least_number, 1) else "met" if met else "missed"
