from odoo import models
from odoo.exceptions import UserError

from .crm_complaint_line_device import REPAIR


class CrmComplaintResolution(models.Model):
    """Repair: approved, the devices are awaited; it is done when each is back with the customer, repaired or not."""

    _inherit = "crm.complaint.resolution"

    def _check_proposal(self):
        result = super()._check_proposal()
        if self.kind == REPAIR:
            self._check_devices_named()
        return result

    def _check_devices_named(self):
        """:raise UserError: a device that has numbers is named without, or is in repair already"""
        # sudo: agents need not see stock
        for line in self.sudo().line_ids:
            named = line.lot_id or self.sudo().complaint_id.line_ids.filtered(
                lambda goods, line=line: goods.product_id == line.product_id and goods.serial
            )
            if line.product_id.tracking == "serial" and (not named or line.quantity != 1):
                raise UserError(
                    self.env._("%(goods)s: name the serial number of each device in the case.", goods=line.display_name)
                )

    def _carry_out(self):
        """Await the devices; repair orders are made when they are here."""
        if self.kind != REPAIR:
            return super()._carry_out()
        # sudo: who approves it need not be of the warehouse
        repairs = self.env["crm.complaint.repair"].sudo().with_company(self.company_id)
        for line in self.sudo().line_ids:
            repairs._open(line.with_company(self.company_id))

    def _goods_moved(self):
        """Devices have come or gone."""
        for resolution in self.filtered(lambda each: each.kind == REPAIR):
            resolution.line_ids.repair_ids._moved()
        return super()._goods_moved()

    def _goods_arrived(self):
        """Every device is back with the customer."""
        if self.kind != REPAIR:
            return super()._goods_arrived()
        states = self.sudo().line_ids.repair_ids.mapped("state")
        return "returned" in states and set(states) <= {"returned", "cancelled"}
