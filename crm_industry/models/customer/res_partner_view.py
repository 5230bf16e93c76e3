from odoo import models

from odoo.addons.crm_grading.tools.arguments import check_one


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_customer_view(self):
        """Open the single view of the customer (button)."""
        check_one(self)
        action = self.env["ir.actions.client"]._for_xml_id("crm_industry.crm_customer_view_action")
        return action | {"context": {"active_id": self.id, "active_model": self._name}}
