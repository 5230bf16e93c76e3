from odoo import api, models


class CrmCustomerType(models.Model):
    _inherit = "crm.customer.type"

    @api.constrains("is_dealer")
    def _check_dealers_left(self):
        """Keep a type one of dealers as long as customers of it are in the dealer tree."""
        left = self.filtered(lambda customer_type: not customer_type.is_dealer)
        # sudo: the customers of other companies count as well
        self.env["res.partner"].sudo().search([("channel_type_id", "in", left.ids)])._check_no_place()
