from odoo import api, fields, models

from odoo.addons.crm_grading.tools.ratios import ratio

KINDS = [
    ("invoiced", "Invoiced This Month"),
    ("ordered", "Ordered, Not Invoiced"),
    ("opportunity", "Opportunity"),
    ("quotation", "Quotation"),
    ("expected", "Next Order Expected"),
    ("target", "Target"),
]


class CrmSalesForecast(models.Model):
    """What the running month and the next ones will bring, against the targets.

    Each expectation counts once. A quotation counts only where its customer has no open opportunity. What a customer has in
    opportunities and quotations takes the place of its next expected orders, the nearest first: only what it
    usually orders beyond that is added. Amounts without taxes in the currency of the current company; months are those of the
    company's time zone; what is late counts in the running month, opportunities without a closing date in no month.
    """

    _name = "crm.sales.forecast"
    _inherit = ["crm.ratio.mixin"]
    _description = "Sales Forecast"
    _auto = False
    _order = "month, amount desc, id"
    _rec_name = "month"

    month = fields.Date(readonly=True, help="Its first day.")
    kind = fields.Selection(KINDS, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    type_id = fields.Many2one("crm.customer.type", string="Customer Type", readonly=True)
    region_id = fields.Many2one("crm.region", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    lead_id = fields.Many2one("crm.lead", string="Opportunity", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    amount = fields.Monetary(string="Forecast", readonly=True, help="Expected amounts times their probability.")
    open_amount = fields.Monetary(
        string="Still to Come", readonly=True, help="The forecast without what is invoiced already."
    )
    target_amount = fields.Monetary(string="Target", readonly=True)
    gap_amount = fields.Monetary(string="Forecast Less Target", readonly=True)
    attainment = fields.Float(
        string="Forecast Attainment (%)", digits=(16, 2), compute="_compute_ratios", help="Forecast ÷ target."
    )

    @api.model
    def _ratios(self):
        return super()._ratios() | {"attainment": ratio("amount", "target_amount")}
