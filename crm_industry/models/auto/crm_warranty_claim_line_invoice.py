from odoo import models


class CrmWarrantyClaimLine(models.Model):
    """What was approved of a line, on the invoice to the maker."""

    _inherit = "crm.warranty.claim.line"

    def _prepare_invoice_line(self):
        """Return the values of the line of the invoice. Extend by super."""
        self.ensure_one()
        claim = self.claim_id
        words = (claim.name, claim.maker_ref, claim.job_id.name, claim.vehicle_id.vin, self.name)
        return {
            "product_id": self.product_id.id,
            "name": " · ".join(filter(None, words)),
            "quantity": 1,
            "price_unit": self.amount_approved,
            "warranty_claim_line_id": self.id,
        }
