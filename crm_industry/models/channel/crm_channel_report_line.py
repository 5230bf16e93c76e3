from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat

UNIT = "Product Unit"
STOCK = ("opening", "sell_in", "returned", "adjustment", "closing")
FIGURES = ("opening", "sell_in", "sell_through", "returned", "adjustment", "closing")
CONTENT = {"report_id", "product_id", "retailer_id", *FIGURES}
# Upper ends of the age buckets in days; the last one is open.
BUCKETS = (30, 60, 90, 180)
AGES = ("age_30", "age_60", "age_90", "age_180", "age_over", "age_unknown")
COMPARED = (
    "delivered", "delivered_back", "opening_expected", "closing_expected", "variance_opening", "variance_sell_in",
    "variance_returned", "variance_closing", "unit_value", "closing_value", "age_days", "oldest_date", *AGES,
)  # fmt: skip


class CrmChannelReportLine(models.Model):
    """One product of a channel report; or, with a retailer, what of it went to that retailer.

    Closing = opening + sell-in − sell-through − returns + adjustment, over all lines of the product. Only the line without
    a retailer has stock figures. All quantities are in the product's unit, values in company currency.
    """

    _name = "crm.channel.report.line"
    _description = "Product of a Channel Report"
    _inherit = ["crm.guarded.mixin"]
    _order = "report_id, product_id, retailer_id, id"
    _rec_name = "product_id"

    report_id = fields.Many2one("crm.channel.report", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="report_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="report_id.partner_id", string="Dealer")
    date_from = fields.Date(related="report_id.date_from")
    state = fields.Selection(related="report_id.state")
    product_id = fields.Many2one("product.product", required=True, index=True, ondelete="restrict")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    retailer_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="restrict", help="To whom the dealer sold; empty: not named."
    )
    opening = CheckedFloat(digits=UNIT, default=0.0, help="Stock of the dealer at the beginning.")
    sell_in = CheckedFloat(string="Sell-In", digits=UNIT, default=0.0, help="Goods that the dealer received from us.")
    sell_through = CheckedFloat(
        string="Sell-Through", digits=UNIT, default=0.0, help="Goods that the dealer sold on, less what its customers gave back."
    )
    returned = CheckedFloat(string="Returns", digits=UNIT, default=0.0, help="Goods that the dealer sent back to us.")
    adjustment = CheckedFloat(digits=UNIT, default=0.0, help="Found (+) or lost (-) at a count.")
    closing = CheckedFloat(digits=UNIT, default=0.0, help="Stock of the dealer at the end.")
    source = fields.Char(readonly=True, copy=False)
    external_id = fields.Char(string="External ID", readonly=True, copy=False)
    payload_hash = fields.Char(readonly=True, copy=False)

    delivered = fields.Float(digits=UNIT, readonly=True, copy=False, help="What we delivered to the dealer in the period.")
    delivered_back = fields.Float(
        string="Received Back", digits=UNIT, readonly=True, copy=False, help="What we got back from the dealer in the period."
    )
    opening_expected = fields.Float(
        string="Last Closing", digits=UNIT, readonly=True, copy=False, help="Closing stock of the accepted report before."
    )
    closing_expected = fields.Float(
        string="Closing by Sum", digits=UNIT, readonly=True, copy=False,
        help="Opening + sell-in − sell-through − returns + adjustment as reported.",
    )
    variance_opening = fields.Float(digits=UNIT, readonly=True, copy=False, help="Opening less the last closing.")
    variance_sell_in = fields.Float(
        string="Variance Sell-In", digits=UNIT, readonly=True, copy=False, help="Sell-in reported less delivered."
    )
    variance_returned = fields.Float(
        string="Variance Returns", digits=UNIT, readonly=True, copy=False, help="Returns reported less received back."
    )
    variance_closing = fields.Float(digits=UNIT, readonly=True, copy=False, help="Closing less closing by sum.")
    off = fields.Boolean(string="Out of Tolerance", readonly=True, copy=False)
    unit_value = fields.Float(
        digits="Product Price", readonly=True, copy=False, aggregator=None,
        help="What the dealer paid for a unit last, net, else the list price; in company currency.",
    )
    closing_value = fields.Monetary(string="Stock Value", readonly=True, copy=False)
    age_days = fields.Float(
        string="Average Age (Days)", digits=(16, 1), readonly=True, copy=False, aggregator="avg",
        help="Of the stock at the end of the period: the goods delivered last are still there.",
    )
    oldest_date = fields.Date(string="Oldest Delivery", readonly=True, copy=False)
    age_30 = fields.Float(string="0-30 Days", digits=UNIT, readonly=True, copy=False)
    age_60 = fields.Float(string="31-60 Days", digits=UNIT, readonly=True, copy=False)
    age_90 = fields.Float(string="61-90 Days", digits=UNIT, readonly=True, copy=False)
    age_180 = fields.Float(string="91-180 Days", digits=UNIT, readonly=True, copy=False)
    age_over = fields.Float(string="Over 180 Days", digits=UNIT, readonly=True, copy=False)
    age_unknown = fields.Float(digits=UNIT, readonly=True, copy=False, help="More stock than we ever delivered.")

    _product_uniq = models.UniqueIndex(
        "(report_id, product_id, (COALESCE(retailer_id, 0)))", "A product, with its retailer, stands in a channel report once."
    )
    _external_uniq = models.UniqueIndex(
        "(company_id, source, external_id) WHERE external_id IS NOT NULL",
        "The external ID of a line of channel reports must be unique.",
    )
    _not_negative = models.Constraint(
        "CHECK (opening >= 0 AND sell_in >= 0 AND returned >= 0 AND closing >= 0)",
        "Opening, sell-in, returns and closing of a channel report can't be negative.",
    )
    _retailer_sales_only = models.Constraint(
        "CHECK (retailer_id IS NULL OR (opening = 0 AND sell_in = 0 AND returned = 0 AND adjustment = 0 AND closing = 0))",
        "Of a single retailer a channel report tells the sell-through only: stock figures stand in the line without retailer.",
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(("source", "external_id", "payload_hash", "off", *COMPARED), False)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._refuse_fixed()
        return lines

    def write(self, vals):
        if vals.keys() & CONTENT:
            self._refuse_fixed()
        result = super().write(vals)
        if "report_id" in vals:
            self._refuse_fixed()
            # Odoo looks at the rules of the report before the write only.
            self.check_access("write")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        self._refuse_fixed()

    def _refuse_fixed(self):
        """:raise UserError: a report has been submitted"""
        # sudo: the rule does not depend on who sees the report
        if fixed := self.sudo().report_id.filtered(lambda report: report.state != "draft"):
            raise UserError(
                self.env._("%(report)s has been submitted: make a correction instead.", report=fixed[0].display_name)
            )
