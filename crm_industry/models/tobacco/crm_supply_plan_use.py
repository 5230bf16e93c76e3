from odoo import api, models
from odoo.tools import SQL


class CrmSupplyPlan(models.Model):
    """What the retailers have ordered of what they may order."""

    _inherit = "crm.supply.plan"

    @api.model
    def _in_force(self, company, week):
        """Return the plans that limit the orders of a company's week, closed ones among them, with all rights.

        :param company: root of a branch tree
        """
        domain = [("company_id", "=", company.id), ("week", "=", week), ("state", "in", ("published", "closed"))]
        # sudo: orders are checked whoever places them
        return self.sudo().search(domain, order="id") if company and week else self.sudo()

    def _line_share(self, line):
        """Return how much of the plan one unit of an order line takes; 0.0 if the plan is not about its product."""
        self.ensure_one()
        # sudo: customers on the portal see neither categories nor cartons
        product, uom = line.product_id.sudo(), line.product_uom_id.sudo()
        if not uom:
            return 0.0
        if self.product_id:
            counted = 1.0 if product == self.product_id else 0.0
        else:
            counted = product.tobacco_cartons if product.categ_id.tobacco_class == self.tobacco_class else 0.0
        return counted * uom.factor / product.uom_id.factor if counted else 0.0

    def _lock_key(self, partner):
        """Return the key of the lock on what a customer may order of the plan."""
        what = self.product_id.id or f"class-{self.tobacco_class}"
        return f"supply:{partner.id}:{what}:{self.company_id.id}:{self.week}"

    def _used(self, partners, but=None):
        """Return {(id of plan, id of customer): what its confirmed orders of the week have taken}, from one query.

        :param partners: commercial partners
        :param but: orders that don't count
        """
        self.env.flush_all()
        rows = self.env.execute_query(self._used_query(partners, but)) if self and partners else ()
        return {(plan, partner): used for plan, partner, used in rows}

    def _used_query(self, partners, but=None):
        return SQL(
            """
            SELECT plan.id, customer.commercial_partner_id,
                   sum(line.product_uom_qty * unit.factor / own_unit.factor
                       * CASE WHEN plan.product_id IS NULL THEN template.tobacco_cartons ELSE 1 END)::float
              FROM crm_supply_plan plan
              JOIN sale_order ON sale_order.supply_week = plan.week AND sale_order.state = 'sale'
              JOIN res_company company ON company.id = sale_order.company_id
               AND split_part(company.parent_path, '/', 1)::int = plan.company_id
              JOIN res_partner customer ON customer.id = sale_order.partner_id
              JOIN sale_order_line line ON line.order_id = sale_order.id AND line.product_uom_qty > 0
              JOIN uom_uom unit ON unit.id = line.product_uom_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom own_unit ON own_unit.id = template.uom_id
              LEFT JOIN product_category category ON category.id = template.categ_id
             WHERE plan.id = ANY(%(plans)s) AND customer.commercial_partner_id = ANY(%(partners)s)
               AND (line.product_id = plan.product_id OR category.tobacco_class = plan.tobacco_class)
               AND NOT sale_order.id = ANY(%(but)s)
             GROUP BY 1, 2
            """,
            plans=list(self.ids),
            partners=list(partners.ids),
            but=list(but.ids) if but else [],
        )

    def _left(self, partners, but=None):
        """Return {(id of plan, id of customer): what it may still order}, for all pairs; never less than 0.

        Customers without a band in the week have nothing.
        """
        quotas, used = self._quotas(partners), self._used(partners, but)
        keys = [(plan, partner) for plan in self.ids for partner in partners.ids]
        return {key: max(0.0, quotas.get(key, 0) - used.get(key, 0.0)) for key in keys}
