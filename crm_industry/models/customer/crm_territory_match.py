from odoo import api, models
from odoo.tools import SQL

from .crm_territory_rule import CONDITIONS

# Which of two rules is the more specific one: the larger value of the first of these that differs.
PRECEDENCE = ("condition_count", "region_depth", "categ_depth", "has_brand", "has_type", "has_grade")
KEYS = SQL(", ").join(SQL.identifier(name) for name in CONDITIONS)


class CrmTerritoryMatch(models.AbstractModel):
    """Which territory rule decides, for any number of customers or leads by one statement.

    Subjects are the rows of a query with the columns id and the five conditions (0 where nothing is known). Subjects that
    agree in all of them get one answer, so that the work depends on the number of different ones.
    """

    _name = "crm.territory.match"
    _description = "Matching of Territory Rules"

    @api.model
    def _winners_query(self, company, subjects):
        """Return SQL of the rule that decides: subject_id, rule_id, user_id, team_id; subjects without any are missing.

        :param company: root company, whose rules count
        :param SQL subjects: query with the columns id, region_id, categ_id, brand_id, type_id, grade_id, see `_columns`
        """
        return SQL(
            """
            WITH subject AS MATERIALIZED (%(subjects)s),
                 place AS MATERIALIZED (SELECT DISTINCT %(keys)s FROM subject),
                 %(ctes)s,
                 candidate AS (%(candidates)s),
                 best AS MATERIALIZED (
                    SELECT DISTINCT ON (%(keys)s) %(keys)s, rule_id, user_id, team_id
                      FROM candidate ORDER BY %(keys)s, %(precedence)s, rule_id
                 )
            SELECT subject.id AS subject_id, best.rule_id, best.user_id, best.team_id
              FROM subject JOIN best USING (%(keys)s)
            """,
            subjects=subjects,
            keys=KEYS,
            ctes=self._ctes(company),
            candidates=self._candidates_query(SQL("place")),
            precedence=SQL(", ").join(SQL("%s DESC", SQL.identifier(name)) for name in PRECEDENCE),
        )

    @api.model
    def _candidates_query(self, places):
        """SQL of every rule that fits a place, with what decides between them; needs `_ctes`."""
        return SQL(
            """
            SELECT place.*, rule.id AS rule_id, rule.user_id, rule.team_id, rule.condition_count,
                   rule.region_depth, categ_up.depth AS categ_depth,
                   (rule.brand_id > 0)::int AS has_brand, (rule.type_id > 0)::int AS has_type,
                   (rule.grade_id > 0)::int AS has_grade
              FROM %(places)s place
              JOIN regional rule
                ON rule.node_id = place.region_id AND rule.brand_id IN (0, place.brand_id)
               AND rule.type_id IN (0, place.type_id) AND rule.grade_id IN (0, place.grade_id)
              JOIN categ_up ON categ_up.id = place.categ_id AND categ_up.above = rule.categ_id
            """,
            places=places,
        )

    @api.model
    def _ctes(self, company):
        """The tables that `_candidates_query` reads: rules by each region they hold in, and categories with those above."""
        return SQL(
            """
            rule AS MATERIALIZED (%(rules)s),
            region_up AS MATERIALIZED (%(regions)s),
            categ_up AS MATERIALIZED (%(categories)s),
            regional AS MATERIALIZED (
                SELECT region_up.id AS node_id, region_up.depth AS region_depth, rule.*
                  FROM rule JOIN region_up ON region_up.above = rule.region_id
            )
            """,
            rules=self._rules_query(company),
            regions=self._above_query(SQL("crm_region")),
            categories=self._above_query(SQL("product_category")),
        )

    @api.model
    def _above_query(self, table):
        """SQL of each node with itself, all nodes above it and 0 (everything): id, above, depth. Nothing known is the node 0."""
        return SQL(
            """
            SELECT node.id, step.above::int AS above, step.depth
              FROM %(table)s node,
                   unnest(string_to_array(trim(trailing '/' FROM node.parent_path), '/')) WITH ORDINALITY AS step (above, depth)
             UNION ALL SELECT node.id, 0, 0 FROM %(table)s node
             UNION ALL SELECT 0, 0, 0
            """,
            table=table,
        )

    @api.model
    def _rules_query(self, company):
        """SQL of the rules that count: active ones whose salesperson and team are."""
        return SQL(
            """
            SELECT rule.id, COALESCE(rule.region_id, 0) AS region_id, COALESCE(rule.categ_id, 0) AS categ_id,
                   COALESCE(rule.brand_id, 0) AS brand_id, COALESCE(rule.type_id, 0) AS type_id,
                   COALESCE(rule.grade_id, 0) AS grade_id, rule.user_id, rule.team_id, rule.condition_count
              FROM crm_territory_rule rule
              LEFT JOIN res_users seller ON seller.id = rule.user_id
              LEFT JOIN crm_team team ON team.id = rule.team_id
             WHERE rule.company_id = %s AND rule.active
               AND COALESCE(seller.active, TRUE) AND COALESCE(team.active, TRUE)
            """,
            company.id,
        )

    # -- subjects --------------------------------------------------------------------------------------------------

    @api.model
    def _customers_query(self, company, condition=None):
        """SQL of the customers of a company as subjects, with old_user_id and old_team_id (who they belong to now), `fixed` (they
        keep them) and owner_id (their own company).

        What a customer mainly buys is what is written on it, else its main category of the customer metrics, and the brand it
        bought most of in twelve months.

        :param SQL condition: on the alias `partner`
        """
        bought, brand = SQL(), SQL("NULL")
        if self._has_brand_rules(company):
            bought = SQL("LEFT JOIN (%s) bought ON bought.partner_id = partner.id", self._brands_query(company))
            brand = SQL("bought.brand_id")
        return SQL(
            """
            SELECT partner.id, COALESCE(partner.channel_region_id, 0) AS region_id,
                   COALESCE(partner.channel_main_categ_id, metrics.main_category_id, 0) AS categ_id,
                   COALESCE(partner.channel_main_brand_id, %(brand)s, 0) AS brand_id,
                   COALESCE(partner.channel_type_id, 0) AS type_id, COALESCE(standing.grade_id, 0) AS grade_id,
                   partner.user_id AS old_user_id, partner.channel_team_id AS old_team_id,
                   COALESCE(partner.channel_user_fixed, FALSE) AS fixed, partner.company_id AS owner_id
              FROM res_partner partner
              LEFT JOIN crm_customer_metrics metrics ON metrics.partner_id = partner.id AND metrics.company_id = %(company)s
              LEFT JOIN crm_grading_standing standing ON standing.partner_id = partner.id AND standing.scheme_id = %(scheme)s
              %(bought)s
             WHERE %(where)s
            """,
            brand=brand,
            company=company.id,
            scheme=company._grading_scheme_sql(),
            bought=bought,
            where=condition or self.env["res.partner"]._territory_customers_where(company),
        )

    @api.model
    def _has_brand_rules(self, company):
        rules = self.env["crm.territory.rule"].sudo()
        return bool(rules.search_count([("company_id", "=", company.id), ("brand_id", "!=", False)], limit=1))

    @api.model
    def _brands_query(self, company):
        """SQL of the brand that each customer bought most of in twelve months: partner_id, brand_id."""
        metrics = self.env["crm.customer.metrics"]
        scope = metrics._scope(company, company._business_today())
        return SQL(
            """
            SELECT DISTINCT ON (partner_id) partner_id, brand_id FROM (
                SELECT buyer.commercial_partner_id AS partner_id, template.channel_brand_id AS brand_id,
                       sum(line.price_subtotal / COALESCE(NULLIF(sale.currency_rate, 0), 1)) AS amount
                  FROM sale_order sale
                  JOIN sale_order_line line ON line.order_id = sale.id
                  JOIN product_product product ON product.id = line.product_id
                  JOIN product_template template ON template.id = product.product_tmpl_id
                  JOIN res_partner buyer ON buyer.id = sale.partner_id
                 WHERE sale.state = 'sale' AND sale.company_id = ANY(%(branches)s) AND sale.date_order >= %(since)s
                   AND template.channel_brand_id IS NOT NULL
                 GROUP BY 1, 2
            ) sums
             ORDER BY partner_id, amount DESC, brand_id
            """,
            branches=list(scope.branches),
            since=scope.year_start,
        )

    @api.model
    def _values_query(self, rows):
        """SQL of subjects whose values are known: rows of (id, region, category, brand, type, grade) ids, None unknown."""
        columns = zip(*rows, strict=True) if rows else [()] * 6
        return SQL(
            "SELECT * FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[]) AS given (id, %s)",
            *[[value or 0 for value in column] for column in columns],
            KEYS,
        )

    # -- answers for a handful -------------------------------------------------------------------------------------

    @api.model
    def _winners(self, company, subjects):
        """Return {subject id: (rule id, user id or None, team id or None)} of the subjects of a query."""
        self.env.flush_all()
        rows = self.env.execute_query(self._winners_query(company, subjects))
        return {subject: (rule, user, team) for subject, rule, user, team in rows}

    @api.model
    def _customer_winners(self, company, customers):
        """The same for customers (commercial partners), whether they have a salesperson or not."""
        if not customers:
            return {}
        condition = SQL("partner.id = ANY(%s)", list(customers.ids))
        return self._winners(company, self._customers_query(company, condition))

    @api.model
    def _customer_values(self, company, customers):
        """Return {customer id: {condition: id or 0}} as the rules see these customers."""
        if not customers:
            return {}
        self.env.flush_all()
        subject = self._customers_query(company, SQL("partner.id = ANY(%s)", list(customers.ids)))
        rows = self.env.execute_query_dict(SQL("SELECT id, %s FROM (%s) subject", KEYS, subject))
        return {row.pop("id"): row for row in rows}

    @api.model
    def _explain(self, company, customer):
        """Return the values of a customer and all rules that fit it, the one that decides first.

        :return: ({condition: id or None}, [{rule_id, user_id, team_id, and the names in PRECEDENCE}])
        """
        values = self._customer_values(company, customer).get(customer.id, {})
        subject = self._values_query([(customer.id, *(values.get(name) for name in CONDITIONS))])
        rows = self.env.execute_query_dict(
            SQL(
                "WITH %s SELECT candidate.* FROM (%s) candidate ORDER BY %s, rule_id",
                self._ctes(company),
                self._candidates_query(SQL("(%s)", subject)),
                SQL(", ").join(SQL("%s DESC", SQL.identifier(name)) for name in PRECEDENCE),
            )
        )
        return {name: values.get(name) or None for name in CONDITIONS}, rows
