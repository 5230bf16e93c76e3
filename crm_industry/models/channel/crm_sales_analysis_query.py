from odoo import api, models
from odoo.tools import SQL


class CrmSalesAnalysis(models.Model):
    """The query behind the analysis: lines of invoices, orders and imported sales, then what is known of customer and product."""

    _inherit = "crm.sales.analysis"

    _depends = {
        "account.move": [
            "amount_residual", "amount_total", "commercial_partner_id", "company_id", "invoice_date", "invoice_user_id",
            "move_type", "partner_shipping_id", "state", "team_id",
        ],
        "account.move.line": ["balance", "display_type", "is_downpayment", "move_id", "product_id", "product_uom_id", "quantity"],
        "sale.order": [
            "company_id", "currency_rate", "date_order", "partner_id", "partner_shipping_id", "state", "team_id", "user_id",
        ],
        "sale.order.line": [
            "display_type", "is_downpayment", "order_id", "price_subtotal", "price_unit", "discount",
            "product_id", "product_uom_id", "product_uom_qty", "purchase_price", "qty_delivered",
        ],
        "product.template": ["categ_id", "channel_brand_id", "type", "uom_id"],
        "product.product": ["product_tmpl_id", "standard_price"],
        "crm.sales.history": ["amount", "category_id", "company_id", "date", "margin", "partner_id", "product_id", "quantity"],
        "res.partner": ["channel_region_id", "channel_type_id", "commercial_partner_id", "user_id"],
        "res.company": ["business_tz", "parent_path"],
        "uom.uom": ["factor"],
        "crm.customer.type": ["is_dealer"],
        "crm.dealer.position": ["company_id", "date_from", "date_to", "parent_dealer_id", "partner_id", "tier_id"],
        "crm.price.band": ["active", "company_id", "price_from"],
        "crm.region": ["kind", "parent_path"],
    }  # fmt: skip

    @property
    def _table_query(self):
        return SQL("SELECT %s FROM %s", self._select(), self._from())

    @api.model
    def _select(self):
        amounts = (
            "sales", "cost", "ordered_amount", "delivered_amount", "goods_amount", "invoiced_amount", "collected_amount",
        )  # fmt: skip
        return SQL(
            """
            sale.id, sale.source, sale.date, sale.company_id, %(currency)s AS currency_id, sale.order_id, sale.move_id,
            sale.history_id, sale.partner_id, customer.channel_type_id AS type_id,
            COALESCE(address.channel_region_id, customer.channel_region_id) AS region_id, province.province_id,
            CASE WHEN customer_type.is_dealer THEN sale.partner_id END AS dealer_id,
            position.parent_dealer_id, position.tier_id, sale.user_id, sale.team_id,
            sale.product_id, product.product_tmpl_id,
            COALESCE(template.categ_id, sale.category_id) AS categ_id, template.channel_brand_id AS brand_id,
            band.id AS band_id, sale.quantity, sale.ordered_quantity, sale.delivered_quantity, %(amounts)s,
            (sale.sales - sale.cost) * account_currency_table.rate AS margin
            """,
            currency=self.env.company.currency_id.id,
            amounts=SQL(", ").join(
                SQL("sale.%(name)s * account_currency_table.rate AS %(name)s", name=SQL.identifier(name)) for name in amounts
            ),
        )

    @api.model
    def _from(self):
        return SQL(
            """
            (%(invoices)s UNION ALL %(orders)s UNION ALL %(imported)s) sale
              JOIN %(currencies)s ON account_currency_table.company_id = sale.company_id
              JOIN res_partner customer ON customer.id = sale.partner_id
              LEFT JOIN res_partner address ON address.id = sale.address_id
              LEFT JOIN crm_customer_type customer_type ON customer_type.id = customer.channel_type_id
              LEFT JOIN (%(provinces)s) province
                ON province.id = COALESCE(address.channel_region_id, customer.channel_region_id)
              LEFT JOIN crm_dealer_position position ON position.partner_id = sale.partner_id
               AND position.company_id = sale.root_id AND position.date_from <= sale.date
               AND (position.date_to IS NULL OR position.date_to >= sale.date)
              LEFT JOIN product_product product ON product.id = sale.product_id
              LEFT JOIN product_template template ON template.id = product.product_tmpl_id
              LEFT JOIN (%(bands)s) band ON band.company_id = sale.root_id AND sale.unit_price >= band.price_from
               AND (band.price_to IS NULL OR sale.unit_price < band.price_to)
            """,
            invoices=self._invoice_query(),
            orders=self._order_query(),
            imported=self._imported_query(),
            currencies=self.env["res.currency"]._get_simple_currency_table(self.env.companies),
            provinces=self._province_query(),
            bands=self.env["crm.price.band"]._ranges_query(),
        )

    @api.model
    def _invoice_query(self):
        """Lines of posted invoices and credit notes; amounts in the currency of their company."""
        return SQL(
            """
            SELECT line.id::bigint * 4 AS id, 'invoice' AS source, line.date, line.company_id, line.root_id, line.order_id,
                   line.move_id, NULL::integer AS history_id,
                   NULL::integer AS category_id, line.partner_id, line.address_id, line.user_id, line.team_id, line.product_id,
                   CASE WHEN line.is_downpayment THEN 0 ELSE line.quantity END AS quantity,
                   line.amount / NULLIF(line.quantity, 0) AS unit_price,
                   CASE WHEN line.is_downpayment THEN 0 ELSE line.amount END AS sales,
                   CASE WHEN line.is_downpayment THEN 0 ELSE COALESCE(line.unit_cost, 0) * line.quantity END AS cost,
                   0::numeric AS ordered_amount, 0::numeric AS delivered_amount, 0::numeric AS goods_amount,
                   0::numeric AS ordered_quantity, 0::numeric AS delivered_quantity,
                   line.amount AS invoiced_amount, line.amount * line.settled AS collected_amount
              FROM (%s) line
            """,
            self._invoice_line_query(),
        )

    @api.model
    def _invoice_line_query(self):
        """Signed quantity in the product's unit, its cost, and the settled share of the invoice.

        An invoice without anything to pay is settled. Of several order lines joined to one, the oldest tells the cost.
        """
        return SQL(
            """
            SELECT line.id, move.invoice_date AS date, move.company_id, %(root)s AS root_id, order_line.order_id, line.move_id,
                   move.commercial_partner_id AS partner_id, move.partner_shipping_id AS address_id,
                   move.invoice_user_id AS user_id, move.team_id, line.product_id,
                   COALESCE(line.is_downpayment, FALSE) AS is_downpayment, -line.balance AS amount,
                   CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END * line.quantity * %(units)s AS quantity,
                   CASE WHEN order_line.id IS NULL THEN %(product_cost)s
                        ELSE order_line.purchase_price::numeric / %(order_rate)s / (%(order_units)s) END AS unit_cost,
                   COALESCE(1 - move.amount_residual / NULLIF(move.amount_total, 0), 1) AS settled
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN res_company company ON company.id = move.company_id
              LEFT JOIN (SELECT invoice_line_id, MIN(order_line_id) AS order_line_id FROM sale_order_line_invoice_rel
                          GROUP BY invoice_line_id) ordered ON ordered.invoice_line_id = line.id
              LEFT JOIN sale_order_line order_line ON order_line.id = ordered.order_line_id
              LEFT JOIN sale_order sale ON sale.id = order_line.order_id
              LEFT JOIN product_product product ON product.id = line.product_id
              LEFT JOIN product_template template ON template.id = product.product_tmpl_id
              LEFT JOIN uom_uom line_unit ON line_unit.id = line.product_uom_id
              LEFT JOIN uom_uom order_unit ON order_unit.id = order_line.product_uom_id
              LEFT JOIN uom_uom product_unit ON product_unit.id = template.uom_id
             WHERE line.display_type = 'product' AND move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
            """,
            root=self._root_company(),
            product_cost=self.env["crm.stock.layer"]._unit_cost(),
            order_rate=self._order_rate(),
            units=self._product_units("line_unit"),
            order_units=self._product_units("order_unit"),
        )

    @api.model
    def _order_query(self):
        """Lines of confirmed orders without down payments, at the rate of the order; quantities of goods only."""
        return SQL(
            """
            SELECT line.id::bigint * 4 + 1 AS id, 'order' AS source, line.date, line.company_id, line.root_id, line.order_id,
                   NULL::integer AS move_id, NULL::integer AS history_id,
                   NULL::integer AS category_id, line.partner_id, line.address_id, line.user_id, line.team_id, line.product_id,
                   0::numeric AS quantity, line.amount / NULLIF(line.ordered, 0) AS unit_price,
                   0::numeric AS sales, 0::numeric AS cost, line.amount AS ordered_amount,
                   CASE WHEN NOT line.goods THEN 0 WHEN line.ordered = 0 THEN line.list_amount * line.delivered
                        ELSE line.amount * line.delivered / line.ordered END AS delivered_amount,
                   CASE WHEN line.goods THEN line.amount ELSE 0 END AS goods_amount,
                   CASE WHEN line.goods THEN line.ordered ELSE 0 END AS ordered_quantity,
                   CASE WHEN line.goods THEN line.delivered ELSE 0 END AS delivered_quantity,
                   0::numeric AS invoiced_amount, 0::numeric AS collected_amount
              FROM (%s) line
            """,
            self._order_line_query(),
        )

    @api.model
    def _order_line_query(self):
        """`list_amount`: what a unit costs where nothing was ordered and something delivered."""
        return SQL(
            """
            SELECT line.id, %(day)s AS date, sale.company_id, %(root)s AS root_id, line.order_id,
                   partner.commercial_partner_id AS partner_id, sale.partner_shipping_id AS address_id, sale.user_id,
                   sale.team_id, line.product_id, template.type = 'consu' AS goods,
                   line.price_subtotal / %(order_rate)s AS amount,
                   line.price_unit::numeric * (1 - COALESCE(line.discount, 0)::numeric / 100) / %(order_rate)s
                   / (%(units)s) AS list_amount,
                   line.product_uom_qty::numeric * %(units)s AS ordered,
                   COALESCE(line.qty_delivered, 0)::numeric * %(units)s AS delivered
              FROM sale_order_line line
              JOIN sale_order sale ON sale.id = line.order_id
              JOIN res_partner partner ON partner.id = sale.partner_id
              JOIN res_company company ON company.id = sale.company_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              LEFT JOIN uom_uom line_unit ON line_unit.id = line.product_uom_id
              LEFT JOIN uom_uom product_unit ON product_unit.id = template.uom_id
             WHERE sale.state = 'sale' AND line.display_type IS NULL AND NOT COALESCE(line.is_downpayment, FALSE)
            """,
            day=SQL("(sale.date_order AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(company.business_tz, 'UTC'))::date"),
            root=self._root_company(),
            order_rate=self._order_rate(),
            units=self._product_units("line_unit"),
        )

    @api.model
    def _imported_query(self):
        """Sales of an old system, of the customer's salesperson; a margin that it did not know counts as nothing."""
        return SQL(
            """
            SELECT history.id::bigint * 4 + 2, 'import', history.date, history.company_id, %s, NULL, NULL, history.id,
                   history.category_id, customer.id, NULL, customer.user_id, NULL, history.product_id,
                   COALESCE(history.quantity, 0)::numeric, history.amount / NULLIF(history.quantity, 0)::numeric,
                   history.amount, history.amount - COALESCE(history.margin, 0), 0, 0, 0, 0, 0, 0, 0
              FROM crm_sales_history history
              JOIN res_company company ON company.id = history.company_id
              JOIN res_partner partner ON partner.id = history.partner_id
              JOIN res_partner customer ON customer.id = partner.commercial_partner_id
            """,
            self._root_company(),
        )

    @api.model
    def _product_units(self, unit):
        """To be multiplied by: how many units of the product a unit of the line is."""
        return SQL(
            "COALESCE(%s, 1)::numeric / COALESCE(NULLIF(product_unit.factor, 0), 1)::numeric", SQL.identifier(unit, "factor")
        )

    @api.model
    def _root_company(self):
        return SQL("split_part(company.parent_path, '/', 1)::integer")

    @api.model
    def _order_rate(self):
        return SQL("COALESCE(NULLIF(sale.currency_rate, 0), 1)::numeric")

    @api.model
    def _province_query(self):
        """The nearest province above (or of) each region."""
        return SQL(
            """
            SELECT DISTINCT ON (region.id) region.id, province.id AS province_id
              FROM crm_region region
              JOIN crm_region province ON province.kind = 'state' AND region.parent_path LIKE province.parent_path || '%%'
             ORDER BY region.id, length(province.parent_path) DESC
            """
        )
