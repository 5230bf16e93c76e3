from odoo import api, fields, models


class CrmCreditApplicationFigure(models.Model):
    """A figure of the limit formula and where it comes from, as it was when the limit was worked out."""

    _name = "crm.credit.application.figure"
    _description = "Figure of a Credit Limit"
    _inherit = ["crm.guarded.mixin"]
    _order = "application_id, sequence, id"
    _rec_name = "code"

    application_id = fields.Many2one("crm.credit.application", required=True, index=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one(related="application_id.company_id")
    sequence = fields.Integer(readonly=True)
    code = fields.Selection(
        [
            ("factor", "Factor of the class"),
            ("monthly_sales", "Net sales of a month"),
            ("term", "Payment term in months"),
            ("grade_factor", "Factor of the grade"),
            ("cap", "Largest limit of the class"),
            ("floor", "Smallest limit of the class"),
            ("limit", "Limit by the formula"),
        ],
        string="Figure",
        required=True,
        readonly=True,
    )
    value = fields.Float(digits=(16, 2), readonly=True, aggregator=None)
    origin = fields.Char(readonly=True)

    @api.model
    def _guarded_fields(self):
        names = ("application_id", "sequence", "code", "value", "origin")
        return super()._guarded_fields() | dict.fromkeys(names, False)
