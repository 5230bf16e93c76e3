from odoo import models


class CrmRebateAccrual(models.Model):
    """A dealer learns of a diversion case by its notice, not by a rebate that is kept back."""

    _inherit = "crm.rebate.accrual"

    def _portal_reasons(self):
        # sudo: whether the dealer has been told does not depend on who looks at the rebate
        cases = self.env["crm.diversion.case"].sudo()
        untold = cases.search([("dealer_id", "=", self.partner_id.id), ("noticed_on", "=", False)]).mapped("name")
        return [
            self.env._("Being looked at") if any(name in reason for name in untold) else reason
            for reason in super()._portal_reasons()
        ]
