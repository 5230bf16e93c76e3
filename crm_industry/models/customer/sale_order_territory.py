from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _default_team_id(self):
        """The customer's team by its territory is preferred where the salesperson is in several teams or in none."""
        team = super()._default_team_id()
        # sudo: the team of the customer, which the salesperson may or may not see
        return team or self.partner_id.sudo().commercial_partner_id.channel_team_id.filtered("active").id
