from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class CrmWarrantyPolicy(models.Model):
    """For how many months after the delivery a company repairs goods at its own expense. The narrowest policy holds: that of
    the product, else that of the nearest category, else the one for all goods."""

    _name = "crm.warranty.policy"
    _inherit = ["crm.company.defaults.mixin"]
    _description = "Warranty"
    _order = "company_id, product_tmpl_id, categ_id, id"

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company.root_id)
    product_tmpl_id = fields.Many2one(
        "product.template", string="Product", index="btree_not_null", ondelete="cascade", domain="[('type', '=', 'consu')]"
    )
    categ_id = fields.Many2one(
        "product.category",
        string="Category",
        index="btree_not_null",
        ondelete="cascade",
        help="With all categories below it. Neither product nor category: all goods.",
    )
    months = CheckedInteger(required=True, help="From the day of the delivery; 0: no warranty.")
    active = fields.Boolean(default=True)

    _conditions_uniq = models.UniqueIndex(
        "(company_id, COALESCE(product_tmpl_id, 0), COALESCE(categ_id, 0)) WHERE active",
        "There is a warranty for the same goods already.",
    )
    _one_of_both = models.Constraint(
        "CHECK (product_tmpl_id IS NULL OR categ_id IS NULL)", "A warranty is for a product or for a category, not for both."
    )
    _months_in_range = models.Constraint("CHECK (months BETWEEN 0 AND 600)", "A warranty has 0 to 600 months.")

    @api.depends("product_tmpl_id", "categ_id", "months")
    def _compute_display_name(self):
        for policy in self:
            goods = policy.product_tmpl_id.display_name or policy.categ_id.display_name or self.env._("All goods")
            policy.display_name = self.env._("%(goods)s: %(months)s months", goods=goods, months=policy.months)

    @api.model
    def _find(self, product, company):
        """Return the policy that holds for a product, empty when there is none.

        :param product: product.product
        :param company: res.company; those of the root of its branch tree hold
        """
        # sudo: asked for whoever takes a device in
        policies = self.sudo().search([("company_id", "=", company.sudo().root_id.id)])
        categories = [int(part) for part in (product.sudo().categ_id.parent_path or "").split("/") if part]
        order = {category: -depth for depth, category in enumerate(categories)}

        def distance(policy):
            if policy.product_tmpl_id:
                return -len(categories)
            return order.get(policy.categ_id.id, 1)

        fitting = policies.filtered(
            lambda policy: (
                policy.product_tmpl_id in (product.product_tmpl_id, policy.product_tmpl_id.browse())
                and (not policy.categ_id or policy.categ_id.id in order)
            )
        )
        return fitting.sorted(distance)[:1]

    def _until(self, delivered_on):
        """Return the last day of the warranty for goods delivered on a day: the same day of the month, as many months later."""
        self.ensure_one()
        return delivered_on + relativedelta(months=self.months)

    @api.model
    def _begin_with(self):
        """A year for all goods."""
        return [{"months": 12}]
