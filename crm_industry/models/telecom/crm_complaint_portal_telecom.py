from odoo import api, models


class CrmComplaintPortal(models.AbstractModel):
    """Categories of telecom are offered where the trade is switched on."""

    _inherit = "crm.complaint.portal"

    @api.model
    def _new_page(self):
        page = super()._new_page()
        if not self.env["res.groups"]._is_feature_enabled("crm_industry.group_trade_telecom"):
            page["categories"] -= self.env["crm.telecom.portal"]._categories()
        return page
