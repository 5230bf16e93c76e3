from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        """A new company has a policy for complaints."""
        companies = super().create(vals_list)
        self.env["crm.complaint.policy"]._create_missing(companies)
        return companies
