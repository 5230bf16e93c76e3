from odoo import models


class CrmRebateAccrual(models.Model):
    """What a dealer reads of its rebates on the portal."""

    _inherit = "crm.rebate.accrual"

    def _portal_reasons(self):
        """Return what stands in the way as the dealer may read it, a list of texts. Extend by super.

        :rtype: list[str]
        """
        self.ensure_one()
        return (self.reasons or "").splitlines()
