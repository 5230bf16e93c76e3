from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_grading.tools.checked_fields import LARGEST, CheckedDate, CheckedMonetary


class CrmWalletEstimate(models.Model):
    """What a customer is said to spend in a year on goods like ours, with whomever it buys. The newest one counts.

    Without tax, in the currency of the company.
    """

    _name = "crm.wallet.estimate"
    _description = "Yearly Demand of a Customer"
    _inherit = ["crm.credit.root.mixin"]
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        domain=lambda self: self.env["res.partner"]._customer_domain(),
    )
    company_id = fields.Many2one(ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = CheckedDate(required=True, default=lambda self: self.env.company._business_today())
    amount = CheckedMonetary(string="Yearly Demand", required=True, aggregator=None)
    source = fields.Selection(
        [
            ("customer", "Customer Said So"),
            ("questionnaire", "Questionnaire"),
            ("visit", "Estimated on a Visit"),
            ("public", "Published Figures"),
        ],
        required=True,
        default="customer",
    )
    note = fields.Char()

    _newest_idx = models.Index("(company_id, partner_id, date DESC, id DESC)")

    @api.constrains("partner_id")
    def _check_customer(self):
        self.partner_id._check_customers()

    @api.constrains("amount")
    def _check_amount(self):
        for estimate in self:
            if not 0 < estimate.amount <= LARGEST:
                raise ValidationError(
                    self.env._("%(customer)s: give its yearly demand as an amount above zero.", customer=estimate.partner_id.name)
                )
