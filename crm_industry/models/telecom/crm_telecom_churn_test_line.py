from odoo import api, fields, models

from ...tools.lift import lift_figures

NAMES = ("test_id", "band", "flag_id", "points", "threshold", "flagged", "hits")


class CrmTelecomChurnTestLine(models.Model):
    """How well one risk, or one sign alone, would have told who leaves."""

    _name = "crm.telecom.churn.test.line"
    _inherit = ["crm.guarded.mixin"]
    _description = "Line of a Test of the Churn Score"
    _order = "id"

    test_id = fields.Many2one("crm.telecom.churn.test", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="test_id.company_id")
    band = fields.Selection(lambda self: self.env["crm.telecom.churn.score"]._selection_band(), string="Risk", readonly=True)
    flag_id = fields.Many2one("crm.telecom.churn.flag", string="Sign", readonly=True, ondelete="cascade")
    points = fields.Integer(readonly=True, aggregator=None, help="Of the sign, when it was tested.")
    threshold = fields.Float(readonly=True, digits=(16, 2), aggregator=None, help="Of the sign, when it was tested.")
    flagged = fields.Integer(string="Subscriptions", readonly=True)
    hits = fields.Integer(string="Disconnected", readonly=True)
    precision = fields.Float(
        string="Disconnected (%)", digits=(16, 2), compute="_compute_figures", help="Disconnected ÷ subscriptions."
    )
    recall = fields.Float(
        string="Recall (%)",
        digits=(16, 2),
        compute="_compute_figures",
        help="Of all disconnected ones, so many were among these.",
    )
    lift = fields.Float(digits=(16, 2), compute="_compute_figures")
    lift_low = fields.Float(
        string="Lift from", digits=(16, 2), compute="_compute_figures", help="95 % confidence interval (Wilson)."
    )
    lift_high = fields.Float(string="Lift to", digits=(16, 2), compute="_compute_figures")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(NAMES, False)

    @api.depends("flagged", "hits", "test_id.disconnected", "test_id.population")
    def _compute_figures(self):
        for line in self:
            figures = lift_figures(line.hits, line.flagged, line.test_id.disconnected, line.test_id.population)
            line.update({name: figures[name] for name in ("precision", "recall", "lift", "lift_low", "lift_high")})

    @api.depends("band", "flag_id")
    def _compute_display_name(self):
        bands = dict(self.env["crm.telecom.churn.score"]._selection_band())
        for line in self:
            line.display_name = bands.get(line.band) or line.flag_id.display_name
