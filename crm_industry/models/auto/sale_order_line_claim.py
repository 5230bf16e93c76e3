from odoo import api, models
from odoo.exceptions import UserError


class SaleOrderLine(models.Model):
    """What is claimed from a maker costs the customer nothing, and stays on the order."""

    _inherit = "sale.order.line"

    def _is_package_head(self):
        """Return whether this line is the price of a package, not the work in it."""
        package = self.service_package_id
        return bool(package.price) and self.product_id == package.product_id

    def _warranty_claimed(self):
        # sudo: claimed by whomever
        return self.env["crm.warranty.claim.line"].sudo().search([("sale_line_id", "in", self.ids)])

    def _compute_discount(self):
        """Odoo gives the discount of the pricelist again when a line changes: what is claimed keeps costing nothing."""
        claimed = self.browse(self._warranty_claimed().sale_line_id.ids) if self.ids else self.browse()
        return super(SaleOrderLine, self.filtered(lambda line: line._origin.id not in claimed.ids))._compute_discount()

    def write(self, vals):
        """:raise UserError: what is claimed from a maker would cost the customer something, or be less than was claimed"""
        if {"discount", "product_id", "product_uom_qty"} & vals.keys():
            for claimed in self._warranty_claimed():
                line = claimed.sale_line_id
                less = vals.get("product_uom_qty", line.product_uom_qty) < claimed.quantity
                if less or vals.get("discount", 100) != 100 or vals.get("product_id", line.product_id.id) != line.product_id.id:
                    raise UserError(self._warranty_refusal(claimed))
        return super().write(vals)

    def _warranty_refusal(self, claimed):
        return self.env._(
            "%(line)s is claimed from the maker (%(claim)s): it stays.", line=claimed.name, claim=claimed.claim_id.name
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_claimed(self):
        if claimed := self._warranty_claimed()[:1]:
            raise UserError(self._warranty_refusal(claimed))
