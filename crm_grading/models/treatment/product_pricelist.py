from odoo import api, models


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    @api.model
    def _get_partner_pricelist_multi(self, partner_ids):
        """The pricelist of the grade comes before that of the customer and its country, unless agreed individually.

        Quotations, the website and the price shown for a partner all ask here.
        """
        result = super()._get_partner_pricelist_multi(partner_ids)
        if not self.env["res.groups"]._is_feature_enabled("product.group_product_pricelist"):
            return result
        partners = self.env["res.partner"].with_context(active_test=False).browse(filter(None, partner_ids))
        for partner_id, policy in partners._service_policy().items():
            pricelist = self.browse(policy.get("pricelist_id", ()))
            # On a website only those pricelists count that are made for it.
            if pricelist._get_partner_pricelist_multi_filter_hook():
                result[partner_id] = pricelist
        return result
