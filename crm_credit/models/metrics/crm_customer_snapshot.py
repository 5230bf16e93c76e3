from odoo import fields, models


class CrmCustomerSnapshot(models.Model):
    """Credit of a month: the exposure when the snapshot was taken, empty for months taken long after their end."""

    _inherit = "crm.customer.snapshot"

    credit_exposure = fields.Monetary(string="Credit Used", help="On one day: don't add up several months.")
    credit_overdue = fields.Monetary(string="Overdue", help="On one day: don't add up several months.")
    credit_utilisation = fields.Float(string="Credit Used (%)", digits=(16, 2), aggregator="avg")
    credit_days_late = fields.Float(string="Average Days Late", digits=(16, 2), aggregator="avg")
