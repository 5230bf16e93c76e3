from odoo import models

from . import catalogue


class CrmDemoCompany(models.AbstractModel):
    _inherit = "crm.demo.company"

    def _load_products(self, world):
        """Make the categories and the goods, with names in both languages."""
        templates, local_names = [], []
        for trade, rows in catalogue.PRODUCTS.items():
            category = self._load_category(trade)
            for code, name, local_name, price, cost, _pack in rows:
                templates.append(
                    {
                        "name": name,
                        "default_code": code,
                        "list_price": price,
                        "standard_price": cost,
                        "categ_id": category.id,
                        "type": "service" if trade == "service" else "consu",
                        "is_storable": trade != "service",
                        "invoice_policy": "delivery" if code in catalogue.DELIVERED_POLICY else "order",
                        "taxes_id": [(6, 0, world.company.account_sale_tax_id.ids)],
                        "supplier_taxes_id": [(6, 0, world.company.account_purchase_tax_id.ids)],
                    }
                )
                local_names.append(local_name)
        products = self.env["product.product"].create(templates)
        for product, local_name in zip(products, local_names, strict=True):
            product.with_context(lang="zh_CN").name = local_name
            world.products[product.default_code] = product
        self._progress("%s products", len(products))

    def _load_category(self, trade):
        name, local_name = catalogue.CATEGORIES[trade]
        category = self.env["product.category"].create({"name": name})
        category.with_context(lang="zh_CN").name = local_name
        self._remember(f"category_{trade}", category)
        return category
