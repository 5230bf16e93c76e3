from odoo import api, fields, models

from odoo.addons.crm_grading.tools.ratios import ratio

FIGURES = ("register_id", "date", "records", "filled", "fresh", "median_days", "good")


class CrmDataMeasure(models.Model):
    """How complete and fresh a piece of data was on one day. Written by the register alone."""

    _name = "crm.data.measure"
    _description = "Measured Customer Data"
    _inherit = ["crm.ratio.mixin", "crm.guarded.mixin"]
    _order = "date desc, id desc"
    _rec_name = "register_id"

    register_id = fields.Many2one(
        "crm.data.register", string="Data", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="register_id.company_id", store=True, index=True, precompute=True)
    date = fields.Date(required=True, readonly=True)
    records = fields.Integer(readonly=True)
    filled = fields.Integer(string="With a Value", readonly=True)
    fresh = fields.Integer(string="With a Fresh Value", readonly=True)
    median_days = fields.Float(string="Median Age (Days)", readonly=True, digits=(16, 1), aggregator="avg")
    good = fields.Boolean(string="As Demanded", readonly=True)
    completeness = fields.Float(string="Complete (%)", compute="_compute_ratios", digits=(16, 2))
    freshness = fields.Float(string="Fresh (%)", compute="_compute_ratios", digits=(16, 2))

    _once_a_day = models.UniqueIndex("(register_id, date)", "Data are measured once a day.")

    @api.model
    def _ratios(self):
        return super()._ratios() | {
            "completeness": ratio("filled", "records"),
            "freshness": ratio("fresh", "filled"),
        }

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(FIGURES, False)
