from odoo import fields, models


class CrmRebateAccrualLine(models.Model):
    """How an accrual comes about: what each tier gives, and what has been settled already. Written by code only."""

    _name = "crm.rebate.accrual.line"
    _description = "Explanation of a Rebate"
    _order = "accrual_id, sequence, id"
    _rec_name = "accrual_id"

    accrual_id = fields.Many2one("crm.rebate.accrual", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="accrual_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(readonly=True)
    kind = fields.Selection([("tier", "Tier"), ("settled", "Settled already")], default="tier", required=True, readonly=True)
    value_from = fields.Float(string="From", digits=(16, 4), readonly=True, aggregator=None)
    value_to = fields.Float(string="To", digits=(16, 4), readonly=True, aggregator=None, help="0: no end.")
    base = fields.Float(digits=(16, 4), readonly=True, help="The part of what was measured that the rate applies to.")
    rate = fields.Float(digits=(16, 6), readonly=True, aggregator=None)
    amount = fields.Monetary(readonly=True)
