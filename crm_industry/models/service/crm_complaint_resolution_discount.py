from odoo import models
from odoo.exceptions import UserError


class CrmComplaintResolution(models.Model):
    """Discount on the next order: approved, it waits for a quotation of the customer; the promise is kept by then."""

    _inherit = "crm.complaint.resolution"

    def _check_proposal(self):
        result = super()._check_proposal()
        if self.kind == "discount" and self.currency_id.compare_amounts(self.amount, 0) <= 0:
            raise UserError(
                self.env._("%(resolution)s: write the discount as the cost, without tax.", resolution=self.display_name)
            )
        return result

    def _carry_out(self):
        if self.kind != "discount":
            return super()._carry_out()
        self.env["crm.complaint.discount"].sudo()._guarded_create([{"resolution_id": self.id, "amount": self.amount}])
        self._done()
