from odoo import models


class SaleOrder(models.Model):
    """First orders start the plans of process rules at once."""

    _inherit = "sale.order"

    def _action_confirm(self):
        result = super()._action_confirm()
        rules = self.env["crm.process.rule"]
        for company, orders in self.grouped("company_id").items():
            # sudo: the customer of an order, which its salesperson need not be able to read
            if rules._rule_ids("first_order", company.sudo().root_id.id):
                rules._happened("first_order", orders.sudo().partner_id.commercial_partner_id, company)
        return result
