from odoo import api, fields, models

LINE_KINDS = {"fee_credit": "recurring", "fee_charge": "recurring", "penalty": "penalty", "one_off": "one_time"}


class CrmTelecomCharge(models.Model):
    """Charges on bills that are here."""

    _inherit = "crm.telecom.charge"

    bill_id = fields.Many2one("crm.telecom.bill", readonly=True, copy=False, index="btree_not_null", ondelete="restrict")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"bill_id": False}

    def _bill_line_kind(self):
        """The kind of the line that a bill has for this charge. Extend by super."""
        self.ensure_one()
        return LINE_KINDS.get(self.kind, "other")

    def _charge_tax(self, payer):
        """Return the amount of tax on this charge: of the taxes of its offering's product, else of the company's own.

        :param payer: res.partner, whose fiscal position counts
        """
        self.ensure_one()
        company = self.company_id
        product = self.subscription_id.offering_id.product_tmpl_id.product_variant_id
        taxes = product.taxes_id._filter_taxes_by_company(company) if product else company.account_sale_tax_id
        position = self.env["account.fiscal.position"].with_company(company)._get_fiscal_position(payer)
        found = position.map_tax(taxes).compute_all(
            self.amount, currency=self.currency_id, product=product, partner=payer, handle_price_include=False
        )
        return self.currency_id.round(found["total_included"] - found["total_excluded"])
