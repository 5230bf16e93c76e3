from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

# Products of a piece of work: with some hundred moves each, a few seconds.
PRODUCTS_AT_ONCE = 1_000
# With more moves than this the button starts a job instead of having the user wait.
MOVES_AT_ONCE = 50_000


class CrmStockRefresh(models.Model):
    """The stock figures of a company with its branches, worked out in steps: every night and by the button.

    One row for each company at the root of a branch tree.
    """

    _name = "crm.stock.refresh"
    _inherit = ["crm.company.job.mixin"]
    _description = "Refresh of Stock Figures"

    business_day = fields.Date(readonly=True, help="The day of the company on which the figures were worked out.")

    _company_uniq = models.UniqueIndex("(company_id)", "A company has one refresh of its stock figures.")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"business_day": False}

    # -- starting -------------------------------------------------------------------------------------------------------

    def _begin_values(self):
        return super()._begin_values() | {"business_day": self.company_id._business_today()}

    @api.model
    def _cron_refresh(self):
        self._begin_all()

    @api.model
    def action_refresh_company(self):
        """Work out the stock figures of the current company: at once with few moves, else by the worker (button).

        :raise AccessError: the user is no channel manager
        """
        if not self.env.user.has_group("crm_industry.group_channel_manager"):
            raise AccessError(self.env._("Only channel managers refresh the stock figures."))
        return self._begin_and_show()

    def _is_small(self):
        query = SQL("SELECT count(*) FROM (SELECT FROM stock_move_line LIMIT %s) line", MOVES_AT_ONCE + 1)
        return self.env.execute_query(query)[0][0] <= MOVES_AT_ONCE

    # -- steps ----------------------------------------------------------------------------------------------------------

    def _job_steps(self):
        steps = {
            "layers": self.env._("Age and sales of the stock"),
            "classes": self.env._("ABC classes of the products"),
            "alerts": self.env._("Alerts of aged stock"),
            "closing": self.env._("Alerts that are settled"),
        }
        return list(steps.items())

    def _job_run_step(self, key, cursor):
        self.env.flush_all()
        self.env["crm.customer.metrics"]._tune()
        return getattr(self, f"_step_{key}")(cursor)

    def _step_layers(self, cursor):
        """The next products by id."""
        goods = self.env["product.product"].with_context(active_test=False)
        storable = Domain("is_storable", "=", True)
        products = goods.search(storable & Domain("id", ">", cursor or 0), order="id", limit=PRODUCTS_AT_ONCE).ids
        if not products:
            self._remove_others()
            return None
        self.env["crm.stock.layer"]._refresh_products(self.company_id, products)
        self.env["crm.stock.mover"]._refresh_products(self.company_id, products, self.business_day)
        self._job_count(self.job_done + len(products), self.job_total or goods.search_count(storable))
        return products[-1]

    def _step_classes(self, _cursor):
        self.env["crm.stock.mover"]._refresh_classes(self.company_id, self.business_day)

    def _step_alerts(self, cursor):
        return self.env["crm.aged.stock.alert"]._raise_alerts(self.company_id, self.business_day, again=bool(cursor))

    def _step_closing(self, _cursor):
        self.env["crm.aged.stock.alert"]._close_settled(self.company_id, self.business_day)

    def _remove_others(self):
        """Rows of products that are no longer kept in stock."""
        for table in ("crm_stock_layer", "crm_stock_mover"):
            self.env.cr.execute(
                SQL(
                    """
                    DELETE FROM %(table)s USING product_product product, product_template template
                     WHERE product.id = %(table)s.product_id AND template.id = product.product_tmpl_id
                       AND NOT template.is_storable
                    """,
                    table=SQL.identifier(table),
                )
            )
        self.env["crm.stock.layer"].invalidate_model()
        self.env["crm.stock.mover"].invalidate_model()
