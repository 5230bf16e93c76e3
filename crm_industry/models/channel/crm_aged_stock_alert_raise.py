from odoo import api, models
from odoo.tools import SQL

ALERTS_AT_ONCE = 500


class CrmAgedStockAlert(models.Model):
    """Alerts by the rules: raised where goods are aged, brought up to date, closed when the stock is young again."""

    _inherit = "crm.aged.stock.alert"

    @api.model
    def _raise_alerts(self, company, today, again=False):
        """Bring the open alerts of a company with its branches up to date and raise missing ones.

        :param again: only raise more; the open ones have been brought up to date
        :return: True as long as there may be more to raise, None at the end
        """
        self._flush_sources()
        hits = self._hits_query(company, today)
        if not again:
            self._update_open(company, today, hits)
        missing = self.env.execute_query_dict(
            SQL(
                """
                SELECT hit.*, rule.user_id, rule.action FROM (%s) hit JOIN crm_aged_stock_rule rule ON rule.id = hit.rule_id
                 WHERE NOT EXISTS (SELECT FROM crm_aged_stock_alert alert
                        WHERE alert.product_id = hit.product_id AND alert.warehouse_id = hit.warehouse_id
                          AND alert.state <> 'closed')
                 ORDER BY hit.product_id, hit.warehouse_id LIMIT %s
                """,
                hits,
                ALERTS_AT_ONCE,
            )
        )
        self._raise(missing, today)
        return True if len(missing) == ALERTS_AT_ONCE else None

    @api.model
    def _update_open(self, company, today, hits):
        """Write the figures of open alerts behind the cache; what is computed from them follows."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_aged_stock_alert alert
                   SET rule_id = hit.rule_id, trigger = hit.trigger, quantity = hit.quantity, value = hit.value,
                       oldest_day = hit.oldest, figures_on = %s
                  FROM (%s) hit
                 WHERE alert.product_id = hit.product_id AND alert.warehouse_id = hit.warehouse_id AND alert.state <> 'closed'
                """,
                today,
                hits,
            )
        )
        self.invalidate_model()
        acting = self.search([("state", "=", "acting"), ("company_id", "child_of", company.id)])
        acting._refresh_sold()
        self.env.add_to_compute(self._fields["cleared_quantity"], acting)
        self.env.add_to_compute(self._fields["cleared_value"], acting)

    @api.model
    def _raise(self, hits, today):
        """Create alerts, each with an activity for its owner."""
        alerts = self._guarded_create(
            [
                {
                    "product_id": hit["product_id"],
                    "warehouse_id": hit["warehouse_id"],
                    "company_id": hit["company_id"],
                    "rule_id": hit["rule_id"],
                    "trigger": hit["trigger"],
                    "user_id": hit["user_id"],
                    "action": hit["action"],
                    "quantity": hit["quantity"],
                    "value": hit["value"],
                    "oldest_day": hit["oldest"],
                    "opened_on": today,
                    "figures_on": today,
                }
                for hit in hits
            ]
        )
        for owner, owned in alerts.grouped("user_id").items():
            owned.activity_schedule("crm_industry.activity_aged_stock", user_id=owner.id)
        return alerts

    @api.model
    def _close_settled(self, company, today):
        """Close the alerts that no rule raises any more."""
        self._flush_sources()
        settled = self.env.execute_query(
            SQL(
                """
                SELECT alert.id FROM crm_aged_stock_alert alert
                  JOIN res_company company ON company.id = alert.company_id AND company.parent_path LIKE %s
                  LEFT JOIN (%s) hit ON hit.product_id = alert.product_id AND hit.warehouse_id = alert.warehouse_id
                 WHERE alert.state <> 'closed' AND hit.product_id IS NULL
                """,
                company.parent_path + "%",
                self._hits_query(company, today),
            )
        )
        alerts = self.browse([alert for (alert,) in settled])
        alerts.filtered("action_at")._refresh_sold()
        alerts._guarded_write(
            {"state": "closed", "closed_on": today, "figures_on": today, "quantity": 0.0, "value": 0.0, "oldest_day": False}
        )
        alerts.activity_unlink(["crm_industry.activity_aged_stock"])

    # -- what the rules find -------------------------------------------------------------------------------------------

    @api.model
    def _flush_sources(self):
        for model in ("crm.aged.stock.rule", "crm.aged.stock.alert", "product.product", "product.template", "product.category"):
            self.env[model].flush_model()

    @api.model
    def _hits_query(self, company, today):
        """Rows product_id, warehouse_id, company_id, rule_id, trigger, quantity, value, oldest; one by product and warehouse.

        Where several triggers fit, the rule that stands first in the list raises the alert.
        """
        return SQL(
            """
            SELECT DISTINCT ON (best.product_id, best.warehouse_id) best.product_id, best.warehouse_id, best.company_id,
                   best.rule_id, best.trigger, aged.quantity, aged.quantity * %(cost)s AS value, aged.oldest
              FROM (%(best)s) best
              JOIN product_product product ON product.id = best.product_id
              JOIN res_company company ON company.id = best.company_id
             CROSS JOIN LATERAL (
                SELECT SUM(layer.quantity) AS quantity, MIN(layer.day) AS oldest FROM crm_stock_layer layer
                 WHERE layer.product_id = best.product_id AND layer.warehouse_id = best.warehouse_id
                   AND (best.trigger = 'end_of_life' OR %(today)s - layer.day > best.days)) aged
             WHERE aged.quantity > 0 AND aged.quantity * %(cost)s >= COALESCE(best.min_value, 0)
               AND CASE best.trigger WHEN 'end_of_life' THEN product.channel_end_of_life <= %(today)s + best.days
                   WHEN 'successor' THEN EXISTS (%(successor)s) ELSE TRUE END
             ORDER BY best.product_id, best.warehouse_id, best.sequence, best.rule_id
            """,
            cost=self.env["crm.stock.layer"]._unit_cost(),
            best=self._best_rules_query(company),
            today=today,
            successor=self._successor_query(company),
        )

    @api.model
    def _best_rules_query(self, company):
        """The most specific rule of each trigger for each product and warehouse with stock."""
        return SQL(
            """
            SELECT DISTINCT ON (stock.product_id, stock.warehouse_id, rule.trigger) stock.product_id, stock.warehouse_id,
                   stock.company_id, rule.id AS rule_id, rule.trigger, rule.days, rule.min_value, rule.sequence
              FROM (SELECT DISTINCT layer.product_id, layer.warehouse_id, layer.company_id FROM crm_stock_layer layer
                      JOIN res_company company ON company.id = layer.company_id AND company.parent_path LIKE %s) stock
              JOIN product_product product ON product.id = stock.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              LEFT JOIN product_category categ ON categ.id = template.categ_id
              JOIN crm_aged_stock_rule rule ON rule.company_id = %s AND rule.active
               AND (rule.product_id IS NULL OR rule.product_id = stock.product_id)
               AND (rule.warehouse_id IS NULL OR rule.warehouse_id = stock.warehouse_id)
               AND (rule.brand_id IS NULL OR rule.brand_id = template.channel_brand_id)
              LEFT JOIN product_category rule_categ ON rule_categ.id = rule.categ_id
             WHERE rule.categ_id IS NULL OR categ.parent_path LIKE rule_categ.parent_path || '%%'
             ORDER BY stock.product_id, stock.warehouse_id, rule.trigger, rule.product_id IS NULL, rule.warehouse_id IS NULL,
                   COALESCE(length(rule_categ.parent_path), 0) DESC, rule.brand_id IS NULL, rule.sequence, rule.id
            """,
            company.parent_path + "%",
            company.id,
        )

    @api.model
    def _successor_query(self, company):
        """Whether the successor is in stock in the company or one of its branches."""
        return SQL(
            """
            SELECT FROM crm_stock_layer newer JOIN res_company owner ON owner.id = newer.company_id
             WHERE newer.product_id = product.channel_successor_id AND owner.parent_path LIKE %s
            """,
            company.parent_path + "%",
        )

    # -- what an action brought ----------------------------------------------------------------------------------------

    def _refresh_sold(self):
        """What was delivered to customers from the warehouse since the action began, less what came back."""
        if not self:
            return
        self.flush_recordset()
        self.env.cr.execute(
            SQL("UPDATE crm_aged_stock_alert SET sold_quantity = 0, sold_amount = 0 WHERE id = ANY(%s)", list(self.ids))
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_aged_stock_alert alert SET sold_quantity = sold.quantity, sold_amount = sold.amount
                  FROM (SELECT alert_id, SUM(quantity) AS quantity, SUM(quantity * price) AS amount FROM (%s) move
                         GROUP BY alert_id) sold
                 WHERE alert.id = sold.alert_id
                """,
                self._sold_query(),
            )
        )
        self.invalidate_recordset(["sold_quantity", "sold_amount"], flush=False)

    def _sold_query(self):
        """Rows alert_id, quantity (in the product's unit, negative when it came back), price of a unit in company currency."""
        return SQL(
            """
            SELECT alert.id AS alert_id,
                   CASE target.usage WHEN 'customer' THEN 1 ELSE -1 END * moved.quantity_product_uom AS quantity,
                   COALESCE(line.price_subtotal / NULLIF(line.product_uom_qty, 0) * product_unit.factor::numeric
                            / NULLIF(line_unit.factor, 0)::numeric / COALESCE(NULLIF(sale.currency_rate, 0), 1)::numeric, 0)
                   AS price
              FROM crm_aged_stock_alert alert
              JOIN stock_move move ON move.product_id = alert.product_id AND move.state = 'done' AND move.date >= alert.action_at
              JOIN stock_move_line moved ON moved.move_id = move.id
              JOIN stock_location source ON source.id = moved.location_id
              JOIN stock_location target ON target.id = moved.location_dest_id
              LEFT JOIN sale_order_line line ON line.id = move.sale_line_id
              LEFT JOIN sale_order sale ON sale.id = line.order_id
              LEFT JOIN uom_uom line_unit ON line_unit.id = line.product_uom_id
              JOIN product_product product ON product.id = alert.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom product_unit ON product_unit.id = template.uom_id
             WHERE alert.id = ANY(%s)
               AND (target.usage = 'customer' AND source.usage = 'internal' AND source.warehouse_id = alert.warehouse_id
                    OR source.usage = 'customer' AND target.usage = 'internal' AND target.warehouse_id = alert.warehouse_id)
            """,
            list(self.ids),
        )
