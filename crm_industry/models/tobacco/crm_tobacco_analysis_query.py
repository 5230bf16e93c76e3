from odoo import api, models
from odoo.tools import SQL

from .crm_tobacco_analysis import NEW_DAYS


class CrmTobaccoAnalysis(models.Model):
    """What the rows of the analysis are made of."""

    _inherit = "crm.tobacco.analysis"

    @api.model
    def _sources(self, since):
        """Return the queries that the rows are joined from: ordered, sold, active, begun, seen, planned.

        :param since: older orders are left out
        """
        return SQL(
            "ordered AS (%s), sold AS (%s), active AS (%s), begun AS (%s), seen AS (%s), planned AS (%s)",
            self._ordered_query(since),
            SQL(
                "SELECT company_id, week, product_id, count(*) AS buyers, sum(quantity) AS quantity"
                " FROM ordered GROUP BY company_id, week, product_id"
            ),
            SQL(
                "SELECT company_id, week + 7 * later AS week, count(DISTINCT partner_id) AS customers"
                " FROM (SELECT DISTINCT company_id, week, partner_id FROM ordered) o, generate_series(0, 2) later GROUP BY 1, 2"
            ),
            SQL(
                "SELECT company_id, product_id, week, count(*) AS customers FROM ("
                "SELECT company_id, product_id, partner_id, min(week) AS week FROM ordered GROUP BY 1, 2, 3) f GROUP BY 1, 2, 3"
            ),
            self._seen_query(),
            SQL("SELECT * FROM crm_supply_plan WHERE published_on IS NOT NULL"),
        )

    @api.model
    def _local_week(self, moment):
        """SQL: Monday of a moment, in the zone of the company ``root``."""
        return SQL("date_trunc('week', %s AT TIME ZONE 'UTC' AT TIME ZONE coalesce(root.business_tz, 'UTC'))::date", moment)

    @api.model
    def _ordered_query(self, since):
        """Tobacco on confirmed orders: company_id, week, partner_id, product_id, quantity, cartons."""
        return SQL(
            """
            SELECT root.id AS company_id, coalesce(o.supply_week, %(week)s) AS week,
                   customer.commercial_partner_id AS partner_id, line.product_id, category.tobacco_class,
                   sum(line.product_uom_qty * unit.factor / own_unit.factor) AS quantity,
                   sum(line.product_uom_qty * unit.factor / own_unit.factor * template.tobacco_cartons) AS cartons
              FROM sale_order o
              JOIN res_company company ON company.id = o.company_id
              JOIN res_company root ON root.id = split_part(company.parent_path, '/', 1)::int
              JOIN res_partner customer ON customer.id = o.partner_id
              JOIN sale_order_line line ON line.order_id = o.id AND line.product_uom_qty > 0
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN product_category category ON category.id = template.categ_id AND category.tobacco_class IS NOT NULL
              JOIN uom_uom unit ON unit.id = line.product_uom_id
              JOIN uom_uom own_unit ON own_unit.id = template.uom_id
             WHERE o.state = 'sale' AND o.date_order >= %(since)s
             GROUP BY 1, 2, 3, 4, 5
            """,
            week=self._local_week(SQL("o.date_order")),
            since=since,
        )

    @api.model
    def _seen_query(self):
        """What is known of stocks, by retailers' reports and on visits: company_id, week, product_id, observed, out."""
        return SQL(
            """
            SELECT company_id, week, product_id, count(*) AS observed, count(*) FILTER (WHERE is_out) AS missing
              FROM (
                SELECT company_id, week, product_id, is_out FROM crm_tobacco_demand_line
                 UNION ALL
                SELECT root.id, %(week)s, item.tobacco_product_id, answer.yes_no = 'no'
                  FROM crm_visit_checklist_item item
                  JOIN crm_visit_answer answer ON answer.item_id = item.id AND answer.yes_no IS NOT NULL
                  JOIN crm_visit visit ON visit.id = answer.visit_id AND visit.state = 'done'
                  JOIN res_company company ON company.id = visit.company_id
                  JOIN res_company root ON root.id = split_part(company.parent_path, '/', 1)::int
                 WHERE item.tobacco_product_id IS NOT NULL
                   ) stocks
             GROUP BY company_id, week, product_id
            """,
            week=self._local_week(SQL("visit.checked_in_at")),
        )

    @api.model
    def _rows_between(self, since, now):
        """Return the rows of products and those of price classes, of the weeks between two Mondays."""
        weeks = SQL("BETWEEN %s AND %s", since, now)
        return self._product_rows(weeks), self._class_rows(weeks)

    @api.model
    def _product_rows(self, weeks):
        return SQL(
            """
            SELECT %(row_id)s AS id, k.company_id, k.week, k.product_id, category.tobacco_class,
                   sold.quantity AS ordered, coalesce(sold.buyers, 0) AS buyers, coalesce(active.customers, 0) AS customers,
                   seen.observed, seen.missing AS out_of_stock,
                   CASE WHEN %(new)s THEN (SELECT sum(customers) FROM begun WHERE begun.company_id = k.company_id
                        AND begun.product_id = k.product_id AND begun.week <= k.week)::int END AS adopters,
                   CASE WHEN %(new)s THEN active.customers END AS reachable,
                   planned.total AS planned, CASE WHEN planned.id IS NOT NULL THEN coalesce(sold.quantity, 0) END AS taken
              FROM (SELECT company_id, week + 7 * later AS week, product_id FROM sold, generate_series(0, 2) later
                     UNION SELECT company_id, week, product_id FROM seen
                     UNION SELECT company_id, week, product_id FROM planned WHERE product_id IS NOT NULL) k
              JOIN product_product product ON product.id = k.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN product_category category ON category.id = template.categ_id
              LEFT JOIN sold ON (sold.company_id, sold.week, sold.product_id) = (k.company_id, k.week, k.product_id)
              LEFT JOIN active ON (active.company_id, active.week) = (k.company_id, k.week)
              LEFT JOIN seen ON (seen.company_id, seen.week, seen.product_id) = (k.company_id, k.week, k.product_id)
              LEFT JOIN planned ON (planned.company_id, planned.week, planned.product_id) = (k.company_id, k.week, k.product_id)
             WHERE k.week %(weeks)s
            """,
            row_id=self._row_id(SQL("k.company_id"), SQL("k.week"), SQL("k.product_id")),
            new=SQL(
                "template.grading_launch_date BETWEEN k.week + 7 - %(days)s AND k.week + 6",
                days=NEW_DAYS,
            ),
            weeks=weeks,
        )

    @api.model
    def _class_rows(self, weeks):
        """Plans of whole price classes; everything else is known of products."""
        return SQL(
            """
            SELECT %(row_id)s, p.company_id, p.week, NULL, p.tobacco_class, NULL, NULL, NULL, NULL, NULL, NULL, NULL, p.total,
                   coalesce((SELECT sum(cartons) FROM ordered WHERE ordered.company_id = p.company_id
                         AND ordered.week = p.week AND ordered.tobacco_class = p.tobacco_class), 0)
              FROM planned p
             WHERE p.product_id IS NULL AND p.week %(weeks)s
            """,
            row_id=self._row_id(SQL("p.company_id"), SQL("p.week"), SQL("-p.id")),
            weeks=weeks,
        )

    @api.model
    def _row_id(self, company, week, item):
        """SQL: a number of its own for each company, week since 2000 and item (32 bits), above 0."""
        return SQL(
            "((%s::bigint << 44) | (((%s - DATE '2000-01-03') / 7)::bigint << 32) | (%s & 4294967295))",
            company,
            week,
            SQL("(%s)::bigint", item),
        )
