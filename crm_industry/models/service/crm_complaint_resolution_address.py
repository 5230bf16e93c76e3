from odoo import models

from .crm_complaint_resolution_goods import SENDS


class CrmComplaintResolution(models.Model):
    """What is submitted says where the goods go: later contacts, and changes of the order, don't send them elsewhere."""

    _inherit = "crm.complaint.resolution"

    def action_submit(self):
        self.complaint_id._lock_decisions()
        return super().action_submit()

    def _check_proposal(self):
        result = super()._check_proposal()
        if self.kind in SENDS and not self.address_id:
            # sudo: agents need not see orders
            self.address_id = self.sudo()._goods_address().sudo(False)
        return result

    def _is_address_of_customer(self, address):
        """Return whether goods may go there: to the customer, or where the order went."""
        complaint = self.complaint_id
        return address.commercial_partner_id == complaint.partner_id or address == complaint.order_id.partner_shipping_id
