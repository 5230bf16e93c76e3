from datetime import timedelta

from odoo import api, models


class CrmVehicle(models.Model):
    """Until when maintenance counts as due soon."""

    _inherit = "crm.vehicle"

    @api.model
    def _maintenance_horizon(self):
        """Return the last day of what is due soon, by the settings of the current company."""
        # sudo: a setting
        company = self.env.company.sudo()
        return company._business_today() + timedelta(days=company.auto_maintenance_days or 0)
